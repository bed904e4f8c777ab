import type { VerbWords } from '../verb-words.ts';

/** `approval.list` */
export const approvalListWords: VerbWords = {
  name: 'approval.list',
  kind: 'read',
  role: 'reader',
  does: 'show what waits for approval',
  example: 'who still has to sign?',
  means: [
    'pending proposal|approval ?show ?list ?what ?who ?howMany ?my ?approve ?everyone ?progress ?ring ?pending ?how ?proposal ?approval ?notice ?where ?would ?state !happened',
    'pending approve ?who ?what ?show ?my ?list ?howMany ?proposal ?ring ?approval ?would ?everyone ?it',
    'pending what|who|show|list|howMany|my ?who ?approve ?it ?what ?progress ?everyone ?plan ?ring ?pilot !delivered !registered !notice',
    'pending ?approve ?it !ring !rollout !notice !delivered !registered',
    'proposal pending approval|approve ?what ?who ?show ?list ?howMany ?my !{proposal}',
    'who|what approve ?my ?would ?proposal ?it ?approval ?progress ?set ?show ?ring !audit !happened',
    'proposal|approval list|show|what|howMany ?who ?everyone ?my ?approve ?progress ?state !last',
    'who approval ?would ?proposal ?my ?what ?show ?ring ?list ?progress',
    'approve my what|show|list|pending ?proposal',
    'approval my',
    'pending what|who|howMany {person} ?progress ?approval ?proposal',
    {
      says: 'approvers ?ring ?proposal ?approval ?my ?it ?everyone ?happened ?policy ?show ?plan ?mfa ?last !{proposal}',
      with: { about: 'approvers' },
    },
  ],
  takes: {},
  opens: 'approval.status',
};

/** `approval.status` */
export const approvalStatusWords: VerbWords = {
  name: 'approval.status',
  kind: 'read',
  role: 'reader',
  does: 'show how a proposal stands',
  example: 'how does my last proposal stand?',
  means: [
    '{proposal} ?proposal ?plan ?it ?my ?what',
    'approvers {proposal} ?proposal ?it',
    'approve|approved|whoDid {proposal} ?who ?proposal ?would ?what ?show ?happened ?why ?when ?it',
    'pending {proposal} ?who ?what ?proposal ?approval ?approve ?list ?show',
    'approve my last ?who ?it ?what ?would ?proposal',
    'proposal {proposal} ?show ?what ?state ?how ?progress ?where ?approved ?approve ?who ?why ?pending ?happened ?list ?approval ?my ?delivered !cancel !pause !stop !rollback !audit !export',
    'proposal|approval state|progress|how|where|approved|why|when ?my ?last ?what ?show ?who ?happened ?ring ?approve ?progress ?pending ?would ?how ?proposal ?approval ?it ?set ?securityDefaults ?policy ?notice ?approved ?delivered ?blocked !cancel !pause',
    'proposal my ?last ?show ?what ?state ?approve ?progress ?happened ?approved ?where ?how ?would !cancel !stop !pause !rollback',
    'approve|approved {somebody} ?it ?my ?proposal ?who ?would !audit',
    'whoDid proposal|approval ?my ?last',
    'approve proposal my|last ?who ?what ?my ?last',
    'approved my|it|proposal ?who ?what ?progress ?last ?proposal ?happened ?would ?delivered ?state ?why ?how !{whom}',
    'approved {person|ring} ?who ?proposal ?progress ?my ?happened ?delivered ?would !audit',
    'approval {person} ?state ?how ?progress ?where',
    'proposal show|what last|my ?state ?how',
    'proposal|plan {nth} ?show ?what ?state ?how ?who ?approve ?approved ?progress ?why ?where ?happened ?pending ?my !cancel !stop !pause !rollback !audit !export !create !ring !rollout !resend',
    'plan last|my show|what|state|how|where|progress|approved|happened ?show ?what ?my ?last ?state ?how ?progress ?approved ?proposal !ring !rollout !export !create !audit !{when} !{count}',
    'proposal {person} show|state|how|what|progress|pending ?approved ?mfa ?last ?approval',
    '{proposal} show|what|state|how|progress|where|approved ?who ?proposal ?happened ?why ?approve ?delivered !mfa !audit',
  ],
  takes: { proposalId: 'proposal', no: 'nth' },
};

/** `approval.cancel` */
export const approvalCancelWords: VerbWords = {
  name: 'approval.cancel',
  kind: 'stop',
  role: 'operator',
  does: 'withdraw a proposal, or stop approved work',
  example: 'stop everything',
  means: [
    'cancel|stop proposal|approval ?my ?last ?it ?ring ?mfa ?notice ?pending ?exclude ?everything ?set ?add ?stop ?approve ?proposal !how',
    'cancel it ?my ?last ?happened ?mfa ?proposal ?exclude ?stop',
    'cancel my ?last ?happened ?mfa ?proposal ?it ?notice ?policy ?exclude ?stop ?disable ?pending ?ring ?audit',
    'cancel|stop {proposal} ?proposal ?it ?plan ?pause ?my !ring !rollout !everything',
    'cancel last ?happened ?it ?my ?mfa ?audit',
    'cancel happened|notice ?last ?my ?ring ?who !rollback',
    'cancel mfa {person} ?happened ?my ?it ?pending ?proposal !enable !disable !state',
    {
      says: 'stop|cancel everything ?stop ?it ?my ?pause ?please ?who ?blocked ?failed ?progress ?everyone ?happened ?signIn !ring !rollout !proposal',
      with: { which: 'all' },
    },
    {
      says: 'stop ?it ?please ?everything ?pause !ring !rollout !notice !proposal !{person} !mfa !policy !campaign',
      with: { which: 'all' },
    },
  ],
  takes: { proposalId: 'proposal', reason: 'reason' },
};

/** `audit.query` */
export const auditQueryWords: VerbWords = {
  name: 'audit.query',
  kind: 'read',
  role: 'reader',
  does: 'show what was asked, decided and done',
  example: 'show the last changes',
  means: [
    'audit ?show ?what ?who ?happened ?last ?list ?ring ?mfa ?policy ?my ?proposal ?approval ?everyone ?approved ?securityDefaults ?rollout ?why ?when ?disable ?exclude ?off ?enable ?notice ?delivered ?start ?campaign ?howMany ?emergency !export',
    'happened who ?mfa ?policy ?securityDefaults ?ring ?rollout ?proposal ?notice ?off ?enabled ?enforced ?set ?turn ?approve ?approved ?state ?last ?when ?why ?pause ?start ?show ?what ?rollback ?add ?exclude ?create ?namedLocation ?campaign ?my ?it ?signInFrequency ?delivered ?list ?audit ?approval ?disable ?enable ?resume',
    'happened what|show|list|when|why|howMany ?last ?mfa ?policy ?securityDefaults ?ring ?rollout ?proposal ?my ?everyone ?it ?off ?notice ?set ?state ?who ?approve ?approved ?audit ?progress ?enabled ?enforced ?start ?pause ?campaign ?how ?delivered !whatIf !would',
    'happened {person} what|show|when|why|who|list ?mfa ?last ?my ?off ?enabled ?enforced ?state ?approve ?approved ?set !whatIf !would',
    'happened last ?show ?what ?my ?list ?set ?policy ?mfa !{target} !back !rollback !cancel',
    'whoDid ?mfa ?policy ?securityDefaults ?ring ?rollout ?proposal ?off ?set ?last ?when ?why ?pilot ?campaign ?namedLocation ?signInFrequency ?start ?pause ?add ?exclude ?everyone ?it ?my ?state ?enabled ?enforced !notice !delivered !proposal !signIn',
    'whoDid {policy} ?policy ?set ?enabled ?off ?last ?when',
    'happened everything|it ?everyone ?last ?show ?what ?my !{target} !pause !stop !back !rollback !cancel !resend !export',
    'happened {since|day} ?everything ?ring ?pilot ?rollout ?everything ?show ?what ?who ?mfa ?last ?list ?policy ?everyone ?ring ?approved',
    'happened {proposal} ?proposal ?plan ?what ?who ?when ?why ?show ?it ?everything ?last',
    'happened proposal|plan {proposal} ?what ?who ?when ?why ?show ?it ?everything',
    {
      says: 'approve|approved {person} what ?who ?proposal ?show ?list ?last ?happened ?everything !pending !would',
      with: { only: 'decisions' },
    },
    'approved who|what|when|why ?proposal ?last ?mfa ?ring ?policy ?show ?happened ?securityDefaults ?it ?off ?start ?my ?set ?disable ?list',
    'who approve last|audit ?proposal ?happened',
  ],
  takes: { person: 'person', proposal: 'proposal', object: 'object', since: 'since', until: 'until', day: 'day' },
};

/** `audit.export` */
export const auditExportWords: VerbWords = {
  name: 'audit.export',
  kind: 'read',
  role: 'reader',
  does: 'offer the record as a file',
  example: 'export the record',
  means: [
    'export audit ?show ?send ?everyone ?what ?happened ?last ?my ?list ?proposal ?approval ?mfa ?ring ?create ?who ?export ?set ?delivered ?approved',
    'send audit ?my ?show ?last ?happened ?everyone ?export ?notice ?create',
    'export happened ?last ?show ?everyone ?my ?list ?what ?mfa ?approved ?who ?send ?create ?audit ?policy ?proposal',
    'export approval ?proposal ?list ?show ?everyone ?my ?happened ?last ?audit',
    'audit create {format} ?my ?export',
  ],
  takes: {
    person: 'person',
    proposal: 'proposal',
    object: 'object',
    since: 'since',
    until: 'until',
    day: 'day',
    format: 'format',
  },
};

/** `audit.anchor` */
export const auditAnchorWords: VerbWords = {
  name: 'audit.anchor',
  kind: 'read',
  role: 'reader',
  does: 'show the head of the record, to keep it elsewhere',
  example: 'show the head of the record',
  means: [
    'anchor ?audit ?show ?what ?my ?last ?send ?it ?create ?set ?how ?proposal !export !{person} !ring',
    'audit anchor ?show ?what ?last ?my ?list ?export ?create ?set',
  ],
  takes: {},
};

/** `help` */
export const helpWords: VerbWords = {
  name: 'help',
  kind: 'read',
  role: 'reader',
  does: 'show what you can ask',
  example: 'help',
  means: [
    { says: 'limits ?help ?show ?what ?my ?role ?blocked', with: { about: 'limits' } },
    'help ?show ?what ?my ?it ?role ?list ?how ?would ?start ?set',
    'help recommendation ?show ?what ?my ?start ?where ?how !{person} !ring !policy',
    'howTo ?mfa ?rollout ?audit ?proposal ?policy ?ring ?notice ?create ?plan ?start ?set ?turn ?disable ?enable ?off ?approve ?cancel ?pause ?who ?rollback ?add ?exclude ?send ?help ?tell ?export ?list ?show ?everyone ?it ?my ?enforce ?ca ?approval ?resume ?campaign ?registered',
    'role what|my|show|list ?who ?happened ?state',
  ],
  takes: {},
};
