import type { VerbWords } from '../verb-words.ts';

/** `mfa.state.export` */
export const mfaStateExportWords: VerbWords = {
  name: 'mfa.state.export',
  kind: 'read',
  role: 'reader',
  does: 'offer a list of people as a file',
  example: 'export everybody who is enforced',
  means: [
    'export {whom} ?who ?everyone ?list ?show ?send ?export ?mfa ?state ?registered ?enforced ?enabled ?off ?methods ?covered ?my ?create ?what ?emergency ?license ?signIn ?howMany !audit !proposal !approval !notice !policy',
    'list|who {format} {whom} ?everyone ?who ?list ?show ?send ?mfa ?state ?registered ?enforced ?enabled ?off ?my ?create !audit !proposal',
    'export mfa|state|registered|methods ?everyone ?who ?list ?show ?send ?state ?mfa !audit !proposal !policy !{person}',
    'export list|it ?my ?show ?send ?export ?set !audit !proposal',
  ],
  takes: { whom: 'whom' },
  needs: [{ oneOf: ['whom'], question: 'Whom shall I export? Say for example “everybody who is enforced”.' }],
};

/** `inventory.refresh` */
export const inventoryRefreshWords: VerbWords = {
  name: 'inventory.refresh',
  kind: 'read',
  role: 'reader',
  does: 'read everybody anew, or say how old the lists are',
  example: 'refresh the list',
  means: [
    'refresh ?list ?who ?everyone ?inventory ?it ?mfa ?state ?my ?set ?show ?resend ?what ?turn !{person} !ring !policy !notice !audit !{target}',
    'show|resend inventory resend ?who ?everyone',
    {
      says: 'fresh ?list ?who ?everyone ?inventory ?mfa ?state ?my ?how ?what ?when ?last ?show ?refresh ?it !{person} !ring !policy !notice',
      with: { answer: 'age' },
    },
    {
      says: 'when refresh ?list ?who ?everyone ?inventory ?last ?delivered ?mfa ?happened ?it',
      with: { answer: 'age' },
    },
    {
      says: 'when|how inventory ?last ?delivered ?refresh ?happened ?fresh',
      with: { answer: 'age' },
    },
  ],
  takes: {},
};

/** `coverage.get` */
export const coverageGetWords: VerbWords = {
  name: 'coverage.get',
  kind: 'read',
  role: 'reader',
  does: 'show the policies that cover one person, and why each counts or does not',
  example: 'which policies cover Alice, and why?',
  means: [
    'policy {person} ?covered ?ca ?what ?show ?list ?why ?who ?mfa ?how ?howMany ?enforce ?enforced ?prompted ?blocked ?signIn ?my !whatIf !would !{policy} !{target} !create !exclude',
    'why covered {person} ?ca ?policy ?mfa ?what ?show !whatIf !would',
    'show|how covered {person} ?ca ?policy ?mfa ?why ?what ?state ?list !whatIf !would',
    'what covered {person} ?ca ?policy ?mfa ?why ?show ?enforced !whatIf !would',
  ],
  takes: { person: 'person' },
  needs: [{ oneOf: ['person'], question: 'Who is it about? Say a name, a sign-in name or an @mention.' }],
};
