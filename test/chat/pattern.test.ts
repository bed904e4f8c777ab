import assert from 'node:assert/strict';
import { createGrammar, MalformedPhraseError, type Understanding } from '../../src/chat/grammar.ts';
import type { Phrase } from '../../src/verbs/verb.ts';
import { sunday, verb } from './verbs.ts';

const grammarOf = (...phrases: (string | Phrase)[]) =>
  createGrammar([verb('one', 'read', phrases)], { timeZone: 'Europe/Berlin' });

const means = (phrase: string | Phrase, sentence: string): Understanding =>
  grammarOf(phrase).understand(sentence, { now: sunday, mentions: [] });

const argumentsOf = (phrase: string | Phrase, sentence: string): unknown => {
  const meaning = means(phrase, sentence);
  return meaning.kind === 'call' ? meaning.request.arguments : meaning.kind;
};

describe('the language of phrases', () => {
  it('takes one of the words in round brackets, and needs one', () => {
    assert.deepEqual(argumentsOf('(show|give me) rings', 'give me rings'), {});
    assert.equal(argumentsOf('(show|give me) rings', 'rings'), 'unknown');
  });

  it('takes one or none of the words in square brackets', () => {
    assert.deepEqual(argumentsOf('show [all|the last] rings', 'show the last rings'), {});
    assert.deepEqual(argumentsOf('show [all|the last] rings', 'show rings'), {});
    assert.equal(argumentsOf('show [all|the last] rings', 'show the rings'), 'unknown');
  });

  it('nests', () => {
    const phrase = 'show (rings [of {group}]|(people|users))';
    assert.deepEqual(argumentsOf(phrase, 'show rings of Sales'), { group: 'Sales' });
    assert.deepEqual(argumentsOf(phrase, 'show users'), {});
  });

  it('ignores the case of its words and a question mark at its end', () => {
    assert.deepEqual(argumentsOf('Who Am I?', 'who am i'), {});
    assert.deepEqual(argumentsOf('who is {person}?', 'WHO IS Alice'), { person: { words: 'Alice' } });
  });

  it('reads two spellings of one word as the same, in phrases too', () => {
    assert.deepEqual(argumentsOf('explain two-factor authentication per user', 'explain MFA per-user'), {});
  });

  it('adds the arguments that a phrase fixes', () => {
    assert.deepEqual(argumentsOf({ says: 'who am i', with: { person: 'me', state: 'on', count: '3' } }, 'who am i'), {
      person: { me: true },
      state: 'on',
      count: 3,
    });
  });

  it('looks for a person under any name that the verb lists among its people', () => {
    const asked = { ...verb('one', 'read', ['does {approver} know']), people: ['approver'] };
    const grammar = createGrammar([asked], { timeZone: 'UTC' });
    const meaning = grammar.understand('does Alice know', { now: sunday, mentions: [] });
    assert.deepEqual(meaning.kind === 'call' && meaning.request.arguments, { approver: { words: 'Alice' } });
  });

  it('prefers the fixed word to the same word in a slot', () => {
    assert.deepEqual(argumentsOf('show [the] group {group}', 'show the group group'), { group: 'group' });
    assert.deepEqual(argumentsOf('show [the] {group} [now]', 'show the Sales now'), { group: 'Sales' });
  });
});

describe('a malformed phrase', () => {
  for (const [phrase, reason] of [
    ['show (rings', 'unbalanced'],
    ['show rings)', 'unbalanced'],
    ['show [rings)', 'unbalanced'],
    ['show {group', 'unbalanced'],
    ['show | rings', 'unbalanced'],
    ['show (rings|)', 'empty'],
    ['show []', 'empty'],
    ['', 'empty'],
    ['show {}', 'unbalanced'],
    ['show {Group Name}', 'badSlot'],
    ['show "rings"', 'badWord'],
    ['show <rings>', 'badWord'],
    ['{person} and {person}', 'repeatedSlot'],
    ['show (all|{person}) [of {person}]', 'repeatedSlot'],
    ['{person}', 'noFixedWord'],
    ['[show] {person}', 'noFixedWord'],
    ['(show|{group}) {person}', 'noFixedWord'],
  ] as const) {
    it(`stops the grammar from being built: ${JSON.stringify(phrase)} is ${reason}`, () => {
      assert.throws(
        () => grammarOf(phrase),
        (error) => error instanceof MalformedPhraseError && error.reason === reason && error.phrase === phrase,
      );
    });
  }

  it('fixes an argument that it also has as a slot', () => {
    assert.throws(
      () => grammarOf({ says: 'set {state} now', with: { state: 'off' } }),
      (error) => error instanceof MalformedPhraseError && error.reason === 'repeatedSlot',
    );
  });
});
