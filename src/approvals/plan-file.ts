import { z } from 'zod/v4';
import type { Rows } from '../db/database.ts';
import type { ProposalItemRow } from '../db/tables.ts';
import type { FileKind } from '../files/file-kind.ts';
import { canonicalJson } from '../lib/canonical-json.ts';
import { CSV_MARK, csvRow } from '../lib/csv.ts';
import { thaw, type Plan } from './plan.ts';
import { readProposal } from './store.ts';

/** What an offer of a plan as a file says. */
export const planOffer = z.strictObject({ proposalId: z.guid() });
export type PlanOffer = z.infer<typeof planOffer>;

const ROWS_AT_ONCE = 1000;
const head = ['no', 'kind', 'targetId', 'targetName', 'before', 'after', 'state', 'detail', 'updatedDateTime'];

/** A plan as a CSV file: everything that it names and leaves out, and how each stands once the work has begun. */
export const planFile = (rows: Rows): FileKind => ({
  kind: 'plan',
  name: 'the plan',
  begin: (about) => {
    const { proposalId } = planOffer.parse(JSON.parse(about));
    let lines = 0;
    const pieces = async function* () {
      yield CSV_MARK + csvRow(head);
      for await (const page of pagesOf(rows, proposalId)) {
        lines += page.length;
        yield page.map(csvRow).join('');
      }
    };
    return { pieces: pieces(), facts: () => ({ proposalId, lines }) };
  },
});

type Line = readonly string[];

async function* pagesOf(rows: Rows, proposalId: string): AsyncGenerator<readonly Line[]> {
  const found = await readProposal(rows, proposalId);
  const plan = found && thaw(found.proposal.plan, found.proposal.plan_hash);
  if (!plan) return;
  if (plan.work === 'notice') {
    yield plan.recipients.map(({ personId, name }, no) => lineOf({ no, targetId: personId, targetName: name }));
    return;
  }
  for (let from = 0; from < plan.items.length; from += ROWS_AT_ONCE) {
    const stored = await storedItems(rows, proposalId, from);
    yield plan.items
      .slice(from, from + ROWS_AT_ONCE)
      .map((item, at) => lineOf({ no: from + at, ...item, stored: stored.get(from + at) }));
  }
  yield plan.leftOut.map((one) => lineOf({ ...one, kind: 'leftOut' }));
}

/** How items stand, by their number in the plan; none before the plan was approved. */
async function storedItems(
  rows: Rows,
  proposalId: string,
  from: number,
): Promise<ReadonlyMap<number, ProposalItemRow>> {
  const found = await rows
    .selectFrom('proposal_item')
    .selectAll()
    .where('proposal_id', '=', proposalId)
    .where('no', '>=', from)
    .where('no', '<', from + ROWS_AT_ONCE)
    .execute();
  return new Map(found.map((row) => [row.no, row]));
}

type Item = Extract<Plan, { work: 'changes' }>['items'][number];

interface LineParts extends Partial<Omit<Item, 'targetId' | 'targetName'>> {
  no?: number;
  targetId: string;
  targetName: string;
  /** Why it was left out. */
  why?: string;
  stored?: ProposalItemRow | undefined;
}

/** The newest before-state is the one that taking back restores. */
const lineOf = ({ no, kind, targetId, targetName, before, after, why, stored }: LineParts): Line => [
  no === undefined ? '' : String(no + 1),
  kind ?? '',
  targetId,
  targetName,
  stored?.before ?? (before ? canonicalJson(before) : ''),
  after ? canonicalJson(after) : '',
  stored?.state ?? '',
  stored?.detail ?? why ?? '',
  stored?.updated_at.toISOString() ?? '',
];
