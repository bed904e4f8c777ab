import type { Plan, Planner, PredictedDoCommand } from '@microsoft/teams-ai';
// Not from the package's root, which loads tokenizers and date recognizers for half a second at every start.
import { Application } from '@microsoft/teams-ai/lib/Application.js';
import { CloudAdapter, type Activity, type TurnContext } from 'botbuilder';
import type { InvokeResponse } from 'botbuilder';
import type { Database } from '../db/database.ts';
import type { Log } from '../lib/log.ts';
import { RefusedError } from '../lib/refused.ts';
import type { Hint } from '../chat/grammar.ts';
import { beforeOf, type Before, type Understood } from '../chat/understanding.ts';
import type { Model } from '../model/model.ts';
import { keepAsked, withPages } from './asked-before.ts';
import { attachedList } from './attached-file.ts';
import { arrivalOf, placeOf } from './arrival.ts';
import { answerUnderstanding, type Reply } from './answer.ts';
import { firstUseCard } from './conversation-cards.ts';
import { isToBeGreeted } from './greeting.ts';
import { answerClick, type CardActionEdges, type CardAnswer } from './card-actions.ts';
import type { Connector } from './connector.ts';
import type { Conversations } from './conversations.ts';
import { answerConsent, type FileEdges } from './file-delivery.ts';
import { inboundActivity, turnOf, type Turn } from './inbound.ts';
import { cardMessage, textMessage } from './messenger.ts';
import { faultCard, faultLine } from './replies.ts';
import type { StrictAuthentication } from './strict-auth.ts';

export interface BotEdges extends CardActionEdges {
  database: Database;
  log: Log;
  appId: string;
  connector: Connector;
  conversations: Conversations;
  files: FileEdges;
  /** Asked where the grammar is not sure; none unless one is configured. */
  model?: Model | undefined;
  /** A personal chat has come to be: whoever waits for it may go on. */
  onReachable(personId: string): Promise<void>;
}

/** Takes activities in: checks the token, then runs one turn. */
export interface Bot {
  /** @throws {AuthenticationError} where the token is not good. */
  receive(authorization: string, activity: Activity): Promise<InvokeResponse | undefined>;
}

/** Our own door into the SDK's adapter: it neither writes to the console nor answers for us. */
class DoorAdapter extends CloudAdapter {
  receive(authorization: string, activity: Activity, logic: (context: TurnContext) => Promise<void>) {
    return this.processActivity(authorization, activity, logic);
  }
}

/** The SDK's application without its typing timer: there is one for all chats, and the option against it is not read. */
class QuietApplication extends Application {
  override startTypingTimer(): void {
    // On purpose nothing: its messages would also be repeated, and waited for without end.
  }
}

const ANSWER = 'crossover.answer';

/** The bot: the SDK's adapter and application around our own turns. */
export function createBot(edges: BotEdges, authentication: StrictAuthentication): Bot {
  const adapter = new DoorAdapter(authentication);
  // No storage: TurnState is last-write-wins, so nothing that matters may ever live in it.
  const application = new QuietApplication({
    ai: { planner: plannerOf(edges), allow_looping: false },
    removeRecipientMention: false,
  });
  application.ai.action(ANSWER, async (context) => {
    await answerMessage(edges, context);
    return '';
  });
  application.addRoute(
    (context) => Promise.resolve(context.activity.type === 'invoke'),
    (context) => answerInvoke(edges, context),
    true,
  );
  application.addRoute(
    ({ activity }) => Promise.resolve(activity.type === 'message' && !activity.text), // the SDK plans for words only
    (context) => answerMessage(edges, context),
  );
  application.addRoute(
    (context) =>
      Promise.resolve(context.activity.type === 'conversationUpdate' || context.activity.type === 'installationUpdate'),
    (context) => noteChat(edges, context),
  );
  return {
    receive: (authorization, activity) =>
      adapter.receive(authorization, activity, async (context) => {
        await application.run(context);
      }),
  };
}

const answerCommand: PredictedDoCommand = { type: 'DO', action: ANSWER, parameters: {} };
const answerPlan: Plan = { type: 'plan', commands: [answerCommand] };

/** The Planner seam: one plan, to answer. An optional model would plan here; it could do no more than this either. */
const plannerOf = (edges: BotEdges): Planner => ({
  beginTask: () => Promise.resolve(answerPlan),
  continueTask: () => {
    edges.log.warn('teams.plan.continued');
    return Promise.resolve({ type: 'plan', commands: [] });
  },
});

async function answerMessage(edges: BotEdges, context: TurnContext): Promise<void> {
  const turn = await turnIn(edges, context);
  if (!turn) return;
  const answered = await answerTo(edges, turn).catch((cause: unknown): Answered => {
    if (!(cause instanceof RefusedError)) edges.log.error('teams.message', cause);
    return { reply: { kind: 'card', card: faultCard(cause), isPersonal: false } };
  });
  if (!answered) return;
  const { reply, before } = answered;
  // What Teams did not take is not sent again: nobody knows whether the person has read it.
  const sending = send(edges, turn, reply);
  const keeping = before && keepAsked(edges.database.rows, placeOf(turn), before);
  for (const done of await Promise.allSettled([sending, keeping]))
    if (done.status === 'rejected') edges.log.error('teams.reply', done.reason);
}

/** A reply, and in whose light the next sentence is understood. */
interface Answered {
  reply: Reply;
  before?: Before | undefined;
}

async function answerTo(edges: BotEdges, turn: Turn): Promise<Answered | undefined> {
  const arrival = await arrivalOf(edges.database.rows, turn);
  if (!arrival) return undefined; // Teams repeats a message when we take long
  const { at, before } = arrival;
  const listed = await attachedList({ ...edges.files, log: edges.log }, turn.files);
  const said = edges.grammar.understand(turn.text, { now: at, mentions: turn.mentions, before, listed });
  const understanding = (await byModel(edges, said, { ...turn, now: at })) ?? said;
  const next = beforeOf(understanding);
  const reply = await answerUnderstanding(edges, turn.person, { understanding, words: wordsOf(turn), at });
  const shown = reply.kind === 'card' ? reply.card : undefined;
  return { reply, before: next && withPages(next, shown) };
}

/** What was said, as it stands on record. */
const wordsOf = ({ text, files }: Turn): string => [text, ...files.map(({ name }) => `[${name}]`)].join(' ').trim();

/** What the optional model makes of words that the grammar is not sure of. What was refused stays refused. */
async function byModel(
  { model }: BotEdges,
  said: Understood,
  { text, mentions, now: at }: Pick<Turn, 'text' | 'mentions'> & { now: Date },
): Promise<Understood | undefined> {
  const isUnsure = (said.kind === 'unknown' && !SETTLED.has(said.hint)) || said.kind === 'unsure';
  return isUnsure ? model?.understand({ text, mentions, now: at }) : undefined;
}

/** Hints that say what is missing: a model could only guess. */
const SETTLED: ReadonlySet<Hint | undefined> = new Set<Hint>(['list', 'file', 'noMore', 'ofWhom']);

/** In groups and channels, what is about people goes to the asker's personal chat. */
async function send(edges: BotEdges, turn: Turn, reply: Reply): Promise<void> {
  if (reply.kind === 'proposed' || reply.kind === 'offered') {
    const words = reply.kind === 'offered' ? reply.words : PROPOSED_ELSEWHERE;
    if (!turn.isPersonalChat) await edges.connector.send(turn.conversation, textMessage(words));
    return;
  }
  const message = reply.kind === 'line' ? textMessage(reply.text) : cardMessage(reply.card);
  if (turn.isPersonalChat || (reply.kind === 'card' && !reply.isPersonal)) {
    await edges.connector.send(turn.conversation, message);
    return;
  }
  const personal = await edges.conversations.find(turn.person.id);
  if (personal) await edges.connector.send(personal, message);
  const words = personal
    ? 'I have answered in our personal chat.'
    : 'That is about people, so I answer in a personal chat only: please say hello to me there first.';
  await edges.connector.send(turn.conversation, textMessage(words));
}

const PROPOSED_ELSEWHERE = 'I have asked the approvers. You can follow it in our personal chat.';
/** What an invoke can be answered with; a new message goes its own way. */
type InvokeAnswer = Exclude<CardAnswer, { kind: 'message' }>;

const NOT_FOUND = 404;

async function answerInvoke(edges: BotEdges, context: TurnContext): Promise<void> {
  await context.sendActivity({ type: 'invokeResponse', value: await invoked(edges, context) });
}

async function invoked(edges: BotEdges, context: TurnContext): Promise<InvokeResponse> {
  const { name } = context.activity;
  if (name === 'adaptiveCard/action') return { status: 200, body: invokeBody(await clickedIn(edges, context)) };
  if (name !== 'fileConsent/invoke') return { status: NOT_FOUND }; // the app declares nothing else that could be invoked
  await consentedIn(edges, context);
  return { status: 200 };
}

/** Never throws: what the person is to know is said in the chat, not by the answer. */
async function consentedIn(edges: BotEdges, context: TurnContext): Promise<void> {
  try {
    const turn = await turnIn(edges, context);
    const { activity } = context;
    const value: unknown = activity.value;
    if (turn) await answerConsent(edges.files, turn, { value, cardId: activity.replyToId ?? null });
  } catch (cause) {
    edges.log.error('teams.file', cause);
  }
}

async function clickedIn(edges: BotEdges, context: TurnContext): Promise<InvokeAnswer> {
  try {
    const turn = await turnIn(edges, context);
    if (turn) return await answerClickOf(edges, turn, context.activity.value);
    return { kind: 'line', text: 'Only people of this tenant can use this card.' };
  } catch (cause) {
    edges.log.error('teams.invoke', cause);
    return { kind: 'line', text: faultLine(cause) };
  }
}

async function answerClickOf(edges: BotEdges, turn: Turn, value: unknown): Promise<InvokeAnswer> {
  const { conversation, replyToId, person, isPersonalChat } = turn;
  const on = replyToId === undefined ? undefined : { conversationId: roomOf(conversation), activityId: replyToId };
  const answer = await answerClick(edges, person, { value, on });
  if (answer.kind !== 'message') return answer;
  const place = isPersonalChat ? conversation : await edges.conversations.find(person.id);
  if (!place) return { kind: 'line', text: 'Please say hello to me in a personal chat first: I answer there.' };
  await edges.connector.send(place, cardMessage(answer.card));
  return { kind: 'line', text: isPersonalChat ? 'I have answered below.' : 'I have answered in our personal chat.' };
}

/** A click in a channel names the thread as well; our cards there are known by the channel. */
const roomOf = ({ id }: Turn['conversation']): string => id.split(';messageid=', 1)[0] ?? id;

const invokeBody = (answer: InvokeAnswer) =>
  answer.kind === 'card'
    ? { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: answer.card.card }
    : { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: answer.text };

/** The app was installed, or somebody joined a chat with it: now the person can be told things. */
async function noteChat(edges: BotEdges, context: TurnContext): Promise<void> {
  const turn = await turnIn(edges, context);
  if (!turn?.isPersonalChat) return;
  const isRemoved = context.activity.type === 'installationUpdate' && context.activity.action === 'remove';
  if (isRemoved) return edges.conversations.forget(turn.person.id);
  await edges.conversations.remember(turn.person.id, turn.conversation);
  await edges.onReachable(turn.person.id);
  const { type, action } = context.activity; // two activities tell of one installation
  if (type !== 'installationUpdate' || action !== 'add') return;
  if (await isToBeGreeted(edges.database.rows, turn.person.id))
    await edges.connector.send(turn.conversation, cardMessage(firstUseCard()));
}

async function turnIn(edges: BotEdges, context: TurnContext): Promise<Turn | undefined> {
  const parsed = inboundActivity.safeParse(context.activity);
  return parsed.success ? turnOf(parsed.data, edges) : undefined;
}
