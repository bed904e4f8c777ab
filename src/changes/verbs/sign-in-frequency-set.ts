import { z } from 'zod/v4';
import { listConditionalAccessPolicies } from '../../entra/conditional-access-policies.ts';
import type { Graph } from '../../entra/graph.ts';
import type { MfaServicePolicy } from '../../entra/mfa-service-policy.ts';
import type { JsonObject } from '../../lib/canonical-json.ts';
import { idIn, nameIn, policiesMeant } from '../../lib/policy-names.ts';
import { RefusedError } from '../../lib/refused.ts';
import { counted } from '../../lib/text.ts';
import { defineVerb, type AnyVerb } from '../../verbs/verb.ts';
import { whichPolicy } from '../../verbs/which-policy.ts';
import { draftOf, type Change, type Wish } from '../change.ts';
import { readLegacySettings } from '../legacy-settings.ts';
import { refuseWithoutEmergencyAccounts, type ProtectedAccounts } from '../protection.ts';

const argumentsSchema = z.object({
  policy: z.string().trim().min(1).max(256),
  policyId: z.guid().optional(),
  /** How many days or hours; without it, as many days as per-user MFA remembers. */
  count: z.int().min(0).max(1_000_000_000).optional(),
  unit: z.enum(['days', 'hours']).default('days'),
});
type FrequencyArguments = z.infer<typeof argumentsSchema>;

export interface SignInFrequencySetEdges {
  graph: Graph;
  accounts: ProtectedAccounts;
  change: Pick<Change, 'preview'>;
}

const MOST = { days: 365, hours: 23 } as const;
const SET = '(set|change) [the] sign-in frequency of [the] [conditional access|ca] policy {policy} to {count}';
const ASK = '(let|make) [the] [conditional access|ca] policy {policy} ask again (every|after) {count}';

/** `signInFrequency.set`: proposes how often a policy asks again. */
export const signInFrequencySet = (edges: SignInFrequencySetEdges): AnyVerb =>
  defineVerb({
    name: 'signInFrequency.set',
    kind: 'propose',
    role: 'operator',
    help: 'set the sign-in frequency of the policy Require MFA for everyone to 14 days',
    phrases: [
      ...[SET, ASK].flatMap((says) => [
        { says: `${says} (day|days)`, with: { unit: 'days' } },
        { says: `${says} (hour|hours)`, with: { unit: 'hours' } },
      ]),
      {
        says: '(carry over|migrate|take over) [the] (remember mfa|remembered mfa|remember-mfa) [days|setting] to [the] policy {policy}',
      },
    ],
    arguments: argumentsSchema,
    run: async (args, context) => {
      refuseWithoutEmergencyAccounts(edges.accounts);
      const graph = edges.graph.with({ signal: context.signal, isUserInitiated: true });
      const [settings, { policies }] = await Promise.all([
        readLegacySettings(graph),
        listConditionalAccessPolicies(graph),
      ]);
      const { policyId } = args;
      const found =
        policyId === undefined
          ? policiesMeant(policies, args.policy)
          : policies.filter((one) => idIn(one) === policyId);
      const [only, ...others] = found;
      if (!only || others.length > 0) {
        const choose = (id: string) => ({ verb: 'signInFrequency.set', arguments: { ...args, policyId: id } });
        return whichPolicy(found, args.policy, choose);
      }
      const preview = await edges.change.preview(wishFor(only, frequencyOf(args, settings)), context);
      const warnings = [rememberWarning(settings), ...preview.warnings];
      const remembered = rememberedWords(settings);
      const evidence = [['Remember MFA of per-user MFA', remembered] as const, ...preview.evidence];
      return { kind: 'draft', draft: draftOf({ ...preview, warnings, evidence }) };
    },
  });

interface Frequency {
  value: number;
  unit: 'days' | 'hours';
}

function frequencyOf({ count, unit }: FrequencyArguments, settings: MfaServicePolicy | null): Frequency {
  const value = count ?? settings?.rememberDays ?? null;
  if (value === null) {
    throw new RefusedError(
      'invalidInput',
      'Microsoft Graph does not tell me for how long per-user MFA remembers, or it does not.',
      'Say the days: “set the sign-in frequency of the policy Baseline to 14 days”.',
    );
  }
  const most = count === undefined ? MOST.days : MOST[unit];
  if (value >= 1 && value <= most) return { value, unit: count === undefined ? 'days' : unit };
  throw new RefusedError(
    'invalidInput',
    `Entra takes 1 to ${most} ${unit} as a sign-in frequency, not ${value}.`,
    'Say another number; Microsoft advises against asking often.',
  );
}

const wishFor = (policy: JsonObject, { value, unit }: Frequency): Wish => ({
  targetId: idIn(policy),
  targetName: nameIn(policy),
  after: {
    change: {
      sessionControls: {
        signInFrequency: {
          isEnabled: true,
          value,
          type: unit,
          frequencyInterval: 'timeBased',
          authenticationType: 'primaryAndSecondaryAuthentication',
        },
      },
    },
  },
});

const rememberedWords = (settings: MfaServicePolicy | null): string => {
  if (!settings || settings.isRememberOn === null) return 'not told';
  const { isRememberOn, rememberDays } = settings;
  return isRememberOn ? `on${rememberDays === null ? '' : `, for ${counted(rememberDays, 'day', 'days')}`}` : 'off';
};

const rememberWarning = (settings: MfaServicePolicy | null): string =>
  settings?.isRememberOn === false
    ? 'Keep remember MFA off in the service settings of per-user MFA: Microsoft says that it does not go together with a sign-in frequency.'
    : `Remember MFA ${settings?.isRememberOn === true ? 'is on' : 'may be on'} in the service settings of per-user MFA. Microsoft says that it does not go together with a sign-in frequency: turn it off there before the policy is in force.`;
