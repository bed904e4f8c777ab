import { z } from 'zod/v4';
import type { Rows } from '../../db/database.ts';
import { keepOffer } from '../../files/offers.ts';
import { RefusedError } from '../../lib/refused.ts';
import { counted } from '../../lib/text.ts';
import { defineVerb, type AnyVerb, type CallContext, type Outcome } from '../../verbs/verb.ts';
import type { RecordOffer } from '../export.ts';
import { fileType } from '../file-format.ts';
import { extentOf, rangeOf, scopeOf, scopeWords, timeWords, type RecordScope } from '../scope.ts';
import { unknownProposal } from './audit-query.ts';

/** About as long as a record is, for the size that Teams shows before there is a file. */
const BYTES_A_RECORD = 800;

const argumentsSchema = z.strictObject({ ...scopeWords, format: fileType.default('json') });

const EXPORT = '(export|download|save)';
const RECORD = '[the] [whole|full|entire] (record|records|audit|audit log|audit record)';
const FORMAT = '[(as|to|into) [a|an] {format} [file]]';
const WHEN = '(since {since}|between {since} and {until}|from {since} (to|until|till) {until}|(of|from|for|on) {day})';

/** `audit.export`: the record, or a part of it, as a file that proves itself, into the asker's own OneDrive. */
export const auditExport = (edges: { rows: Rows; timeZone: string }): AnyVerb =>
  defineVerb({
    name: 'audit.export',
    kind: 'read',
    role: 'reader',
    help: 'export the record',
    phrases: [
      { says: `${EXPORT} ${RECORD} ${FORMAT}` },
      { says: `${EXPORT} ${RECORD} ${WHEN} ${FORMAT}` },
      { says: `${EXPORT} ${RECORD} (of|for|about) [the] proposal {proposal} ${FORMAT}` },
      { says: `${EXPORT} ${RECORD} (of|for|about) {person} [${WHEN}] ${FORMAT}` },
      { says: `${EXPORT} ${RECORD} (of|for|about) [the] (object|account|id) {object} [${WHEN}] ${FORMAT}` },
    ],
    arguments: argumentsSchema,
    people: ['person'],
    run: (args, context) => offer(edges, args, context),
  });

async function offer(
  { rows, timeZone }: { rows: Rows; timeZone: string },
  { format, ...words }: z.infer<typeof argumentsSchema>,
  { actor, now }: CallContext,
): Promise<Outcome> {
  const scope = scopeOf(words);
  const records = await countIn(rows, scope);
  const about = wordsOf(scope, timeZone);
  const offer: RecordOffer = { scope: withoutNames(scope), as: format, about };
  const file = {
    ...(await keepOffer(rows, actor.id, { kind: 'record', type: format, about: offer, at: now })),
    description: `${about}: ${counted(records, 'record', 'records')}, with every hash. npm run audit:verify checks the file.`,
    sizeInBytes: 300 + records * BYTES_A_RECORD,
  };
  return { kind: 'file', file };
}

/** @throws {RefusedError} where there is nothing to save. */
async function countIn(rows: Rows, scope: RecordScope): Promise<number> {
  const range = await rangeOf(rows, scope);
  const extent = range && (await extentOf(rows, scope, range));
  if (extent && extent.records > 0) return extent.records;
  if (scope.proposal !== undefined) throw unknownProposal();
  throw new RefusedError('nobodyFound', 'Nothing is on record about that.', 'Ask for another time, or for all of it.');
}

/** The file holds object ids: names can be erased here, and could not be there. */
const withoutNames = ({ person, ...scope }: RecordScope): RecordScope =>
  person ? { ...scope, person: { id: person.id } } : scope;

function wordsOf(scope: RecordScope, timeZone: string): string {
  const { proposal, person, only } = scope;
  const whose = person && `${only === undefined ? '' : `${only} of `}account ${person.id}`;
  const what = proposal === undefined ? whose : `proposal ${proposal}`;
  const time = timeWords(scope, timeZone);
  return ['The record', what && `of ${what}`, time].filter(Boolean).join(' ');
}
