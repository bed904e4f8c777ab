import assert from 'node:assert/strict';
import { createUnderstanding } from '../../src/chat/understanding.ts';
import { spokenVerbs as verbs } from '../../src/spoken-verbs.ts';
import { handedTo } from '../../src/verbs/handed.ts';
import { verbWords } from '../../src/verbs/words/all.ts';
import { verbs as declaredVerbs } from './support/declarations.ts';
import { greeting } from '../demo/words.ts';
import { page, section } from './support/pages.ts';
import { readText } from './support/source-files.ts';

const grammar = createUnderstanding(verbs, { words: verbWords, timeZone: 'Europe/Berlin' });
const known = { verbs, wordsOf: (name: string) => verbWords.find((words) => words.name === name) };
const circumstances = { now: new Date('2026-11-19T10:00:00Z'), mentions: [] };

/** Sentences that are not understood as a call; those about a list are said with one. */
const misunderstood = (sentences: readonly string[]): string[] =>
  sentences.filter((sentence) => {
    const listed = /\bfile\b|these people/u.test(sentence)
      ? ['ann@fabrikam.example', 'bob@fabrikam.example']
      : undefined;
    return grammar.understand(sentence, { ...circumstances, listed }).kind !== 'call';
  });

/** Whole sentences between typographic quotation marks. */
const quotedIn = (text: string): string[] =>
  [...text.matchAll(/“([^”…]+)”/g)].map((match) => (match[1] ?? '').trim()).filter((words) => words !== 'what if');

interface Manifest {
  bots: { commandLists: { commands: { title: string }[] }[] }[];
}

describe('every sentence that we tell people to say', () => {
  it('is asked of every verb that there is', () => {
    assert.deepEqual(
      verbs.map(({ name }) => name).sort(),
      declaredVerbs()
        .map(({ name }) => name)
        .sort(),
    );
  });

  it('in README.md is understood', () => {
    const ask = section(page('README.md'), '## What you can ask');
    const sentences = [...quotedIn(ask), ...quotedIn(section(page('README.md'), '## The record'))];
    assert.ok(sentences.length > 15);
    assert.deepEqual(misunderstood(sentences), []);
  });

  it('in the story of the demo is understood', () => {
    const sentences = [...greeting({ address: '', botPort: 0 }).matchAll(/say: +(.+)$/gm)].map(
      (found) => found[1] ?? '',
    );
    assert.equal(sentences.length, 3);
    assert.deepEqual(misunderstood(sentences), []);
  });

  it('in the command lists of the app is understood', () => {
    const manifest = JSON.parse(readText('appPackage/manifest.json')) as Manifest;
    const titles = manifest.bots.flatMap((bot) =>
      bot.commandLists.flatMap((list) => list.commands.map((one) => one.title)),
    );
    assert.ok(titles.length > 5);
    assert.deepEqual(misunderstood(titles), []);
  });

  it('as the one line of help of a verb calls that very verb', () => {
    const wrong = verbs.filter((verb) => {
      const understood = grammar.understand(verb.help, circumstances);
      return understood.kind !== 'call' || handedTo(known, understood.request).verb !== verb.name;
    });
    assert.deepEqual(
      wrong.map(({ name }) => name),
      [],
    );
  });
});
