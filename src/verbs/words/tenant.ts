import type { Need, VerbWords } from '../verb-words.ts';
import { whomAsPlace } from './handing.ts';

/** `readiness.report` */
export const readinessReportWords: VerbWords = {
  name: 'readiness.report',
  kind: 'read',
  role: 'reader',
  does: 'show who is ready to move, and what is in the way',
  example: 'are we ready for ring 2?',
  means: [
    'ready ?ring ?rollout ?what ?who ?show ?start ?how ?howMany ?ca ?everyone ?mfa ?why ?next ?enable ?pilot ?happened ?preview ?policy ?list ?registered ?securityDefaults ?disable ?progress ?covered ?signIn',
    'why ring start ?pause ?ready !progress',
    'blocked ring|rollout ?what ?why ?who ?mfa ?next ?start ?progress ?pilot !would !whatIf !{person} !policy',
    'would start ring ?what ?next ?rollout !resume',
    'would start pilot ?what ?next ?rollout ?who ?ready !resume',
  ],
  takes: { ring: 'ring', whom: 'whom' },
  handing: whomAsPlace,
};

/** `recommendation.get` */
export const recommendationGetWords: VerbWords = {
  name: 'recommendation.get',
  kind: 'read',
  role: 'reader',
  does: 'show what Microsoft recommends about per-user MFA',
  example: 'what does Microsoft recommend?',
  means: [
    'recommendation ?show ?what ?state ?mfa ?progress ?ca ?list ?why ?ring ?rollout ?covered ?set ?start ?it ?my ?how ?audit ?next ?policy ?delivered ?howMany ?who',
  ],
  takes: {},
};

/** `license.get` */
export const licenseGetWords: VerbWords = {
  name: 'license.get',
  kind: 'read',
  role: 'reader',
  does: 'show the tenant’s Entra ID licences',
  example: 'do we have P1?',
  means: [
    'license ?show ?what ?howMany ?who ?list ?state ?ca ?ready ?everyone ?my ?policy ?rollout ?mfa ?how ?progress ?create',
  ],
  takes: {},
};

/** `securityDefaults.get` */
export const securityDefaultsGetWords: VerbWords = {
  name: 'securityDefaults.get',
  kind: 'read',
  role: 'reader',
  does: 'show whether security defaults are on',
  example: 'are security defaults on?',
  means: [
    'securityDefaults ?state ?show ?what ?enabled ?off ?turn ?enforced ?why ?happened ?how ?my ?ready ?progress ?disable ?enable !whatIf !whoDid',
  ],
  takes: {},
};

/** `securityDefaults.disable` */
export const securityDefaultsDisableWords: VerbWords = {
  name: 'securityDefaults.disable',
  kind: 'propose',
  role: 'operator',
  does: 'propose to switch security defaults off',
  example: 'turn off security defaults',
  means: [
    { says: 'securityDefaults disable|off ?turn ?set ?it ?state ?ca' },
    'securityDefaults exclude ?turn ?set ?it',
    'securityDefaults {target=disabled} ?happened ?please ?disable ?off ?turn ?set',
  ],
  takes: { reason: 'reason', ticket: 'ticket' },
  considered: 'securityDefaults.get',
};

/** `securityDefaults.enable` */
export const securityDefaultsEnableWords: VerbWords = {
  name: 'securityDefaults.enable',
  kind: 'propose',
  role: 'operator',
  does: 'propose to switch security defaults on',
  example: 'turn on security defaults',
  means: [
    'securityDefaults enable ?turn ?back ?set ?it ?resend',
    'securityDefaults {target=enabled} ?happened ?please ?enable ?enabled ?turn ?back ?set ?resend',
    'securityDefaults {target=enforced} ?enforce ?set',
    'securityDefaults {target=previous} back ?set ?turn ?resend',
  ],
  takes: { reason: 'reason', ticket: 'ticket' },
  considered: 'securityDefaults.get',
};

const CAMPAIGN: Need = {
  oneOf: ['switch', 'group'],
  question: 'For whom shall the registration campaign be on, or shall it be off?',
  choices: [
    { shown: 'On for everyone', sets: { switch: 'everyone' } },
    { shown: 'Off', sets: { switch: 'off' } },
  ],
};

/** `registrationCampaign.set` */
export const registrationCampaignSetWords: VerbWords = {
  name: 'registrationCampaign.set',
  kind: 'propose',
  role: 'operator',
  does: 'propose to switch the registration campaign on or off',
  example: 'turn on the registration campaign for SG-MFA-Pilot',
  means: [
    'campaign {target} ?disable ?enable ?enforce ?off ?turn ?set ?everyone ?start ?pause ?stop ?mfa ?who ?pilot ?methods ?cancel ?create',
    'campaign start|create|resume ?everyone ?set ?who ?mfa ?pilot ?methods ?send ?ring ?rollout',
    { says: 'campaign pause|stop|cancel|exclude|finish ?everyone ?mfa ?who ?set ?methods', with: { switch: 'off' } },
    'campaign set ?everyone ?mfa ?who ?state',
    'campaign methods|registered|tell ?who ?everyone ?tell ?set ?signIn ?start ?please ?methods ?registered !ring !notice',
    'registered tell|enforce|show|set everyone methods ?who ?please !state !notice !what !list',
    'campaign everyone ?who ?mfa ?please ?tell',
    'registered tell|enforce who {whom} !ring !state',
  ],
  takes: { switch: 'switch', group: 'group', except: 'except' },
  needs: [CAMPAIGN],
  considered: 'readiness.report',
};

const LOCATION: Need = { oneOf: ['location'], question: 'What shall the location be called?' };
const RANGES: Need = { oneOf: ['ranges'], question: 'Which address ranges? For example 203.0.113.0/24.' };

/** `namedLocation.create` */
export const namedLocationCreateWords: VerbWords = {
  name: 'namedLocation.create',
  kind: 'propose',
  role: 'operator',
  does: 'propose a named location',
  example: 'create a trusted location Office with 203.0.113.0/24 and 2001:db8::/48',
  means: [
    'create|add|set namedLocation ?trusted ?untrusted ?it ?my ?create ?add ?please !trustedIps',
    'create|add|set {ranges} ?namedLocation ?trusted ?untrusted ?create ?add ?it',
    '{ranges} trusted|namedLocation|untrusted ?trusted ?set ?create ?add !would !prompted',
    'namedLocation trusted|untrusted create|add|set !trustedIps',
    'trusted set|create|add {ranges}',
  ],
  takes: { location: 'location', ranges: 'ranges', trust: 'trust', reason: 'reason', ticket: 'ticket' },
  needs: [LOCATION, RANGES],
  considered: 'policy.whatif',
};

/** `legacySettings.get` */
export const legacySettingsGetWords: VerbWords = {
  name: 'legacySettings.get',
  kind: 'read',
  role: 'reader',
  does: 'show the settings of per-user MFA: trusted IPs, remember MFA, methods',
  example: 'show the legacy MFA settings',
  means: [
    'oldSettings ?blocked ?enabled ?off ?would ?delivered ?resend ?show ?what ?list ?my ?how ?mfa ?state ?trusted ?namedLocation ?methods ?why ?where ?it !{person} !carryOver !{target}',
    'trustedIps show|what|list|howMany|where|how ?my ?mfa ?trusted ?namedLocation ?oldSettings ?state !{ranges} !carryOver !create !add',
    'remember ?show ?what ?how ?howMany ?enabled ?off ?state ?my ?mfa ?when ?device ?oldSettings ?would ?turn !{person} !carryOver !{target}',
    'trustedIps ?my ?oldSettings ?trusted ?namedLocation !{ranges} !carryOver !create !add',
  ],
  takes: {},
};

/** `namedLocation.carryOver` */
export const namedLocationCarryOverWords: VerbWords = {
  name: 'namedLocation.carryOver',
  kind: 'propose',
  role: 'operator',
  does: 'propose a named location of the trusted IPs of per-user MFA',
  example: 'carry over the trusted IPs',
  means: [
    'trustedIps carryOver|create|set|add|turn|start ?namedLocation ?trusted ?my ?oldSettings ?ca ?mfa ?start ?create ?set ?it ?policy !{ranges}',
    'oldSettings carryOver namedLocation ?trusted ?my ?ca ?trustedIps !{ranges}',
  ],
  takes: { reason: 'reason', ticket: 'ticket' },
  considered: 'legacySettings.get',
};
