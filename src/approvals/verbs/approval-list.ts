import { z } from 'zod/v4';
import type { Card } from '../../cards/card.ts';
import { composeCard } from '../../cards/compose.ts';
import type { Rows } from '../../db/database.ts';
import { counted, listed } from '../../lib/text.ts';
import { instantIn } from '../../lib/time-words.ts';
import { defineVerb, type AnyVerb } from '../../verbs/verb.ts';

const SHOWN = 10;

/** `approval.list`: what waits for a decision, and how many approvals are still missing. */
export const approvalList = (edges: { rows: Rows; timeZone: string }): AnyVerb =>
  defineVerb({
    name: 'approval.list',
    kind: 'read',
    role: 'reader',
    help: 'who still has to sign?',
    phrases: [
      { says: '(who|what) still (has|needs) to (sign|approve|be signed|be approved)' },
      { says: '(show|list) [me] [the|all] (open|pending|waiting) (approvals|proposals)' },
      { says: '(what|which) (approvals|proposals) (are|is) (open|pending|waiting)' },
      { says: '(open|pending) (approvals|proposals)' },
    ],
    arguments: z.object({}),
    run: async () => ({ kind: 'answer', card: await waitingCard(edges), isPersonal: true }),
  });

async function waitingCard({ rows, timeZone }: { rows: Rows; timeZone: string }): Promise<Card> {
  const pending = await rows
    .selectFrom('proposal')
    .selectAll('proposal')
    .select((eb) =>
      eb
        .selectFrom('decision')
        .whereRef('proposal_id', '=', 'proposal.id')
        .select(eb.fn.countAll<number>().as('n'))
        .as('approvals'),
    )
    .where('state', '=', 'pending')
    .orderBy('created_at')
    .limit(SHOWN + 1)
    .execute();
  const askable = await askableOn(
    rows,
    pending.map((one) => one.id),
  );
  const list = pending.slice(0, SHOWN).map((one) => {
    const missing = one.approvals_needed - (one.approvals ?? 0);
    const until = instantIn(one.expires_at, timeZone);
    const who = listed(
      askable.filter((copy) => copy.proposal_id === one.id).map((copy) => copy.name),
      'or',
    );
    return {
      primary: one.title,
      secondary: `asked by ${one.proposer_name} · ${counted(missing, 'approval', 'approvals')} missing${who && ` from ${who}`} · until ${until}`,
    };
  });
  const words = pending.length === 0 ? 'Nothing waits for a decision' : counted(list.length, 'proposal', 'proposals');
  return composeCard({
    title: 'Waiting for approval',
    status: { text: words, tone: 'default' },
    list,
    ...(pending.length > SHOWN ? { footer: `Only the oldest ${SHOWN} are shown.` } : {}),
  });
}

/** Who was asked on each proposal and has not decided yet; names as the snapshot knows them. */
async function askableOn(rows: Rows, proposalIds: string[]): Promise<{ proposal_id: string; name: string }[]> {
  if (proposalIds.length === 0) return [];
  return rows
    .selectFrom('card_copy')
    .innerJoin('person', 'person.id', 'card_copy.viewer_id')
    .leftJoin('decision', (join) =>
      join
        .onRef('decision.proposal_id', '=', 'card_copy.proposal_id')
        .onRef('decision.approver_id', '=', 'card_copy.viewer_id'),
    )
    .select(['card_copy.proposal_id', 'person.display_name as name'])
    .where('card_copy.proposal_id', 'in', proposalIds)
    .where('card_copy.role', '=', 'approver')
    .where('decision.approver_id', 'is', null)
    .orderBy('person.name_key')
    .execute();
}
