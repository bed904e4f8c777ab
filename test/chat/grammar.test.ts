import assert from 'node:assert/strict';
import { createGrammar } from '../../src/chat/grammar.ts';
import { alice, bob, leastMillisOf, requestsOf, sunday, understood, verb, verbs } from './verbs.ts';

const options = { timeZone: 'Europe/Berlin' };
const off = (person: unknown): unknown => ({ verb: 'mfa.state.set', arguments: { person, state: 'disabled' } });
const mentionOf = (person: typeof alice, text = `<at>${person.displayName}</at>`) => ({ text, person });

describe('two verbs that a sentence fits', () => {
  const one = verb('one', 'read', ['show (rings|plans)']);
  const other = verb('other', 'propose', ['show rings', 'show {group} of rings']);

  it('are both offered when they fit equally', () => {
    const meaning = createGrammar([one, other], options).understand('show rings', { now: sunday, mentions: [] });
    assert.deepEqual(meaning.kind === 'unsure' && meaning.choices.map((choice) => choice.request.verb), [
      'one',
      'other',
    ]);
  });

  it('are at most three choices', () => {
    const many = ['a', 'b', 'c', 'd'].map((name) => verb(name, 'read', ['show rings']));
    const meaning = createGrammar(many, options).understand('show rings', { now: sunday, mentions: [] });
    assert.equal(meaning.kind === 'unsure' && meaning.choices.length, 3);
  });

  it('lose to the one with more fixed words', () => {
    const open = verb('open', 'read', ['show {group}']);
    const meaning = createGrammar([open, one], options).understand('show rings', { now: sunday, mentions: [] });
    assert.deepEqual(requestsOf(meaning), [{ verb: 'one', arguments: {} }]);
  });

  it('lose to the one that needs no typo forgiven', () => {
    const near = verb('near', 'read', ['show ringt']);
    const meaning = createGrammar([near, one], options).understand('show rings', { now: sunday, mentions: [] });
    assert.deepEqual(requestsOf(meaning), [{ verb: 'one', arguments: {} }]);
  });
});

describe('mentions', () => {
  it('are whole people, with punctuation after them', () => {
    for (const end of ['!!', '…', '’s', ' .', ', please']) {
      const meaning = understood(`turn off MFA for <at>Alice Adams</at>${end}`, [mentionOf(alice)]);
      assert.deepEqual(requestsOf(meaning), [off(alice)], end);
    }
  });

  it('may stand as a plain name', () => {
    const meaning = understood('turn off MFA for Alice Adams', [mentionOf(alice, 'Alice Adams')]);
    assert.deepEqual(requestsOf(meaning), [off(alice)]);
  });

  it('are not found inside a longer word', () => {
    const meaning = understood('turn off MFA for Alicent', [mentionOf(alice, 'Alice')]);
    assert.deepEqual(requestsOf(meaning), [off({ words: 'Alicent' })]);
  });

  it('are told apart by their order where two people have one name', () => {
    const other = { ...alice, id: bob.id };
    const pair = { ...verb('pair', 'read', ['compare {person} with {other}']), people: ['person', 'other'] };
    const meaning = createGrammar([pair], options).understand(
      'compare <at>Alice Adams</at> with <at>Alice Adams</at>',
      { now: sunday, mentions: [mentionOf(alice), mentionOf(other)] },
    );
    assert.deepEqual(requestsOf(meaning), [{ verb: 'pair', arguments: { person: alice, other } }]);
  });

  it('are found in any order', () => {
    const pair = { ...verb('pair', 'read', ['compare {person} with {other}']), people: ['person', 'other'] };
    const meaning = createGrammar([pair], options).understand(
      'compare <at>Bob Not Brown</at> with <at>Alice Adams</at>',
      { now: sunday, mentions: [mentionOf(alice), mentionOf(bob)] },
    );
    assert.deepEqual(requestsOf(meaning), [{ verb: 'pair', arguments: { person: bob, other: alice } }]);
  });

  it('are no words for a group or a text', () => {
    const meaning = understood('help with <at>Alice Adams</at>', [mentionOf(alice)]);
    assert.deepEqual(meaning, { kind: 'unknown' });
  });

  it('do not negate an order with a name such as “Bob Not Brown”, nor give one with a name such as “disable”', () => {
    assert.deepEqual(requestsOf(understood('turn off MFA for <at>Bob Not Brown</at>', [mentionOf(bob)])), [off(bob)]);
    const named = { id: bob.id, displayName: 'disable' };
    const meaning = understood('<at>disable</at> MFA for Bob', [mentionOf(named)]);
    assert.deepEqual(meaning, { kind: 'unknown' });
  });
});

describe('text that hides something', () => {
  it('is read without marks of direction and width', () => {
    const text = '\u202bturn off\u200f MFA for \u2067Alice Adams\u2069\u202c';
    assert.deepEqual(requestsOf(understood(text)), [off({ words: 'Alice Adams' })]);
  });

  it('is no order when the marks cut a fixed word in two', () => {
    assert.deepEqual(understood('dis\u200bable MFA for Bob'), { kind: 'unknown' });
  });

  it('is no order with a letter of another alphabet in a fixed word: it is asked back', () => {
    assert.equal(understood('dis\u0430ble MFA for Bob').kind, 'unsure');
  });
});

describe('what was understood', () => {
  it('names the verb, the person as the directory does, and the time in the tenant’s zone', () => {
    const set = understood('turn off MFA for <at>Alice Adams</at>', [mentionOf(alice)]);
    assert.equal(set.kind === 'call' && set.understoodAs, 'mfa.state.set (state: disabled, person: Alice Adams)');
    const told = understood('tell Sales that they move on Monday');
    assert.equal(
      told.kind === 'call' && told.understoodAs,
      'notice.send (group: Sales, when: Mon 23 Nov 2026, 09:00 CET)',
    );
  });

  it('says “you” for the person who asks', () => {
    const meaning = understood('what is my MFA state');
    assert.equal(meaning.kind === 'call' && meaning.understoodAs, 'mfa.state.get (person: you)');
  });
});

describe('long texts', () => {
  it('are not read: 10 KB of anything is unknown', () => {
    for (const text of ['a', 'turn off MFA for ', '(', '!', ' ', '"', "don't turn off ", 'Monday 9:00 ']) {
      assert.deepEqual(understood(text.repeat(10_240 / text.length)), { kind: 'unknown' }, text);
    }
  });

  it('cost less than 50 ms at the worst length that is read', () => {
    const worst = [
      `tell ${'Monday '.repeat(20)}that they move on ${'Monday '.repeat(20)}`,
      `start ring ${'on march 5 '.repeat(11)}because x`,
      `turn off mfa for ${'mfa '.repeat(46)}`,
      `disbale ${'disbale '.repeat(49)}`,
      '!'.repeat(1999) + 'a',
      `${"'".repeat(1000)}${'"'.repeat(999)}`,
    ];
    for (const text of worst) {
      const millis = leastMillisOf(text);
      assert.ok(millis < 50, `${millis} ms: ${text.slice(0, 30)}`);
    }
  });
});

it('a grammar is compiled once and has no memory: the same sentence means the same the second time', () => {
  const again = createGrammar(verbs, options);
  for (const text of ['turn off MFA for Bob', 'who is enfroced', "don't turn off MFA for Bob"]) {
    assert.deepEqual(understood(text), again.understand(text, { now: sunday, mentions: [] }));
    assert.deepEqual(understood(text), understood(text));
  }
});
