import type { Step } from './steps.ts';
import type { RingMemberState, RingState } from '../db/rollout-tables.ts';

/** What a ring does, for whoever wonders. */
export const stepWords: Readonly<Record<Step, string>> = {
  policy: 'Its policy is made, in report-only',
  members: 'Its people join its group',
  notices: 'People are told, and report-only is observed',
  gate: 'It waits at the gate',
  setAside: 'Whoever is not ready is left out, and the gate is read again',
  letGo: 'It did not move in time: people leave its group',
  leaveOut: 'Whoever is not ready is left out',
  policyOn: 'Its policy is turned on',
  prove: 'The policy has to prove that it covers everybody',
  sample: 'Graph’s What-If is asked about some of them',
  switchOff: 'Per-user MFA is switched off',
  takeOut: 'Whoever could not be moved is left out',
  tellDone: 'People are told that it is done',
  soak: 'It is watched',
  finish: 'It ends',
  retire: 'The policies of the rings go to report-only',
  remove: 'The policies of the rings are deleted',
  empty: 'People leave the groups of the rings',
  refill: 'Way back: people join the groups of the rings again',
  makeAgain: 'Way back: deleted policies of the rings are made again',
  ringsOn: 'Way back: the policies of the rings are turned on',
  proveBack: 'Way back: the policies of the rings have to prove that they cover everybody',
  allOff: 'Way back: the policy for all goes to report-only',
  restore: 'Way back: each person’s own state is restored',
  giveBack: 'Way back: people leave the group',
  policyOff: 'Way back: the policy goes to report-only',
  endBack: 'Way back: it ends',
};

/** Where somebody is, in a list. */
export const memberWords: Readonly<Record<RingMemberState, string>> = {
  planned: 'planned',
  in: 'in the group',
  proven: 'covered, proven',
  leaving: 'to be left out',
  moved: 'moved',
  stays: 'stays on per-user MFA',
  restored: 'own state restored',
  back: 'taken back',
};

/** How a ring stands as a whole. */
export const ringStateWords: Readonly<Record<RingState, string>> = {
  planned: 'planned',
  running: 'under way',
  done: 'done',
  takenBack: 'taken back',
  lapsed: 'did not move',
};

/** Our notices, by what they say. */
export const noticeWords: Readonly<Record<string, string>> = {
  movingSoon: 'moving soon',
  registerNow: 'register now',
  today: 'today',
  registerFirst: 'register first',
  done: 'done',
  postponed: 'postponed',
  takenBack: 'taken back',
};
