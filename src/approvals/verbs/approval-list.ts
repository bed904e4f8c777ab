import { z } from 'zod/v4';
import type { Card } from '../../cards/card.ts';
import { composeCard } from '../../cards/compose.ts';
import type { Rows } from '../../db/database.ts';
import { counted } from '../../lib/text.ts';
import { instantIn } from '../../lib/time-words.ts';
import { defineVerb, type AnyVerb } from '../../verbs/verb.ts';
import { missingFrom, readUndecided } from '../store.ts';

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
  const undecided = await readUndecided(
    rows,
    pending.map((one) => one.id),
  );
  const list = pending.slice(0, SHOWN).map((one, at) => {
    const missing = one.approvals_needed - (one.approvals ?? 0);
    const until = instantIn(one.expires_at, timeZone);
    const names = undecided.filter((copy) => copy.proposalId === one.id).map((copy) => copy.name);
    const who = missingFrom(names, missing);
    return {
      primary: `${at + 1}. ${one.title}`,
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
