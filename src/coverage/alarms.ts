import type { CardContent } from '../cards/compose.ts';
import { putOnRecord } from '../audit/record.ts';
import type { Database, RowsInTransaction } from '../db/database.ts';
import type { Coverage } from '../db/tables.ts';
import { listDirectoryEdits, type DirectoryEdit } from '../entra/directory-audits.ts';
import type { Graph } from '../entra/graph.ts';
import { coverageWords } from '../inventory/filter-words.ts';
import { isForbidden, isOutage } from '../inventory/refusals.ts';
import type { JobKind } from '../jobs/jobs.ts';
import type { JsonObject } from '../lib/canonical-json.ts';
import { counted, listedBriefly, visibleText } from '../lib/text.ts';
import { instantIn } from '../lib/time-words.ts';
import { namedIn } from '../policies/named-in.ts';
import { idOf, rulesThatCount } from '../policies/proof.ts';
import {
  claimAlarms,
  claimWaiting,
  isAlarmDue,
  isLegacyOnly,
  isWayBackWaiting,
  noteTold,
  noteWayBack,
  postponeAlarms,
  type Alarm,
} from './alarm-rows.ts';

/** Name of the job that tells of coverage that was lost. */
export const ALARMS = 'coverage.alarms';

export interface AlarmParts {
  database: Database;
  graph: Graph;
  timeZone: string;
  /** Who is told: the approvers' channel, or each approver. */
  recipientIds(): Promise<readonly string[]>;
  tell(
    trx: RowsInTransaction,
    about: { proposalId: string; personIds: readonly string[]; content: CardContent },
  ): Promise<void>;
  /** Begins the way back that approvals included; says for whom. */
  beginWayBack(trx: RowsInTransaction, alarms: readonly Alarm[]): Promise<readonly string[]>;
}

/** The audit log is asked so often, so far apart: an alarm must be out within a minute of the edit, with or without it. */
const LOOKS = 3;
const LOOK_MILLIS = 8000;
/** So often it is looked whether a way back that could not begin can begin now. */
const AGAIN_MILLIS = 60_000;
/** Edits are looked for from so long before the alarm. */
const EDIT_MILLIS = 5 * 60_000;

/** Tells of coverage that somebody who was moved has lost: who edited what, and how it is taken back. Once for each loss. */
export function alarmJob(parts: AlarmParts): JobKind {
  const { rows } = parts.database;
  return {
    name: ALARMS,
    due: async () => ((await isAlarmDue(rows)) || (await isWayBackWaiting(rows)) ? ['all'] : []),
    run: async () => {
      const alarms = await claimAlarms(rows);
      if (alarms.length > 0) await handle(parts, alarms);
      const waiting = await claimWaiting(rows, AGAIN_MILLIS);
      if (waiting.length > 0) await begunFor(parts, waiting);
    },
  };
}

/** Begins the way back where nothing stands against it any more, such as another plan that was at work. */
const begunFor = ({ database, beginWayBack }: AlarmParts, alarms: readonly Alarm[]): Promise<ReadonlySet<string>> =>
  database.transaction(async (trx) => {
    // Legacy authentication that is open again is for people to judge: the approval included the way back for lost MFA.
    const lost = alarms.filter((one) => one.way_back === 'offered' && !isLegacyOnly(one));
    const personIds = await beginWayBack(trx, lost);
    await noteWayBack(trx, personIds);
    return new Set(personIds);
  });

async function handle(parts: AlarmParts, claimed: readonly Alarm[]): Promise<void> {
  const { database } = parts;
  const begun = await begunFor(parts, claimed);
  const alarms = claimed.map((one): Alarm => (begun.has(one.person_id) ? { ...one, way_back: 'begun' } : one));
  const edit = await editBehind(parts, alarms);
  const mayWait = alarms.every(({ attempts }) => attempts < LOOKS);
  if (!edit && mayWait) return postponeAlarms(database.rows, alarms, LOOK_MILLIS);
  await tellOf(parts, alarms, edit);
}

async function tellOf(parts: AlarmParts, alarms: readonly Alarm[], edit: DirectoryEdit | undefined): Promise<void> {
  const personIds = await parts.recipientIds();
  await parts.database.transaction(async (trx) => {
    const told = await noteTold(trx, alarms, { by: edit?.by ?? null, edit: edit?.activity ?? null });
    const mine = alarms.filter(({ id }) => told.includes(id));
    const [first] = mine;
    if (!first) return;
    const kinds = [mine.filter((one) => !isLegacyOnly(one)), mine.filter(isLegacyOnly)];
    for (const alike of kinds.filter((some) => some.length > 0)) {
      const content = alarmCard(alike, { edit, timeZone: parts.timeZone });
      await parts.tell(trx, { proposalId: first.proposal_id, personIds, content });
    }
    const facts = { people: mine.length, recipients: personIds.length, edit: edit?.activity ?? null };
    await putOnRecord(trx, { kind: 'coverageAlarm', proposalId: first.proposal_id, facts });
  });
}

/** The newest edit of a policy, or of a group that a policy names; undefined where the log does not tell of one yet. */
async function editBehind(
  { database, graph }: AlarmParts,
  alarms: readonly Alarm[],
): Promise<DirectoryEdit | undefined> {
  const raisedAt = Math.min(...alarms.map((one) => one.raised_at.getTime()));
  const { policies } = await database.rows.selectFrom('coverage_state').select('policies').executeTakeFirstOrThrow();
  const known = JSON.parse(policies ?? '[]') as JsonObject[];
  const { groupIds, roleTemplateIds } = namedIn(rulesThatCount(known));
  const ours = new Set([...known.map((one) => idOf(one).toLowerCase()), ...groupIds, ...roleTemplateIds]);
  const people = new Set(alarms.map((one) => one.person_id));
  try {
    const { body } = await listDirectoryEdits(graph, new Date(raisedAt - EDIT_MILLIS));
    return body.find(
      ({ activity, targetIds }) =>
        /policy|member|group|role/i.test(activity) && targetIds.some((id) => ours.has(id) || people.has(id)),
    );
  } catch (cause) {
    if (isOutage(cause) || isForbidden(cause)) return undefined;
    throw cause;
  }
}

const factsOf = (edit: DirectoryEdit | undefined, timeZone: string): (readonly [string, string])[] => [
  ['Edit', edit ? visibleText(edit.activity) : 'the directory audits do not tell yet'],
  ['Edited by', edit?.by ? visibleText(edit.by) : 'not known yet'],
  ...(edit ? [['Edited at', instantIn(edit.at, timeZone)] as const] : []),
];

const MOST_NAMES = 8;

function alarmCard(
  alarms: readonly Alarm[],
  { edit, timeZone }: { edit: DirectoryEdit | undefined; timeZone: string },
): CardContent {
  const [first] = alarms;
  const offered = alarms.filter((one) => one.way_back === 'offered');
  const back = offered[0];
  return {
    ...(first && isLegacyOnly(first) ? legacyWords(alarms) : lostWords(alarms, offered.length === 0)),
    subject: listedBriefly(
      alarms.map((one) => visibleText(one.person_name)),
      MOST_NAMES,
    ),
    facts: factsOf(edit, timeZone),
    ...(back
      ? {
          actions: [
            {
              kind: 'ask',
              title: 'Propose to restore',
              request: { verb: 'change.undo', arguments: { proposalId: back.proposal_id } },
            },
          ],
        }
      : {}),
  };
}

type Words = Pick<CardContent, 'title' | 'status' | 'paragraphs'>;

const lostWords = (alarms: readonly Alarm[], isBegun: boolean): Words => ({
  title: 'MFA was lost',
  status: { text: `${peopleIn(alarms)} without MFA after somebody’s edit`, tone: 'attention' },
  paragraphs: [
    `Per-user MFA was turned off for ${whom(alarms)} since a policy required MFA. Now Conditional Access ${coverageWords[(alarms[0]?.coverage ?? 'none') as Coverage]}.`,
    isBegun
      ? 'The approval included the way back: per-user MFA is being restored, each to the state before.'
      : 'Put the policy right, or propose to restore per-user MFA.',
  ],
});

const legacyWords = (alarms: readonly Alarm[]): Words => ({
  title: 'Legacy authentication is open again',
  status: { text: `${peopleIn(alarms)} by the password alone after somebody’s edit`, tone: 'attention' },
  paragraphs: [
    `Per-user MFA was turned off for ${whom(alarms)} since policies closed legacy authentication. Old protocols such as POP, IMAP and SMTP know no MFA.`,
    'Turn the policy that blocks legacy authentication on again, or propose to restore per-user MFA.',
  ],
});

const peopleIn = ({ length }: readonly Alarm[]): string => counted(length, 'person', 'people');
const whom = ({ length }: readonly Alarm[]): string => (length === 1 ? 'this person' : 'them');
