import { searchKeyOf } from '../lib/text.ts';

/** Deeds of other people's work that sound like ours, folded: they are neither understood nor refused. */
const DEEDS: readonly RegExp[] = [
  /\b(?:reset|change|forgot|forgotten|expired|new|set|update|recover)\b.{0,25}\b(?:password|passwort|kennwort|contrasena|mot de passe|pin)\b/u,
  /\b(?:password|passwort|kennwort|contrasena)\b.{0,20}\b(?:reset|expired|zurucksetzen|abgelaufen|andern|forgotten|policy|expiry)\b/u,
  /\b(?:create|add|make|delete|remove|hire|onboard|offboard|invite|unlock|rename|anlegen|losche)\b (?:a |an |the |new |me |my |his |her |their |\S+'s )*(?:user|user account|account|guest|mailbox|inbox|onedrive|e-?mail address|licen[cs]e|distribution list|shared mailbox|team|channel|vm|virtual machine|azure subscription|site|calendar|laptop|device)\b(?! (?:to|from|into|out))/u,
  /\b(?:give|assign|buy|purchase|order|revoke|take|hand|add)\b.{0,25}\b(?:licen[cs]es?|e3|e5|lizenz|seats?)\b/u,
  /\b(?:unlock|wipe|restart|reboot|repair|install|print|scan|uninstall)\b.{0,20}\b(?:laptop|phone|pc|computer|printer|iphone|server|software|app|outlook|account|device|machine)\b/u,
  /\b(?:weather|wetter|meteo|tiempo hace|pizza|lunch|dinner|football|match|soccer|bitcoin|stock price|joke|poem|song|recipe|movie|python|javascript|excel formula|essay|lights?|coffee|birthday|tower)\b/u,
  /\b(?:translate|ubersetze|traduis|traduce|book|reserve|write me|schreib mir|google|remind me to|set (?:an? )?(?:alarm|timer)|what is \d+|how much is \d|capital of|who is the president|play some|sing)\b/u,
];

/** Whether a text asks for somebody else's work. */
export const isOutOfJob = (text: string): boolean => {
  const plain = searchKeyOf(text.slice(0, LONGEST));
  return DEEDS.some((pattern) => pattern.test(plain));
};

const LONGEST = 600;
