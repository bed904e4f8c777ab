import type { VerbWords } from '../verb-words.ts';
import { ringAsGroup, scopeAsResend, withoutAudience } from './handing.ts';

/** `notice.preview` */
export const noticePreviewWords: VerbWords = {
  name: 'notice.preview',
  kind: 'read',
  role: 'reader',
  does: 'show a notice as people will read it, or send you a test copy',
  example: 'show me the notice for ring 2 in German',
  means: [
    'notice preview|testCopy ?show ?send ?ring ?what ?who ?my ?tell ?pilot ?next ?everyone ?plan ?start ?how ?would ?create ?resend ?delivered ?testCopy ?mfa ?it ?audit',
    'notice show|what ?ring ?who ?my ?pilot ?next ?everyone ?send ?create ?how ?mfa ?would ?start ?ca !delivered !audit !happened !howMany',
    'notice {language} ?show ?what ?ring ?pilot ?preview ?who ?send ?my ?testCopy ?it',
    'send what ring|pilot ?preview ?show ?notice',
    'tell what ring|who|pilot ?show ?add ?start ?set ?would ?notice ?ring',
    'preview tell|send|ring|pilot ?notice ?what ?show ?who ?testCopy ?would ?pilot ?my !policy !whatIf !start !rollback',
    'testCopy ?my ?send ?notice ?ring ?it',
    'testCopy send|tell|show my ?notice ?ring ?pilot ?it ?preview',
    'preview who|everyone show|what ?ring ?pilot ?start ?set ?would ?notice',
  ],
  takes: { ring: 'ring', group: 'group', language: 'language' },
  handing: withoutAudience,
};

/** `notice.status` */
export const noticeStatusWords: VerbWords = {
  name: 'notice.status',
  kind: 'read',
  role: 'reader',
  does: 'show who has been told, and who could not be reached',
  example: 'who has not got the notice?',
  means: [
    'notice delivered|progress|state|how|happened ?who ?howMany ?what ?ring ?show ?list ?pilot ?everyone ?next ?state ?how ?send ?start ?last ?happened ?would ?progress ?my ?why ?when ?registered ?it ?pending ?delivered',
    'notice who|howMany|when|where|why ?delivered ?ring ?everyone ?send ?progress ?pilot ?show ?list ?my ?what ?next ?tell',
    'delivered {person} ?notice ?who ?what ?would ?progress ?everyone ?happened !mfa !enforced !enabled !registered !approved !off !ring',
    'delivered who|howMany|everyone ?notice ?ring ?pilot ?what ?show ?list ?progress ?tell ?my ?start ?ca ?ready ?how ?happened !mfa !audit !export !approved !registered !prompted !covered',
    'delivered ring|pilot ?who ?everyone ?tell ?would ?progress',
  ],
  takes: { ring: 'ring', group: 'group', person: 'person' },
  handing: ringAsGroup,
};

/** `notice.send` */
export const noticeSendWords: VerbWords = {
  name: 'notice.send',
  kind: 'propose',
  role: 'operator',
  does: 'propose to tell a group when they move',
  example: 'tell SG-MFA-Pilot that they move to Conditional Access on Monday 9:00',
  means: [
    'send notice ?ring ?who ?everyone ?tell ?pilot ?next ?resend ?start ?set ?ca ?mfa ?delivered ?create ?my ?registered ?it ?add !preview',
    'tell {whom|ring|person|people} ?ring ?pilot ?notice ?start ?set ?ca ?mfa ?who ?everyone ?next ?it ?resend ?send ?registered ?rollout ?would ?enable ?delivered ?when ?what ?off ?my ?add ?create ?prompted ?enforce ?disable !campaign',
    'tell notice ?ring ?who ?everyone ?pilot ?next ?set ?start ?send ?resend ?create',
    'resend notice ?send ?who ?delivered ?ring ?pilot ?everyone ?tell ?it ?progress ?last',
    'resend send|tell delivered ?who ?notice ?ring ?pilot ?everyone ?it',
    'send|tell|resend delivered who ?notice ?ring ?pilot ?resend ?everyone',
    'send {scope} ?who ?everyone ?notice ?delivered ?resend ?ring ?pilot ?it ?my ?failed ?last ?tell ?what !audit',
    'resend {scope} who|everyone ?notice ?delivered ?approve ?approved ?ring ?pilot ?it ?my ?send ?resend ?last ?tell ?what !audit !failed',
    'tell|campaign {scope} ?who ?everyone ?notice ?delivered ?approve ?approved ?ring ?pilot ?it ?my ?send ?resend ?failed ?last ?what !audit',
    'create notice ?ring ?pilot ?who ?everyone ?next !preview',
  ],
  handing: scopeAsResend,
  takes: { group: 'group', ring: 'ring', people: 'people', when: 'when', scope: 'scope' },
  needs: [{ oneOf: ['group', 'ring', 'people', 'scope'], question: 'Whom shall I tell? Name a group or a ring.' }],
  considered: 'notice.preview',
};
