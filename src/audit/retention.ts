import { now, nowPlus, type Database, type Rows } from '../db/database.ts';

const DAY_MILLIS = 86_400_000;
/** Teams repeats a message within seconds; after two days nothing can be a repetition any more. */
const DUPLICATES_KEPT_MILLIS = 2 * DAY_MILLIS;

/** How long texts are kept, in milliseconds: what was said in chat, and every other, such as reasons. */
interface KeepMillis {
  chat: number;
  other: number;
}

/**
 * Erases what people wrote once its time is over. The chain keeps its salted digests and stays whole: without the
 * salt, which goes too, nothing can be guessed from them. A kind of job by its shape: the record knows nothing of jobs.
 */
export const textRetention = ({ database: { rows }, keepMillis }: { database: Database; keepMillis: KeepMillis }) => ({
  name: 'audit.retention',
  due: async (): Promise<string[]> => ((await isAnyOver(rows, keepMillis)) ? ['all'] : []),
  run: async (): Promise<void> => {
    const { chat, other, repeatable } = limitsOf(keepMillis);
    await rows.deleteFrom('audit_text').where('field', '=', 'words').where('seq', 'in', before(rows, chat)).execute();
    await rows.deleteFrom('audit_text').where('seq', 'in', before(rows, other)).execute();
    await rows.deleteFrom('inbound_activity').where('received_at', '<', repeatable).execute();
    await rows.deleteFrom('asked_before').where('expires_at', '<', now).execute();
  },
});

async function isAnyOver(rows: Rows, keepMillis: KeepMillis): Promise<boolean> {
  const { chat, other, repeatable } = limitsOf(keepMillis);
  const texts = rows
    .selectFrom('audit_text')
    .select('seq')
    .where((eb) =>
      eb.or([
        eb.and([eb('field', '=', 'words'), eb('seq', 'in', before(rows, chat))]),
        eb('seq', 'in', before(rows, other)),
      ]),
    );
  const messages = rows.selectFrom('inbound_activity').select('id').where('received_at', '<', repeatable);
  const asked = rows.selectFrom('asked_before').select('person_id').where('expires_at', '<', now);
  const { is_any: isAny } = await rows
    .selectNoFrom((eb) => eb.or([eb.exists(texts), eb.exists(messages), eb.exists(asked)]).as('is_any'))
    .executeTakeFirstOrThrow();
  return Boolean(isAny);
}

const limitsOf = ({ chat, other }: KeepMillis) => ({
  chat: nowPlus(-chat),
  other: nowPlus(-other),
  repeatable: nowPlus(-DUPLICATES_KEPT_MILLIS),
});

const before = (rows: Rows, limit: ReturnType<typeof nowPlus>) =>
  rows.selectFrom('audit_record').select('seq').where('at', '<', limit);
