import { sql } from 'kysely';
import type { Rows } from '../db/database.ts';
import type { JobKind } from '../jobs/jobs.ts';
import { dueGroups, readGroup } from './group-members.ts';
import { beginPass, isPassDue, lastComplete, runningPass, type PassWish } from './pass-rows.ts';
import type { PassEdges } from './pass-steps.ts';
import { workOnPass } from './pass.ts';

export interface SnapshotParts extends PassEdges {
  /** How old the snapshot may become before everybody is read anew. */
  maxAgeMillis: number;
  /** How often what has changed is read between. */
  changesMillis: number;
}

/** Name of the job that reads everybody, and whoever has changed. */
export const SNAPSHOT = 'inventory.snapshot';
/** Name of the job that reads the members of groups that were asked about. */
export const GROUPS = 'inventory.groups';

/** Keeps the snapshot of all people: what lists and near names are answered from, always with its age. */
export function snapshotJob(parts: SnapshotParts): JobKind {
  return {
    name: SNAPSHOT,
    due: async () => {
      const { rows } = parts.database;
      if (await runningPass(rows)) return (await isPassDue(rows)) ? ['all'] : [];
      return (await nextPass(parts, rows)) ? ['all'] : [];
    },
    run: async (_, signal) => {
      const { rows } = parts.database;
      const next = (await runningPass(rows)) ? undefined : await nextPass(parts, rows);
      if (next) await beginPass(rows, next);
      await workOnPass(parts, signal);
    },
  };
}

/** What it is time for. A pass that was given up counts as well: it is not begun again at once. */
async function nextPass({ maxAgeMillis, changesMillis }: SnapshotParts, rows: Rows): Promise<PassWish | undefined> {
  const isOver = async (kind: PassWish['kind'] | null, millis: number): Promise<boolean> => {
    const recent = rows
      .selectFrom('snapshot_pass')
      .select('id')
      .where(sql<boolean>`finished_at > app_now() - ${millis} * interval '1 millisecond'`);
    return (await (kind ? recent.where('kind', '=', kind) : recent).executeTakeFirst()) === undefined;
  };
  if (await isOver('full', maxAgeMillis)) return { kind: 'full', askedBy: null };
  const last = await lastComplete(rows);
  const isTold = last !== undefined && last.delta_query !== null;
  return isTold && (await isOver(null, changesMillis)) ? { kind: 'changes', askedBy: null } : undefined;
}

/** Reads the members of groups that somebody asked about and that are too many for one answer. */
export function groupsJob(edges: PassEdges): JobKind {
  return {
    name: GROUPS,
    due: () => dueGroups(edges.database.rows),
    run: async (groupId, signal) => {
      await readGroup(edges, groupId, signal);
    },
  };
}
