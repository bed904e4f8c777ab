import type { CardContent } from '../cards/compose.ts';
import { putOnRecord } from '../audit/record.ts';
import type { Database, RowsInTransaction } from '../db/database.ts';
import { listDirectoryEdits, type DirectoryEdit } from '../entra/directory-audits.ts';
import type { Graph } from '../entra/graph.ts';
import { isForbidden, isOutage } from '../inventory/refusals.ts';
import type { JsonObject } from '../lib/canonical-json.ts';
import { listedBriefly, visibleText } from '../lib/text.ts';
import { instantIn } from '../lib/time-words.ts';
import { namedIn } from '../policies/named-in.ts';
import { idOf, rulesThatCount } from '../policies/proof.ts';
import { noteEdit, type Alarm } from './alarm-rows.ts';

/** Where an edit is looked for, and who hears of it. */
export interface EditParts {
  database: Database;
  graph: Graph;
  timeZone: string;
  /** Who is told: the approvers' channel, or each approver. */
  recipientIds(): Promise<readonly string[]>;
  tell(
    trx: RowsInTransaction,
    about: { proposalId: string; personIds: readonly string[]; content: CardContent },
  ): Promise<void>;
}

/** Edits are looked for from so long before the alarm. */
const EDIT_MILLIS = 5 * 60_000;
/** What is newer than the alarm was not behind it; the clocks of Graph and ours may be so far apart. */
const APART_MILLIS = 30_000;

/** The newest edit before alarms of a policy, or of a group that a policy names; undefined where the log does not tell of one yet. */
export async function editBehind(
  { database, graph }: EditParts,
  alarms: readonly Alarm[],
): Promise<DirectoryEdit | undefined> {
  const raised = alarms.map((one) => one.raised_at.getTime());
  const [from, to] = [Math.min(...raised) - EDIT_MILLIS, Math.max(...raised) + APART_MILLIS];
  const { policies } = await database.rows.selectFrom('coverage_state').select('policies').executeTakeFirstOrThrow();
  const known = JSON.parse(policies ?? '[]') as JsonObject[];
  const { groupIds, roleTemplateIds } = namedIn(rulesThatCount(known));
  const ours = new Set([...known.map((one) => idOf(one).toLowerCase()), ...groupIds, ...roleTemplateIds]);
  const people = new Set(alarms.map((one) => one.person_id));
  try {
    const { body } = await listDirectoryEdits(graph, new Date(from));
    return body.find(
      ({ at, activity, targetIds }) =>
        at.getTime() <= to &&
        /policy|member|group|role/i.test(activity) &&
        targetIds.some((id) => ours.has(id) || people.has(id)),
    );
  } catch (cause) {
    if (isOutage(cause) || isForbidden(cause)) return undefined;
    throw cause;
  }
}

/** Tells once who made the edit behind alarms that had to go out without it: the log lags behind. */
export async function tellOfLateEdit(parts: EditParts, alarms: readonly Alarm[]): Promise<void> {
  const unnamed = alarms.filter(({ edit }) => edit === null);
  const edit = unnamed.length > 0 ? await editBehind(parts, unnamed) : undefined;
  if (!edit) return;
  const personIds = await parts.recipientIds();
  await parts.database.transaction(async (trx) => {
    const noted = new Set(await noteEdit(trx, unnamed, edit));
    const mine = unnamed.filter(({ id }) => noted.has(id));
    const [first] = mine;
    if (!first) return;
    const content: CardContent = {
      title: 'Who made the edit',
      status: { text: 'The directory audits tell now what was behind the alarm', tone: 'accent' },
      subject: namesIn(mine),
      facts: editFacts(edit, parts.timeZone),
    };
    await parts.tell(trx, { proposalId: first.proposal_id, personIds, content });
    const facts = { people: mine.length, recipients: personIds.length, edit: edit.activity };
    await putOnRecord(trx, { kind: 'coverageAlarm', proposalId: first.proposal_id, facts });
  });
}

/** The edit on a card. */
export const editFacts = (edit: DirectoryEdit | undefined, timeZone: string): (readonly [string, string])[] => [
  ['Edit', edit ? visibleText(edit.activity) : 'the directory audits do not tell yet'],
  ['Edited by', edit?.by ? visibleText(edit.by) : 'not known yet'],
  ...(edit ? [['Edited at', instantIn(edit.at, timeZone)] as const] : []),
];

const MOST_NAMES = 8;

/** The people of alarms, in a line. */
export const namesIn = (alarms: readonly Alarm[]): string =>
  listedBriefly(
    alarms.map((one) => visibleText(one.person_name)),
    MOST_NAMES,
  );
