import assert from 'node:assert/strict';
import { alice, understood } from './verbs.ts';

const id = '0197c0de-0000-7000-8000-000000000001';

/** Sentence, meaning: a verb and its arguments; a time as day and hour, all of them in one month. */
const table: readonly (readonly [string, string])[] = [
  [`what happened to proposal ${id.toUpperCase()}?`, `audit.query proposal=${id}`],
  [`show the record of the proposal ${id}`, `audit.query proposal=${id}`],
  ['what happened to Alice?', 'audit.query person=Alice'],
  ['what happend to Alice', 'audit.query person=Alice'],
  ['what was changed for Alice Adams yesterday', 'audit.query day=20T23..21T23 person=Alice Adams'],
  ['what was changed for <at>Alice Adams</at>', `audit.query person=${alice.id}`],
  ['what did Nora approve last week?', 'audit.query day=08T23..15T23 only=decisions person=Nora'],
  ['what did Nora change last week?', 'audit.query day=08T23..15T23 person=Nora'],
  ['what happened to me', 'audit.query person=me'],
  [`what happened to object ${id}`, `audit.query object=${id}`],
  ['what happened yesterday', 'audit.query day=20T23..21T23'],
  ['what happened on Monday?', 'audit.query day=15T23..16T23'],
  ['what happened in the last 3 days', 'audit.query day=18T23..22T13'],
  ['what happened between Monday and Wednesday', 'audit.query since=15T23..16T23 until=17T23..18T23'],
  ['show the record since Monday', 'audit.query since=15T23..16T23'],
  ['show the record since Monday 9:00', 'audit.query since=16T08..16T09'],
  ['show the record from 16 November to 18 November', 'audit.query since=15T23..16T23 until=17T23..18T23'],
  ['show the last changes', 'audit.query'],
  ['what was changed recently?', 'audit.query'],
  ['show the record since tomorrow', 'noTime tomorrow'],
  ['what happened on 31 February', 'noTime 31 February'],
  ['what happened to Bob and Alice', 'unknown'],
  ['what happened and disable Bob', 'unknown'],
  ['export the record', 'audit.export'],
  ['export the record as CSV', 'audit.export format=csv'],
  ['save the whole record as a JSON file', 'audit.export format=json'],
  [`export the record of proposal ${id} as csv`, `audit.export format=csv proposal=${id}`],
  ['export the record since Monday to Excel', 'audit.export format=csv since=15T23..16T23'],
  ['export the record of Alice', 'audit.export person=Alice'],
  ['export the record and disable Bob', 'unknown'],
  ['show the head of the record', 'audit.anchor'],
];

function inShort(sentence: string): string {
  const meaning = understood(sentence, [{ text: `<at>${alice.displayName}</at>`, person: alice }]);
  if (meaning.kind === 'noTime') return `noTime ${meaning.words}`;
  if (meaning.kind !== 'call') return meaning.kind;
  const { verb, arguments: args } = meaning.request;
  const said = Object.entries(args).map(([name, value]) => `${name}=${argumentInShort(value)}`);
  return [verb, ...said.toSorted()].join(' ');
}

function argumentInShort(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if ('from' in value && 'to' in value) return `${hourOf(value.from)}..${hourOf(value.to)}`;
  if ('me' in value) return 'me';
  return String('id' in value ? value.id : 'words' in value ? value.words : '');
}

const hourOf = (at: unknown): string => String(at).slice(8, 13);

describe('what a sentence about the record means', () => {
  for (const [sentence, meaning] of table) {
    it(`${JSON.stringify(sentence)} → ${meaning}`, () => {
      assert.equal(inShort(sentence), meaning);
    });
  }
});
