import type { VerbWords } from '../verb-words.ts';

/** `approval.pause` */
export const approvalPauseWords: VerbWords = {
  name: 'approval.pause',
  kind: 'stop',
  role: 'operator',
  does: 'pause all approved work at once',
  example: 'pause all changes',
  means: [
    'pauseAll ?it ?my ?please ?happened ?pause !ring !rollout',
    'pause everything ?back ?it ?my ?happened ?everyone ?pause ?set ?turn ?progress !stop !ring !rollout !notice !campaign !policy',
    'pause happened ?back ?progress ?everyone ?my ?last ?pause ?set ?progress ?pending ?approved !stop !ring !rollout !{person}',
    'pause it ?my ?pause ?set !stop !ring !rollout !{ring}',
    'pause proposal|approval|plan ?my ?last ?it ?approved ?progress ?everyone !ring !rollout !resume !audit !cancel !stop',
    'pause {proposal} ?proposal ?my ?it ?plan !stop',
  ],
  takes: { proposalId: 'proposal' },
};

/** `approval.export` */
export const approvalExportWords: VerbWords = {
  name: 'approval.export',
  kind: 'read',
  role: 'reader',
  does: 'offer a plan as a file, with how each of its items stands',
  example: 'export my last plan',
  means: [
    'export proposal|plan ?my ?last ?show ?send ?export ?what ?list ?progress ?state ?it ?create ?plan ?happened ?delivered !audit !approval !everyone',
    'export {proposal} ?proposal ?plan ?show ?send ?export ?my ?last !audit',
    'proposal|plan {format} ?my ?last ?show ?send ?export ?create ?what !audit',
  ],
  takes: { proposalId: 'proposal' },
};

/** `change.undo` */
export const changeUndoWords: VerbWords = {
  name: 'change.undo',
  kind: 'propose',
  role: 'operator',
  does: 'propose to take back what a plan changed',
  example: 'take back my last plan',
  means: [
    'back|rollback last ?my ?happened ?plan ?proposal ?it ?set ?back ?everything ?mfa !{person} !ring !rollout !pilot !notice',
    'back|rollback happened|plan|proposal ?my ?last ?it ?set ?back ?everything ?happened !{person} !ring !rollout !pilot !notice',
    'back|rollback {proposal} ?proposal ?plan ?my ?it ?happened ?set ?back !ring',
    'undoIt ?my ?it ?what ?please ?last ?happened ?plan ?proposal ?everything !{person} !ring !rollout !pilot !policy !notice !securityDefaults',
    'back|rollback it ?my ?back ?set ?happened ?please !{person} !ring !rollout !pilot !policy !notice !securityDefaults',
  ],
  takes: { proposalId: 'proposal' },
  considered: 'approval.status',
};

/** `change.retry` */
export const changeRetryWords: VerbWords = {
  name: 'change.retry',
  kind: 'propose',
  role: 'operator',
  does: 'propose once more what failed',
  example: 'retry what failed',
  means: [
    'resend failed ?what ?who ?everything ?it ?happened ?last ?my ?plan ?proposal ?delivered ?send ?set ?start ?everyone ?progress !notice !tell !{ring}',
    'resend happened|plan ?failed ?my ?last ?what ?it ?start !notice !tell !ring',
    'resend {proposal} ?proposal ?plan ?failed ?what ?it ?delivered !notice !tell',
    'start failed ?what ?resend ?everything ?my ?last ?happened ?who ?plan ?delivered !notice !ring !rollout',
  ],
  takes: { proposalId: 'proposal' },
  considered: 'approval.status',
};
