import type { CardContent } from '../cards/compose.ts';
import { putOnRecord } from '../audit/record.ts';
import type { RowsInTransaction } from '../db/database.ts';
import type { Coverage } from '../db/tables.ts';
import type { DirectoryEdit } from '../entra/directory-audits.ts';
import { coverageWords } from '../inventory/filter-words.ts';
import type { JobKind } from '../jobs/jobs.ts';
import { counted } from '../lib/text.ts';
import {
  claimAlarms,
  claimTold,
  isAlarmDue,
  isLegacyOnly,
  isToldDue,
  noteTold,
  noteWayBack,
  postponeAlarms,
  type Alarm,
} from './alarm-rows.ts';
import { editBehind, editFacts, namesIn, tellOfLateEdit, type EditParts } from './edit-behind.ts';

/** Name of the job that tells of coverage that was lost. */
export const ALARMS = 'coverage.alarms';

export interface AlarmParts extends EditParts {
  /** Begins the way back that approvals included; says for whom. */
  beginWayBack(trx: RowsInTransaction, alarms: readonly Alarm[]): Promise<readonly string[]>;
}

/** The audit log is asked so often, so far apart: an alarm must be out within a minute of the edit, with or without it. */
const LOOKS = 3;
const LOOK_MILLIS = 8000;
/** So often it is looked whether a way back that could not begin can begin now, and who made the edit. */
const AGAIN_MILLIS = 60_000;

/** Tells of coverage that somebody who was moved has lost: who edited what, and how it is taken back. Once for each loss. */
export function alarmJob(parts: AlarmParts): JobKind {
  const { rows } = parts.database;
  return {
    name: ALARMS,
    due: async () => ((await isAlarmDue(rows)) || (await isToldDue(rows)) ? ['all'] : []),
    run: async () => {
      const alarms = await claimAlarms(rows);
      if (alarms.length > 0) await handle(parts, alarms);
      const told = await claimTold(rows, AGAIN_MILLIS);
      if (told.length === 0) return;
      await begunFor(parts, told);
      await tellOfLateEdit(parts, told);
    },
  };
}

/** Begins the way back where nothing stands against it any more, such as another plan that was at work. */
const begunFor = ({ database, beginWayBack }: AlarmParts, alarms: readonly Alarm[]): Promise<ReadonlySet<string>> =>
  database.transaction(async (trx) => {
    // Legacy authentication that is open again is for people to judge: the approval included the way back for lost MFA.
    const lost = alarms.filter((one) => one.over_at === null && one.way_back === 'offered' && !isLegacyOnly(one));
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

function alarmCard(
  alarms: readonly Alarm[],
  { edit, timeZone }: { edit: DirectoryEdit | undefined; timeZone: string },
): CardContent {
  const [first] = alarms;
  const offered = alarms.filter((one) => one.way_back === 'offered');
  const back = offered[0];
  return {
    ...(first && isLegacyOnly(first) ? legacyWords(alarms) : lostWords(alarms, offered.length === 0)),
    subject: namesIn(alarms),
    facts: editFacts(edit, timeZone),
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
