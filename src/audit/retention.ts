import { nowPlus, type Database } from '../db/database.ts';

const DAY_MILLIS = 86_400_000;
/** Teams repeats a message within seconds; after two days nothing can be a repetition any more. */
const DUPLICATES_KEPT_MILLIS = 2 * DAY_MILLIS;

/**
 * Erases what people wrote once its time is over. The chain keeps its salted digests and stays whole: without the
 * salt, which goes too, nothing can be guessed from them. A kind of job by its shape: the record knows nothing of jobs.
 */
export function textRetention({
  database,
  keepMillis,
}: {
  database: Database;
  keepMillis: { chat: number; other: number };
}) {
  const { rows } = database;
  const overdue = (field: 'chat' | 'other') =>
    rows.selectFrom('audit_record').select('seq').where('at', '<', nowPlus(-keepMillis[field]));
  return {
    name: 'audit.retention',
    due: async (): Promise<string[]> => {
      const found = await rows
        .selectFrom('audit_text')
        .select('seq')
        .where((eb) =>
          eb.or([
            eb.and([eb('field', '=', 'words'), eb('seq', 'in', overdue('chat'))]),
            eb('seq', 'in', overdue('other')),
          ]),
        )
        .limit(1)
        .execute();
      const old = await rows
        .selectFrom('inbound_activity')
        .select('id')
        .where('received_at', '<', nowPlus(-DUPLICATES_KEPT_MILLIS))
        .limit(1)
        .execute();
      return found.length + old.length > 0 ? ['all'] : [];
    },
    run: async (): Promise<void> => {
      await rows.deleteFrom('audit_text').where('field', '=', 'words').where('seq', 'in', overdue('chat')).execute();
      await rows.deleteFrom('audit_text').where('seq', 'in', overdue('other')).execute();
      await rows.deleteFrom('inbound_activity').where('received_at', '<', nowPlus(-DUPLICATES_KEPT_MILLIS)).execute();
    },
  };
}
