import assert from 'node:assert/strict';
import fc from 'fast-check';
import { alice, bob, sunday } from './verbs.ts';
import { berlin, samplesIn } from './corpus/measure.ts';
import type { Understood } from '../../src/chat/understanding.ts';
import { verbWords } from '../../src/verbs/words/all.ts';

const settings = { seed: 20261122, numRuns: 600 };
const mention = { text: '<at>Alice Adams</at>', person: alice };
const kinds = new Map(verbWords.map(({ name, kind }) => [name, kind]));

const understood = (text: string): Understood =>
  berlin.understand(text, { now: sunday, mentions: [mention, { text: '<at>Bob Not Brown</at>', person: bob }] });

/** Every call that words lead to, at once, after a click or after an answer. */
function requestsOf(meaning: Understood): { verb: string; arguments: Record<string, unknown> }[] {
  if (meaning.kind === 'call') return [meaning.request];
  if (meaning.kind === 'ask')
    return [{ verb: meaning.verb, arguments: meaning.arguments }, ...meaning.choices.map(({ request }) => request)];
  return meaning.kind === 'unsure' || meaning.kind === 'several' ? meaning.choices.map(({ request }) => request) : [];
}

const proposes = (meaning: Understood): boolean =>
  requestsOf(meaning).some(({ verb }) => kinds.get(verb) === 'propose');

const leastMillisOf = (text: string): number =>
  Math.min(
    ...[1, 2, 3].map(() => {
      const before = performance.now();
      understood(text);
      return performance.now() - before;
    }),
  );

const vocabulary = [...new Set(samplesIn('seen.jsonl').flatMap(({ text }) => text.split(/\s+/u)))];
const someWord = fc.constantFrom(
  ...vocabulary,
  '\n',
  '"',
  '’s',
  '{',
  '|',
  '<at>Alice Adams</at>',
  '> ',
  '\u202e',
  ';',
  '?',
);
const someText = fc.oneof(
  fc.string({ maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.array(someWord, { maxLength: 150 }).map((words) => words.join(' ')),
);

/** Orders of the corpus that are understood as such. */
const orders = samplesIn('seen.jsonl').filter(
  ({ text, verb }) => kinds.get(verb) === 'propose' && proposes(understood(text)),
);

describe('whatever somebody types to the bot', () => {
  it('throws nothing and costs less than 50 ms', () => {
    fc.assert(
      fc.property(someText, (text) => {
        const millis = leastMillisOf(text);
        assert.ok(millis < 50, `${millis} ms`);
      }),
      { ...settings, numRuns: 2500 },
    );
  });

  it('costs less than 50 ms where it repeats itself without end', () => {
    const seeds = [
      'approve ',
      'ignore the ',
      'a',
      '"',
      'turn off mfa for bob and ',
      'without any check ',
      '> ',
      "don't ",
      'monday 9 ',
      'block all ',
      'ring 2 and ',
    ];
    for (const seed of seeds) {
      const millis = leastMillisOf(seed.repeat(4000 / seed.length));
      assert.ok(millis < 50, `${seed}: ${millis} ms`);
    }
  });
});

describe('any order of the corpus', () => {
  it('proposes nothing once it says “don’t”, wherever', () => {
    assert.ok(orders.length > 150);
    const negations = ["don't", 'do not', 'never', 'please don’t', 'DON’T', 'dont'];
    fc.assert(
      fc.property(fc.constantFrom(...orders), fc.constantFrom(...negations), (order, no) => {
        assert.ok(!proposes(understood(`${no} ${order.text}`)), `${no} ${order.text}`);
      }),
      settings,
    );
  });

  it('proposes nothing where it is only considered', () => {
    const doubts = ['what would happen if we', 'should we', 'what if I', 'hypothetically, if you'];
    fc.assert(
      fc.property(fc.constantFrom(...orders), fc.constantFrom(...doubts), (order, doubt) => {
        assert.ok(!proposes(understood(`${doubt} ${order.text}`)), `${doubt} ${order.text}`);
      }),
      settings,
    );
  });

  it('proposes nothing where it is quoted from somebody else', () => {
    fc.assert(
      fc.property(fc.constantFrom(...orders), (order) => {
        assert.ok(!proposes(understood(`> ${order.text}\nthanks, noted`)), order.text);
      }),
      settings,
    );
  });
});

describe('words around an order', () => {
  const before = fc.constantFrom(
    '',
    'hi',
    'good morning,',
    'hey bot',
    'please',
    'quick one:',
    'ok so',
    'hello team,',
    'FYI',
    'urgent!',
  );
  const after = fc.constantFrom(
    '',
    'please',
    'thanks',
    'asap',
    'thx!!',
    'today if possible',
    'many thanks in advance',
    ', it is urgent',
    '🙏',
  );
  const order = fc.constantFrom(
    'turn off mfa for *',
    'disable per-user MFA of *',
    'enforce * ',
    'put * back to the previous state',
    'add * to ring 2',
    'exclude * from ring 3',
    'set * to disabled',
  );

  it('never change the person whom it is about', () => {
    fc.assert(
      fc.property(order, before, after, (words, lead, trail) => {
        for (const request of requestsOf(understood(`${lead} ${words.replace('*', mention.text)} ${trail}`))) {
          const { person, people } = request.arguments;
          assert.deepEqual(person ?? (people as unknown[] | undefined)?.[0] ?? alice, alice);
          assert.ok(people === undefined || (people as unknown[]).length === 1);
        }
      }),
      settings,
    );
  });

  it('never change a name that is typed', () => {
    const around = fc.record({ lead: before, trail: after });
    const name = fc.constantFrom('Bob Berg', 'Zoë Müller', 'lucy.chen@contoso.com');
    fc.assert(
      fc.property(order, around, name, (words, { lead, trail }, who) => {
        for (const request of requestsOf(understood(`${lead} ${words.replace('*', who)} ${trail}`))) {
          const { person, people } = request.arguments;
          const found = person ?? (people as unknown[] | undefined)?.[0];
          assert.deepEqual(found ?? { words: who }, { words: who }, `${lead} ${words} ${trail}`);
        }
      }),
      settings,
    );
  });
});
