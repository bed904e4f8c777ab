import type { Need, VerbWords } from '../verb-words.ts';
import { audienceAsTemplate, everyAsCount, policyAsDryRun, withoutState } from './handing.ts';

const POLICY: Need = { oneOf: ['policy'], question: 'Which policy? Say its name or its number in the list.' };

const STATE: Need = {
  oneOf: ['state'],
  question: 'Which state shall it have: on, off or report-only?',
  choices: [
    { shown: 'On', sets: { state: 'enabled' } },
    { shown: 'Off', sets: { state: 'disabled' } },
    { shown: 'Report-only', sets: { state: 'enabledForReportingButNotEnforced' } },
  ],
};

/** `policy.list` */
export const policyListWords: VerbWords = {
  name: 'policy.list',
  kind: 'read',
  role: 'reader',
  does: 'list Conditional Access policies',
  example: 'which policies do we have?',
  means: [
    'policy show|list|what|howMany|state|why|how|who ?ca ?enabled ?off ?reportOnly ?covered ?mfa ?prompted ?enforce ?enforced ?state ?everyone ?pilot ?list ?show ?what ?who ?progress ?device ?happened ?signIn ?exclude ?emergency ?set ?my ?blocked ?ready !whatIf',
    'policy ?ca ?enabled ?off ?reportOnly ?list ?show ?what ?mfa ?state !create !whatIf !would',
    '{policy} what|show|how|who ?covered ?state ?policy ?exclude !{target} !whatIf !would',
    'policy {policy} ?show ?what ?covered ?who ?state ?enabled ?off ?reportOnly ?everyone !{target} !whatIf !would',
    'ca what|show|list|howMany ?policy ?state ?enabled ?covered ?enforced ?prompted ?mfa ?enforce !would !{person}',
    'reportOnly what|show|list|howMany|who ?policy ?state ?ca ?it',
    'covered what|show|who ?policy ?ca ?mfa ?everyone ?emergency !{person}',
  ],
  takes: { policy: 'policy', state: 'stateOfPolicy' },
  handing: withoutState,
};

/** `policy.whatif` */
export const policyWhatifWords: VerbWords = {
  name: 'policy.whatif',
  kind: 'read',
  role: 'reader',
  does: 'work out whether Conditional Access would ask or block somebody',
  example: 'would Alice be asked for MFA in Outlook from Brazil?',
  means: [
    'would blocked|prompted {person} ?mfa ?signIn ?device ?ca ?policy ?enforce ?enabled ?enable ?namedLocation ?trusted ?my ?blocked ?prompted ?covered',
    'would blocked|prompted {people|crowd} ?mfa ?signIn ?device ?ca ?policy ?ring ?pilot ?who ?everyone ?enable ?enabled ?covered',
    'would blocked|prompted policy ?signIn ?enable ?enabled ?who ?set ?turn ?ring ?pilot ?everyone ?ca ?mfa !list',
    'whatIf {person} ?mfa ?signIn ?device ?ca ?policy ?prompted ?blocked ?would ?disable ?enable ?enforce ?namedLocation ?trusted ?off ?covered',
    'whatIf policy ?enable ?disable ?turn ?set ?ca ?enabled ?off ?enforce ?ring ?who ?blocked ?prompted ?would ?everyone ?pilot ?exclude ?reportOnly ?signIn ?what ?happened ?delivered ?create',
    'whatIf ca|signIn|blocked|prompted|mfa ?would ?who ?everyone ?ring ?pilot ?enable ?disable ?mfa ?prompted ?blocked ?ca',
    'prompted|blocked signIn {person} ?mfa ?why ?device ?ca ?when ?policy ?would',
    'prompted|blocked {app} ?mfa ?who ?would ?signIn ?when ?why {person}',
    'prompted|blocked {person} {place} ?mfa ?who ?would ?signIn',
    'signIn prompted|blocked|would ?mfa ?who ?ca ?device ?everyone ?my {place|app}',
    'would {policy} ?what ?policy ?enable ?who ?blocked ?prompted ?ring !covered',
    'would blocked {policy} ?policy ?enable ?who ?enabled ?happened',
    'whatIf|preview {policy} ?policy ?enable ?ring ?turn ?set',
    'preview policy ?enable ?set ?turn !notice',
    '{policy} {considered} ?policy ?enable ?enabled ?turn ?set ?start ?who ?whatIf ?blocked ?prompted ?would ?everyone ?covered ?howMany ?what ?happened ?progress',
    'whatIf namedLocation|securityDefaults|signInFrequency ?trusted ?disable ?enable ?turn ?off ?set ?would',
    'would blocked who ?policy ?enable ?ring ?everyone',
  ],
  takes: {
    person: 'person',
    people: 'people',
    whom: 'crowd',
    policy: 'policy',
    app: 'app',
    from: 'place',
    ring: 'ring',
    group: 'group',
  },
  alsoCalled: { from: 'place' },
  handing: policyAsDryRun,
  standsFor: ['policy.dryRun'],
  needs: [{ oneOf: ['person', 'people', 'whom', 'policy', 'ring'], question: 'For whom, or which policy?' }],
};

/** `policy.create` */
export const policyCreateWords: VerbWords = {
  name: 'policy.create',
  kind: 'propose',
  role: 'operator',
  does: 'propose a Conditional Access policy, report-only at first',
  example: 'create a policy that requires MFA for SG-MFA-Pilot',
  means: [
    'create|add policy ?ca ?enforce ?prompted ?mfa ?everyone ?who ?reportOnly ?set ?exclude ?ring ?pilot ?blocked ?device ?covered ?create ?signIn ?my ?namedLocation ?plan',
    'create|add ca mfa|enforce|prompted|blocked ?everyone ?who ?reportOnly ?mfa ?pilot ?ring',
    'enforce mfa ca {whom} ?prompted ?everyone ?who ?set ?reportOnly ?pilot ?signIn',
    'policy {wanted} enforce|prompted|mfa {whom|group} ?show ?ca ?mfa ?everyone ?who ?enforce ?prompted ?set ?pilot ?ring ?reportOnly ?signIn ?tell ?my',
    'policy {wanted} ca {whom|group|audience} ?show ?mfa ?everyone ?who ?enforce ?prompted ?set ?ring ?pilot ?my !list !what',
    'blocked device policy|create|ca ?ca ?everyone ?who ?create ?signIn !would',
  ],
  handing: audienceAsTemplate,
  takes: { group: 'group', audience: 'audience', except: 'except', reason: 'reason', ticket: 'ticket' },
  needs: [
    {
      oneOf: ['group', 'audience'],
      question: 'Of whom shall the policy require MFA? Name a group, or say everyone.',
      choices: [{ shown: 'Everyone', sets: { audience: 'everyone' } }],
    },
  ],
  considered: 'policy.whatif',
};

/** `policy.enable` */
export const policyEnableWords: VerbWords = {
  name: 'policy.enable',
  kind: 'propose',
  role: 'operator',
  does: 'propose another state of a Conditional Access policy',
  example: 'turn on the policy Require MFA for everyone',
  means: [
    'policy {policyState} {policy} ?enable ?disable ?enforce ?turn ?set ?off ?enabled ?reportOnly ?ca ?state ?back ?my ?start ?enforced ?it ?pause ?exclude ?create ?resend',
    'policy {policyState} ?enable ?disable ?enforce ?turn ?set ?off ?reportOnly ?ca ?state ?back ?enabled ?start ?my ?ring ?pilot ?mfa !everyone',
    '{policyState} {policy} ?enable ?disable ?turn ?set ?off ?reportOnly ?enabled ?back ?enforce ?ca ?state ?start ?pause ?create ?resend',
    'policy set {policy} ?state ?ca',
    'reportOnly set|turn|back ?policy ?ca ?it',
  ],
  takes: { policy: 'policy', state: 'policyState', reason: 'reason', ticket: 'ticket' },
  needs: [POLICY, STATE],
  considered: 'policy.whatif',
};

/** `signInFrequency.set` */
export const signInFrequencySetWords: VerbWords = {
  name: 'signInFrequency.set',
  kind: 'propose',
  role: 'operator',
  does: 'propose how often people must sign in again',
  example: 'set the sign-in frequency to 14 days',
  means: [
    'signInFrequency set|create|turn|add|enforce|enable ?policy ?everyone ?who ?mfa ?ca ?my ?list ?device ?signIn ?create ?prompted',
    'signInFrequency {every} ?policy ?everyone ?who ?mfa ?set ?enforce ?device ?signIn ?prompted',
    'prompted|enforce {every} mfa|signIn ?everyone ?who ?set ?policy ?mfa ?signIn',
    'prompted {every} ?everyone ?who ?set ?mfa ?policy',
    'signIn {every} everyone ?who ?set ?enforce ?mfa !would !whatIf',
    'signIn {every} ?everyone ?who ?set ?enforce ?mfa !would !whatIf !{whom}',
    { says: 'signInFrequency disable|exclude|off ?policy ?turn', with: { every: 'off' } },
  ],
  handing: everyAsCount,
  takes: { every: 'every', policy: 'policy', group: 'group', reason: 'reason', ticket: 'ticket' },
  needs: [
    {
      oneOf: ['every'],
      question: 'After how long shall people sign in again?',
      choices: [
        { shown: '12 hours', sets: { every: '12 hours' } },
        { shown: '7 days', sets: { every: '7 days' } },
        { shown: '30 days', sets: { every: '30 days' } },
      ],
    },
    POLICY,
  ],
  considered: 'policy.list',
};
