import assert from 'node:assert/strict';
import fc from 'fast-check';
import { alice, leastMillisOf, proposes, requestsOf, understood } from './verbs.ts';

const settings = { seed: 20261122, numRuns: 500 };
const mention = { text: '<at>Alice Adams</at>', person: alice };

/** Orders around a name, all of which the grammar takes. */
const someOrder = fc.constantFrom(
  'turn off MFA for *',
  'switch the per-user MFA of * off',
  'disable *’s MFA',
  'enforce MFA for *',
  'set the MFA state of * to off',
  'put * back',
  'undo the last change for *',
);

/** An order in words, the name in one piece. */
const someNamedOrder = fc
  .record({ order: someOrder, name: fc.constantFrom('Bob', 'alice adams', mention.text) })
  .map(({ order, name }) => ({ name, words: order.split(' ').map((word) => word.replace('*', name)) }));

/** Words that people put around an order: none belongs to a name. */
const someWords = fc
  .array(
    fc.constantFrom(
      ...'now today please maybe and if then not never disable turn off on mfa the in for of is it you should could why because yesterday ring group everyone except also , . ? ; - or thanks hi'.split(
        ' ',
      ),
    ),
    { maxLength: 4 },
  )
  .map((words) => words.join(' '));

const someText = fc.oneof(
  fc.string({ maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc
    .array(
      fc.constantFrom(
        ..."turn off mfa for Alice tell Sales that they move on Monday 9:00 start ring 2 because \" ' ’s { } ( [ | < <at>Alice Adams</at> \n ; . 2fa two factor per user don't disbale \u202e \u0000".split(
          ' ',
        ),
      ),
      { maxLength: 60 },
    )
    .map((words) => words.join(' ')),
);

describe('whatever is typed', () => {
  it('throws nothing and costs less than 50 ms', () => {
    fc.assert(
      fc.property(someText, (text) => {
        const millis = leastMillisOf(text, [mention]);
        assert.ok(millis < 50, `${millis} ms`);
      }),
      { ...settings, numRuns: 2000 },
    );
  });

  it('may be a mention of any text, in any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.string({ maxLength: 10 }), (text, name) => {
        understood(`${text}${name}${text}`, [{ text: name, person: alice }]);
      }),
      settings,
    );
  });
});

describe('an order that is negated or only considered', () => {
  const negations = ["don't", 'do not', 'never', 'please don’t', 'you must not', 'stop', 'without', 'DON’T'];
  const doubts = ['what would happen if I', 'should I', 'if we', 'imagine you', 'what if I', 'can I'];

  it('never becomes a proposal, wherever the words stand', () => {
    const someDoubt = fc.constantFrom(...negations, ...doubts);
    fc.assert(
      fc.property(someNamedOrder, someDoubt, fc.nat({ max: 8 }), ({ words }, doubt, place) => {
        const text = [...words.slice(0, place), doubt, ...words.slice(place)].join(' ');
        assert.ok(!proposes(understood(text, [mention])), text);
      }),
      settings,
    );
  });

  it('is refused with the reason when the words come first', () => {
    fc.assert(
      fc.property(someOrder, fc.constantFrom(...negations), fc.constantFrom(...doubts), (order, no, doubt) => {
        const sentence = order.replace('*', 'Bob');
        assert.deepEqual(understood(`${no} ${sentence}`), { kind: 'refused', why: 'negated' });
        assert.deepEqual(understood(`${doubt} ${sentence}`), { kind: 'refused', why: 'hypothetical' });
      }),
      settings,
    );
  });
});

describe('an order with words around it', () => {
  it('never becomes an order about somebody else', () => {
    fc.assert(
      fc.property(someNamedOrder, someWords, someWords, ({ words, name }, before, after) => {
        const text = [before, ...words, after].join(' ');
        for (const request of requestsOf(understood(text, [mention]))) {
          const person = name === mention.text ? alice : { words: name };
          assert.deepEqual(request.arguments['person'] ?? person, person, text);
        }
      }),
      { ...settings, numRuns: 3000 },
    );
  });

  it('never becomes an order about anybody but the person mentioned, whatever the words are', () => {
    fc.assert(
      fc.property(someOrder, fc.string({ maxLength: 30 }), fc.string({ maxLength: 30 }), (order, before, after) => {
        const text = `${before} ${order.replace('*', mention.text)} ${after}`;
        for (const request of requestsOf(understood(text, [mention]))) {
          assert.deepEqual(request.arguments['person'] ?? alice, alice, text);
        }
      }),
      settings,
    );
  });

  it('keeps the name as typed, whatever the name is', () => {
    const someName = fc.string({
      unit: fc.constantFrom(...'a b c x y z A B C X Y Z é ü ł Š ß ø ñ'.split(' ')),
      minLength: 2,
      maxLength: 12,
    });
    fc.assert(
      fc.property(someOrder, fc.array(someName, { minLength: 1, maxLength: 4 }), (order, names) => {
        const name = names.join(' ');
        for (const request of requestsOf(understood(order.replace('*', name)))) {
          assert.deepEqual(request.arguments['person'], { words: name });
        }
      }),
      settings,
    );
  });
});

describe('an order said politely', () => {
  it('is understood with a plain name and with a mention', () => {
    fc.assert(
      fc.property(someOrder, fc.constantFrom('', 'please ', 'Hey Crossover, could you '), (order, politeness) => {
        const plain = understood(`${politeness}${order.replace('*', 'Bob')}`);
        const named = understood(`${politeness}${order.replace('*', mention.text)}`, [mention]);
        assert.equal(plain.kind, 'call');
        assert.deepEqual(requestsOf(named)[0]?.arguments['person'], alice);
      }),
      settings,
    );
  });
});
