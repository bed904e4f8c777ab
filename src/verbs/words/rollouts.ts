import type { Need, VerbWords } from '../verb-words.ts';
import { betweenRings, oneOfRing, ringAsNumber } from './handing.ts';

const RING: Need = { oneOf: ['ring'], question: 'Which ring? Say its number or its name.' };
const PEOPLE: Need = {
  oneOf: ['people', 'whom'],
  question: 'Who is it about? Name the people, a group or a department.',
};

const BY_NAME = 'Who are they? Or plan the rollout for everybody else: “plan the rollout for everyone except guests”.';

/** `rollout.status` */
export const rolloutStatusWords: VerbWords = {
  name: 'rollout.status',
  alsoCalled: { ring: 'count' },
  kind: 'read',
  role: 'reader',
  does: 'show how the rollout stands',
  example: 'how is ring 2 going?',
  means: [
    'ring show|what|how|where|when|why|state|progress|howMany|who|list ?rollout ?progress ?state ?start ?pause ?show ?what ?mfa ?next ?pilot ?ca ?everyone ?registered ?would ?rollback ?how ?howMany ?plan ?covered ?resume ?who ?set ?where ?add !approve !whoDid',
    'rollout show|what|how|where|when|why|state|progress|howMany|list ?progress ?ring ?state ?mfa ?ca ?next ?everyone ?show ?what ?plan ?pause ?start ?would ?howMany ?how ?who ?where',
    'progress|state|howMany ring|rollout|pilot ?mfa ?who ?how ?show ?ca ?start ?plan ?everyone !approve !whoDid',
    'how|where progress ?rollout ?ring ?mfa ?ca ?everyone ?who ?my ?it ?pilot ?set ?start ?would ?what !{person} !notice !proposal !{whom} !approve !whoDid',
    'howMany progress ?rollout ?ring ?mfa ?ca ?who ?set ?start ?everyone !notice !proposal !approve !whoDid',
    'progress ?mfa ?my ?show ?how !notice !proposal !audit !approve !whoDid',
    'pilot how|state|progress|where|what|show ?who ?mfa ?progress ?start ?would ?rollout ?ring',
    'who|what start {when} ?ring ?rollout ?next ?everyone ?mfa ?ca ?would ?progress !plan !notice !{person}',
    'state everything ?progress ?what ?show ?rollout !{whom}',
    'finish {ring} ?ring ?progress ?start ?would ?what ?how',
    'when start|ring ?next ?ring ?rollout ?ca ?who ?mfa ?progress ?set ?everyone ?enable ?would !{person}',
    'why pause|stop ?ring ?rollout ?progress ?it ?what',
    'whatIf ring|rollout ?rollback ?start ?pause ?would ?stop ?next ?resume ?what ?back ?off',
  ],
  handing: ringAsNumber(['next', 'current', 'last']),
  takes: { ring: 'ring' },
};

/** `rollout.plan` */
export const rolloutPlanWords: VerbWords = {
  name: 'rollout.plan',
  kind: 'propose',
  role: 'operator',
  does: 'draft a rollout in rings',
  example: 'plan the rollout for Sales and Finance, 200 people a day',
  means: [
    'plan rollout|ring ?create ?mfa ?ca ?everyone ?who ?next ?pilot ?start ?set ?ring ?rollout ?my ?add ?exclude',
    'plan mfa|ca|everyone|start ?rollout ?create ?who ?start ?set ?mfa ?ca ?everyone ?disable ?ring ?add !policy !notice {whom|when|count}',
    'plan {whom} {count} ?it ?everyone ?who ?mfa ?ca ?start ?ring',
    'plan everything ?rollout ?my ?please ?it ?mfa ?ca !notice !proposal !policy !ring',
    'create rollout ?plan ?ring ?mfa ?ca ?everyone ?who ?my ?start ?pilot ?add ?set',
    'create ring ?rollout ?who ?everyone ?plan ?pilot ?next ?my ?set ?add !policy !notice !into',
    'plan ring|rollout {when} ?start ?next ?pilot ?set',
    'ring set {when} ?next ?start ?pilot ?plan !add',
    'rollout {count} ?plan ?start ?who ?set ?create',
  ],
  takes: { ring: 'ring', whom: 'whom', people: 'people', when: 'when', count: 'count', except: 'except' },
  noPlaceFor: {
    ring: 'A plan cuts all of its people into rings by itself. Shall I plan it so?',
    people: 'I plan for a description of people, such as “everyone in Sales”, or for a pasted list. Which people?',
    except:
      'I can leave kinds of accounts out of a plan; people are excluded by name, until a day. Shall I plan it without that?',
  },
  considered: 'rollout.status',
};

/** `rollout.start` */
export const rolloutStartWords: VerbWords = {
  name: 'rollout.start',
  alsoCalled: { ring: 'count' },
  kind: 'propose',
  role: 'operator',
  does: 'propose to start a ring',
  example: 'start ring 2',
  means: [
    'start ring ?rollout ?next ?pilot ?mfa ?ca ?everyone ?my ?enable ?set ?who ?start ?it !plan !notice !{person} !{people} !resume !rollback',
    'start rollout ?ring ?next ?pilot ?mfa ?ca ?my ?everyone ?who ?start !plan !notice !{person}',
    'start pilot ?ring ?who ?mfa ?ca ?rollout ?everyone !plan !notice !{person}',
    'enable|set|next ring ca|start ?next ?mfa ?pilot !plan !notice !{person} !{people}',
    'start next ?ring ?it ?my',
    'ring start ?next ?ca',
    'next ring ?start ?please ?set ?enable !what !when !show !how !ready !add !notice !plan !who',
  ],
  handing: ringAsNumber(['next']),
  takes: { ring: 'ring', when: 'when', reason: 'reason', ticket: 'ticket' },
  needs: [RING],
  noPlaceFor: {
    when: 'A ring begins once it is approved, on the dates of its plan, and at no time of its own. Shall I propose it so?',
  },
  considered: 'readiness.report',
};

/** `rollout.pause` */
export const rolloutPauseWords: VerbWords = {
  name: 'rollout.pause',
  alsoCalled: { ring: 'count' },
  kind: 'stop',
  role: 'operator',
  does: 'pause the rollout or a ring at once',
  example: 'pause ring 2',
  means: [
    'pause|stop ring ?who ?blocked ?failed ?happened ?signIn ?rollout ?everything ?it ?start ?next ?pilot ?mfa ?my ?stop ?pause ?progress ?set ?everyone ?ca !proposal !notice',
    'pause|stop rollout ?who ?blocked ?failed ?happened ?signIn ?ring ?everything ?it ?next ?pilot ?mfa ?ca ?my ?stop ?pause ?progress ?everyone !proposal !notice',
    'pause|stop pilot ?who ?rollout ?ring ?stop ?pause !proposal',
    'cancel ring|rollout ?pilot ?start ?stop ?pause !proposal !notice !approval !rollback',
    'pause|stop everyone|start|mfa ?who ?mfa ?start ?stop ?pause ?set ?ca !campaign !policy !proposal !notice !{person} !namedLocation',
  ],
  handing: ringAsNumber(['current']),
  takes: { ring: 'ring', reason: 'reason' },
};

/** `rollout.resume` */
export const rolloutResumeWords: VerbWords = {
  name: 'rollout.resume',
  alsoCalled: { ring: 'count' },
  kind: 'propose',
  role: 'operator',
  does: 'propose to go on with a paused ring or plan',
  example: 'resume ring 2',
  means: [
    'resume ring ?rollout ?pause ?it ?next ?pilot ?start ?my ?progress ?mfa ?set ?everyone ?ca !proposal',
    'resume rollout ?ring ?pause ?it ?pilot ?start ?my ?progress ?mfa ?where !proposal',
    'resume pilot ?who ?pause ?start',
    'resume ?it ?pause ?everything ?start ?my ?where !notice !audit !campaign',
    'start resend ring|rollout ?pause ?pilot ?it',
    'resume {proposal} ?proposal ?plan ?pause ?it ?my ?start ?progress',
  ],
  handing: ringAsNumber(['current']),
  takes: { proposalId: 'proposal', ring: 'ring', when: 'when', reason: 'reason' },
  needs: [],
  noPlaceFor: { when: 'A ring goes on at once after a click on Resume, and at no time of its own. Shall I show it?' },
  considered: 'readiness.report',
};

/** `rollout.rollback` */
export const rolloutRollbackWords: VerbWords = {
  name: 'rollout.rollback',
  alsoCalled: { ring: 'count' },
  kind: 'propose',
  role: 'operator',
  does: 'propose to take a ring back',
  example: 'roll back ring 2',
  means: [
    'rollback|back ring ?rollout ?everyone ?who ?mfa ?it ?pilot ?next ?happened ?my ?rollback ?set ?ca ?enable ?progress ?start ?back ?state',
    'rollback|back rollout ?ring ?everyone ?who ?mfa ?it ?pilot ?happened ?my ?back ?set',
    'rollback|back pilot ?everyone ?who ?mfa ?it ?happened ?set ?back',
    'rollback everything|it|everyone ?mfa ?who ?happened ?back ?my !proposal !policy !{person}',
  ],
  takes: { ring: 'ring', people: 'people', whom: 'whom', reason: 'reason', ticket: 'ticket' },
  needs: [RING],
  noPlaceFor: { whom: 'I can take back a whole ring, or one person of it. Shall I propose it for the whole ring?' },
  handing: oneOfRing,
  considered: 'rollout.status',
};

/** `rollout.addUsers` */
export const rolloutAddUsersWords: VerbWords = {
  name: 'rollout.addUsers',
  alsoCalled: { ring: 'count', people: 'who' },
  kind: 'propose',
  role: 'operator',
  does: 'propose to add people to a ring',
  example: 'add Bob and Alice to ring 2',
  means: [
    'into ring {person|people} ?ring ?add ?set ?please ?pilot !plan !create !would !what !who !howMany !list',
    'add|set|start ring {fromRing} {person|people|whom} ?ring ?outOf ?set ?add ?start ?rollout ?back ?my ?pilot',
    'add|set ring {person} ?set ?rollout ?pilot ?next ?add ?my ?who ?exclude !create !notice',
    'add|set ring {people|whom} ?set ?rollout ?pilot ?next ?add ?my ?who ?everyone ?exclude ?registered !notice !mfa !create',
    'add|set rollout|pilot {person|people|whom} ?ring ?who ?next ?everyone ?add ?set !notice !plan !mfa',
    'add|set ca {person|people} ?mfa ?set ?add ?ring ?my ?start !policy',
    'add ring ?who ?rollout ?next !plan !notice',
    'start ca {person|people} ?mfa ?my !{target}',
    'exclude|outOf ring add {person|people} ?set ?next',
  ],
  handing: betweenRings,
  takesLists: { people: 'list' },
  takes: { ring: 'ring', from: 'fromRing', people: 'people', whom: 'whom', reason: 'reason', ticket: 'ticket' },
  needs: [PEOPLE, RING],
  noPlaceFor: { whom: `I can add people to a ring by name only. ${BY_NAME}` },
  considered: 'rollout.status',
};

/** `rollout.excludeUsers` */
export const rolloutExcludeUsersWords: VerbWords = {
  name: 'rollout.excludeUsers',
  alsoCalled: { people: 'who', until: 'when' },
  kind: 'propose',
  role: 'operator',
  does: 'leave people out of the rollout until a day',
  example: 'exclude Bob from ring 2 until 1 March',
  means: [
    'exclude ring {person|people|whom} ?outOf ?rollout ?pilot ?next ?who ?everyone ?my ?set ?emergency ?covered ?start !notice',
    'exclude rollout|pilot {person|people|whom} ?outOf ?ring ?next ?who ?everyone ?set ?emergency ?ca !notice',
    'outside ring|pilot|rollout {person|people|whom} ?set ?exclude ?next ?who ?everyone !notice !{policy}',
    'exclude {person|people} ?outOf ?ca ?covered ?my ?start ?set !mfa !policy !campaign !securityDefaults !ring !notice !audit',
    'outOf ring {person|people|whom} set|exclude ?rollout ?next',
    'exclude ring ?who ?outOf ?rollout ?next',
    'exclude policy {person|people} ?ca ?outOf ?set !create',
    'exclude pilot|ring {whom} ?outOf ?who',
  ],
  takesLists: { people: 'list' },
  takes: { ring: 'ring', people: 'people', whom: 'whom', until: 'when', reason: 'reason', ticket: 'ticket' },
  needs: [PEOPLE, { oneOf: ['until'], question: 'Until when? Name a day: the exclusion ends by itself.' }],
  noPlaceFor: {
    whom: `I can leave people out by name only. ${BY_NAME}`,
    ring: 'People are left out of the whole rollout until that day, not of one ring. Shall I do it so?',
  },
  considered: 'rollout.status',
};

/** `rollout.finish` */
export const rolloutFinishWords: VerbWords = {
  name: 'rollout.finish',
  kind: 'propose',
  role: 'operator',
  does: 'propose the end of the rollout: one policy for everybody in the place of those of the rings',
  example: 'finish the rollout',
  means: [
    'finish rollout ?everyone ?policy ?it ?my ?mfa ?ca ?last ?set ?turn ?progress ?stop ?ring !{ring} !notice !proposal !cancel !rollback !pause !{person}',
    'finish mfa|ca ?everyone ?policy ?it ?my ?last ?progress !ring !notice !proposal !audit !signIn !{person} !{policy}',
    'finish policy everyone ?it ?my ?ca ?mfa ?last ?rollout ?ring !{ring} !notice',
  ],
  takes: { reason: 'reason', ticket: 'ticket' },
  considered: 'rollout.status',
};
