import type { Need, VerbWords } from '../verb-words.ts';

const PERSON: Need = { oneOf: ['person'], question: 'Who is it about? Say a name, a sign-in name or an @mention.' };

const STATE: Need = {
  oneOf: ['state'],
  question: 'Which state: disabled, enabled or enforced?',
  choices: [
    { shown: 'Disabled', sets: { state: 'disabled' } },
    { shown: 'Enabled', sets: { state: 'enabled' } },
    { shown: 'Enforced', sets: { state: 'enforced' } },
  ],
};

/** `mfa.state.get` */
export const mfaStateGetWords: VerbWords = {
  name: 'mfa.state.get',
  kind: 'read',
  role: 'reader',
  does: 'show one person’s MFA state',
  example: 'what is Alice’s MFA state?',
  means: [
    'mfa {person} ?state ?show ?what ?registered ?methods ?why ?how',
    'state|registered|methods|covered|off|enabled|enforced {person} ?show ?what ?mfa ?ca ?why ?policy !notice !proposal',
    'ring what|where|show {person} ?state',
    'mfa|methods|state what|how {person} ?delivered ?show ?registered !notice !policy !ring',
    'ring|pilot {person} ?ring ?pilot ?who ?state ?mfa ?next ?progress ?would ?what !add !exclude !outside !start !set !notice !tell !rollback !back !pause !resume !happened !whoDid !approve !create !policy !whatIf !blocked !prompted !ready !stop !cancel',
    'ca|covered {person} ?mfa ?ca ?covered ?turn ?my !policy !whatIf !would !add !{target} !notice',
    'progress|ca when {person} ?mfa ?start ?set',
    'start|ring when {person} ?mfa ?ca ?add ?set',
    'progress|how|where|why {person} ?rollout ?ca ?start ?ring ?mfa ?state !notice !happened',
    'ready {person} ?ring ?start ?ca ?covered ?mfa',
    'show|what|list {somebody} !audit !notice !proposal !approval !license !policy !happened',
    '{somebody} ?show ?how ?it !happened !audit !cancel !send !tell !pause',
    'signIn when|last {person} ?what ?show ?mfa ?how !would !whatIf !blocked !prompted',
    'my mfa ?state ?what ?show ?registered',
    'what my set ?state ?mfa !policy !signInFrequency',
    'my state|registered|methods|covered ?what ?show ?mfa',
    { says: 'show|what|state mfa !who !everyone !howMany !policy !securityDefaults' },
  ],
  takes: { person: 'person' },
  needs: [PERSON],
};

/** `mfa.state.list` */
export const mfaStateListWords: VerbWords = {
  name: 'mfa.state.list',
  kind: 'read',
  role: 'reader',
  does: 'list people by their MFA state',
  example: 'who is enforced in Sales?',
  means: [
    {
      says: 'howMany {whom} ?who ?mfa ?registered ?enforced ?enabled ?off ?ca ?state ?methods ?everyone ?progress !notice',
      with: { answer: 'count' },
    },
    'who|list|show|what {whom} ?mfa ?registered ?enforced ?enabled ?off ?ca ?state ?methods ?everyone ?covered ?license ?emergency ?signIn !notice !proposal',
    '{whom} ?mfa ?registered ?enforced ?enabled ?off ?state ?everyone ?who ?methods !{target} !notice',
    'everyone|who|list state|mfa ?show ?list ?registered ?covered ?everyone ?who !proposal !notice !approval',
    'emergency who|list|show|what ?mfa ?state',
    { says: 'howMany mfa|enforced|enabled|off|registered|who ?mfa ?registered', with: { answer: 'count' } },
  ],
  takes: { whom: 'whom' },
  needs: [{ oneOf: ['whom'], question: 'Whom shall I list? Say for example “who is enforced in Sales”.' }],
};

/** `mfa.state.set` */
export const mfaStateSetWords: VerbWords = {
  name: 'mfa.state.set',
  kind: 'propose',
  role: 'operator',
  does: 'propose another per-user MFA state for one person',
  example: 'turn off per-user MFA for Alice',
  means: [
    '{target} {person} mfa ?ca ?start ?happened ?please ?disable ?enable ?enforce ?off ?enabled ?enforced ?turn ?set ?exclude ?back ?state ?rollback ?create ?my',
    '{target} {person} ?disable ?enable ?enforce ?off ?enabled ?enforced ?turn ?set ?state ?back ?rollback !policy !ring !campaign !securityDefaults !notice !rollout !proposal',
    'back|rollback|set {target} {person} ?mfa ?state ?set ?happened ?last !ring !rollout',
    'set|turn state|mfa {person} ?state ?mfa',
    '{target} turnIt ?set !policy !securityDefaults !ring !rollout !campaign !notice',
    '{target} mfa ?disable ?enable ?enforce ?off ?enabled ?enforced ?turn ?set ?state ?it ?back !policy !everyone !ring !securityDefaults !campaign !signInFrequency',
  ],
  takes: { person: 'person', state: 'target', reason: 'reason', ticket: 'ticket' },
  needs: [PERSON, STATE],
  considered: 'mfa.state.get',
};

/** `mfa.state.bulk-set` */
export const mfaStateBulkSetWords: VerbWords = {
  name: 'mfa.state.bulk-set',
  kind: 'propose',
  role: 'operator',
  does: 'propose another per-user MFA state for many people',
  example: 'turn off per-user MFA for everyone in Sales except Bob Brown',
  takesLists: { people: 'list', except: 'exceptList' },
  means: [
    '{target} {people} ?mfa ?disable ?enable ?enforce ?off ?enabled ?enforced ?turn ?set ?exclude ?back ?state ?everyone ?who ?rollback !policy !ring !campaign !notice !rollout !securityDefaults',
    '{target} {whom} mfa ?disable ?enable ?enforce ?off ?enabled ?enforced ?turn ?set ?exclude ?back ?state ?everyone ?who ?registered ?ring ?list ?rollback ?emergency ?license ?signIn ?methods !policy !campaign !securityDefaults',
    '{target} {whom} ?disable ?enable ?enforce ?off ?enabled ?enforced ?turn ?set ?state ?everyone ?who ?registered ?back ?list ?emergency ?license ?signIn !policy !ring !campaign !notice !rollout !securityDefaults !namedLocation !signInFrequency !mfa',
    'set|turn state|mfa {people|whom} ?state ?mfa ?everyone ?who !policy',
    '{target} turnThem ?disable ?enable ?enforce ?off ?turn ?set ?mfa ?everything !policy !securityDefaults !ring !rollout !campaign !notice !proposal',
    '{target} mfa everyone ?disable ?enable ?enforce ?off ?turn ?set ?who !policy',
  ],
  takes: { state: 'target', whom: 'whom', people: 'people', except: 'except', reason: 'reason', ticket: 'ticket' },
  needs: [{ oneOf: ['whom', 'people'], question: 'For whom? Name the people, a group or a department.' }, STATE],
  considered: 'mfa.state.list',
};
