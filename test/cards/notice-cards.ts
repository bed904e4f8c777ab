import type { ClickChoice } from '../tenant/teams/card-parts.ts';
import type { Message } from '../tenant/teams/messages.ts';

/** What collects cards, as far as this needs it. */
interface Collecting {
  say(name: string, userId: string, words: string): Promise<Message>;
  click(name: string, userId: string, on: [Message, ClickChoice]): Promise<void>;
}

interface NoticePeople {
  /** Alice's notice. */
  mine: Message;
  nora: string;
  aliceAdams: string;
}

/** The cards around notices: answered ones, their books, and each notice in some language. */
export async function noticeCards(all: Collecting, { mine, nora, aliceAdams }: NoticePeople): Promise<void> {
  await all.click('notice: ready', aliceAdams, [mine, { title: 'I am ready' }]);
  await all.click('notice: needs help', aliceAdams, [mine, { title: 'I need help' }]);
  await all.say('notice: how it is doing', nora, 'how is the last notice doing?');
  await all.say('notice: nobody to tell again', nora, 'resend the notice to SG-MFA-Pilot to those who failed');
  await all.say('notice: preview in Japanese', nora, 'preview the moving soon notice in Japanese');
  await all.say('notice: no such language', nora, 'preview the moving soon notice in Klingon');
  for (const language of ['English', 'German', 'French', 'Spanish', 'Japanese'])
    await all.say(
      `notice: register now in ${language}`,
      nora,
      `send me a test copy of the register now notice in ${language}`,
    );
  for (const notice of ['today', 'done', 'postponed', 'taken back'])
    await all.say(`notice: ${notice}`, nora, `send me a test copy of the ${notice} notice in German`);
}
