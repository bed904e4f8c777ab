import { z } from 'zod/v4';
import type { Rows } from '../../db/database.ts';
import { keepOffer } from '../../files/offers.ts';
import { defineVerb, type AnyVerb } from '../../verbs/verb.ts';
import type { PlanOffer } from '../plan-file.ts';
import { whichProposal } from '../which-proposal.ts';

const argumentsSchema = z.strictObject({ proposalId: z.guid().toLowerCase().optional() });

const EXPORT = '(export|download|save)';
const AS = '[(as|to|into) [a|an] csv [file]]';

/** `approval.export`: a plan as a CSV file, with how each of its items stands, into the asker's own OneDrive. */
export const approvalExport = ({ rows }: { rows: Rows }): AnyVerb =>
  defineVerb({
    name: 'approval.export',
    kind: 'read',
    role: 'reader',
    help: 'export my last plan',
    phrases: [
      { says: `${EXPORT} [the] (proposal|plan) {proposalId} ${AS}` },
      { says: `${EXPORT} my [last] (proposal|plan) ${AS}` },
    ],
    arguments: argumentsSchema,
    run: async ({ proposalId }, { actor, now }) => {
      const { id, title, plan } = await whichProposal(rows, { proposalId, actorId: actor.id });
      const about: PlanOffer = { proposalId: id };
      const file = {
        ...(await keepOffer(rows, actor.id, { kind: 'plan', type: 'csv', about, at: now })),
        description: `${title}: everything that the plan names, and how each stands.`,
        sizeInBytes: 200 + plan.length, // about as long as the stored plan
      };
      return { kind: 'file', file };
    },
  });
