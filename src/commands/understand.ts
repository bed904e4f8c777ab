import { createInterface } from 'node:readline';
import { beforeOf, createUnderstanding, type Before, type Understanding } from '../chat/understanding.ts';
import { systemClock } from '../lib/clock.ts';
import { spokenVerbs } from '../spoken-verbs.ts';
import { verbWords } from '../verbs/words/all.ts';
import { lineOf, questionIn } from './understand-line.ts';

/**
 * `npm run understand`: what sentences mean, without network, tenant or database. JSON lines in (`text`, and `previous`
 * where the same person said something before), JSON lines out; or one sentence as an argument.
 */
const understanding = createUnderstanding(spokenVerbs, { words: verbWords, timeZone: 'UTC' });

function answer(engine: Understanding, { text, previous }: { text: string; previous?: string | undefined }): string {
  const now = systemClock.now();
  const before: Before | undefined =
    previous === undefined ? undefined : beforeOf(engine.understand(previous, { now, mentions: [] }));
  return JSON.stringify(lineOf(engine.understand(text, { now, mentions: [], before })));
}

const sentence = process.argv.slice(2).join(' ').trim();
if (sentence !== '') console.log(answer(understanding, { text: sentence }));
else {
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === '') continue;
    const question = questionIn(line);
    console.log(
      question ? answer(understanding, question) : JSON.stringify({ error: 'not a JSON object with "text"' }),
    );
  }
}
