import { searchKeyOf } from '../lib/text.ts';

/** Why an order is refused whatever the role is. */
export type ForbiddenReason =
  | 'approval'
  | 'decision'
  | 'impersonation'
  | 'secret'
  | 'instructions'
  | 'personalData'
  | 'record'
  | 'emergencyAccount'
  | 'lockOut';

const APPROVAL = String.raw`(?:approv\w*|sign-?\s?offs?|signoffs?|second (?:person|pair|opinion|yes)|(?:four|4|two)[- ](?:eyes?|person|people)|two[- ]person|peer review|genehmig\w*|freigabe\w*|vier-?augen\w*|approbation\w*|aprobaci\w*|aprobad\w*|confirmation|consent|checks?|safety(?: checks?)?|safeguards?|gates?|guardrails?|controls?|quorum|sicherheitsprufung\w*|controles?|verificaci\w*)`;
const SKIP = String.raw`(?:skip\w*|bypass\w*|circumvent\w*|ignor\w*|avoid\w*|get(?:ting)? around|go(?:ing)? around|work(?:ing)? around|without|w\/o|no need (?:for|to)|dont need|do not need|don't need|override\w*|overrule\w*|disable|turn off|switch off|suppress|waive\w*|forget (?:about )?|no|umgeh\w*|uberspring\w*|ohne|sans|sin|saltar\w*|salta\w*|omitir|omite|contourn\w*|ignore\w*|evit\w*|passer outre|fast-?track|force past|sneak)`;
const RECORD = String.raw`(?:audit\w*|logs?|records?|history|trail|log ?book|chain|protokoll\w*|journal|registros?|historial|evidence|traces?|entries|entry)`;
const EMERGENCY = String.raw`(?:break[- ]?glass(?: accounts?| admins?| users?)?|emergency(?: access)?(?: accounts?| admins?| users?)|emergency access|bg-?0?\d(?![@\d])|notfall\w*|comptes? d.urgence|cuentas? de emergencia|firecall\w*)`;
const PEOPLE = String.raw`(?:everyone|everybody|all (?:the )?(?:users|people|admins?|administrators|accounts|staff|of us|sign-?ins?|logins?|access)|every (?:user|admin|account)|each (?:and )?every\w*|the (?:whole|entire) (?:tenant|company|org\w*)|alle\w*|tout le monde|tous|todos|global admin\w*|admins|the admins)`;

/** What must never be ordered in words, by what is said; all of it folded: lower case, no accents. */
const RULES: readonly (readonly [ForbiddenReason, readonly string[]])[] = [
  [
    'instructions',
    [
      String.raw`(?:ignore|disregard|forget|override|overwrite|bypass|drop|vergiss|ignoriere|oublie|ignora|olvida)\b.{0,30}\b(?:instructions?|rules|prompts?|guidelines|guard ?rails|anweisungen|regeln|consignes|regles|instrucciones|reglas|restrictions|constraints|everything (?:above|before|you))`,
      String.raw`(?:ignore|disregard|forget|override|never mind|vergiss|ignoriere|oublie|ignora|olvida)\b.{0,12}\b(?:what|whatever|anything|all|everything|how)\b.{0,12}\b(?:you|u|they|anyone|microsoft)(?: were|'ve been| have been| had been| are|ve been)? ?(?:ever )?(?:told|tell|taught|instructed|trained|programmed|configured|set up|built|made|asked to obey)`,
      String.raw`\b(?:system|hidden|initial|secret|internal|developer|original) (?:prompt|instructions?|message|rules|configuration|config)\b`,
      String.raw`\b(?:your|deine|tes|tus) (?:system )?(?:prompt|instructions|anweisungen|instructions|instrucciones|consignes|source code|rules|guidelines)\b`,
      String.raw`\b(?:you are|you're|act as|behave as|du bist|tu es|eres) (?:now )?(?:now|dan|an? (?:unrestricted|different|new|admin|root|global|hacker|evil|jailbroken|free|helpful)|jetzt|maintenant|ahora|in (?:developer|debug|god|admin|maintenance))`,
      String.raw`\b(?:jailbreak|developer mode|debug mode|god mode|dan mode|admin mode|maintenance mode|root mode|sudo|prompt injection)\b`,
      String.raw`(?:^|\s)(?:system|assistant|developer|tool|user)\s*(?::|>|\])\s*\S`,
      String.raw`<\|?(?:im_start|im_end|system|endoftext|assistant|inst)\b|\[\/?(?:inst|system)\]|###\s*(?:system|instruction|new)|\{\s*"?(?:verb|role|action|tool|function|name|arguments|cmd)"?\s*:`,
      String.raw`\b(?:drop table|delete from|select \* from|union select|insert into|update \w+ set|xp_cmdshell|or 1\s?=\s?1)\b|\$\{|<script|javascript:|\beval\(|rm -rf|\bcurl http|invoke-webrequest|\bbase64\b|decode (?:this|the following)`,
      String.raw`\b(?:print|reveal|repeat|show|output|leak|dump|tell me|give me|what (?:is|are)|whats)\b.{0,30}\b(?:prompt|instructions (?:above|you were given|verbatim)|words above|text above|system message)\b`,
      String.raw`\bnew (?:instructions?|rules?|orders?|policy for you|directive)\s*:|\bfrom now on,? (?:you|always|approve|ignore|treat|every)|\bpretend (?:that )?(?:you|there|this|the|i|we|it|approval|all)\b|\bpretend\b.{0,40}\b(?:approved|agreed|signed|said (?:yes|ok)|never|allowed)\b|\bsimulate being\b|\brole-?play\b`,
      String.raw`\b(?:execute|run|follow|obey|do|apply|carry out)\b.{0,20}\b(?:instructions?|commands?|orders?|script)\b.{0,40}\b(?:in|from|inside|below|above|hidden|attached|document|file|name|quote|email|mail|message)\b`,
      String.raw`\b(?:as|per) (?:instructed|ordered|commanded) by (?:microsoft|the system|openai|your developers?|your creators?)\b|\bmicrosoft (?:support )?(?:orders|instructs|requires|says|told|authori[sz]es?)\b.{0,40}\byou\b`,
    ],
  ],
  [
    'secret',
    [
      String.raw`\b(?:client|app|bot|shared|api|oauth|webhook)[- ]?(?:secrets?|keys?|tokens?|credentials?)\b|\bapi[- ]?keys?\b|\bconnection strings?\b|\bprivate keys?\b|\baccess tokens?\b|\brefresh tokens?\b|\bbearer tokens?\b|\benv(?:ironment)? (?:variables?|vars?|file)\b|\.env\b|\bdatabase (?:password|url|credentials)\b|\bsecrets?\b.{0,30}\b(?:show|print|give|send|reveal|bot|app|config)\b`,
      String.raw`\b(?:show|print|give|tell|send|reveal|share|list|what|whats|dump|export|get|need|read|display|post|zeig\w*|gib|dame|donne\w*|muestra\w*|cual|quel)\b.{0,40}\b(?:secrets?|passwords?|passwort\w*|kennwort\w*|mots? de passe|contrasena\w*|credentials?|tokens?|certificates?|totp seeds?|otp seeds?|recovery codes?|backup codes?|one[- ]time codes?|verification codes?|app passwords?|temporary access pass(?:es)?|pin codes?|pins?)\b`,
      String.raw`\b(?:password|passwort|token|secret|pin) (?:of|for|von|de|du)\b|'s (?:password|pin|secret|token|otp|tap|recovery code)s?\b(?!.{0,20}(?:reset|expired))`,
    ],
  ],
  [
    'record',
    [
      String.raw`(?<!\bthe )\b(?:delete|erase|wipe|purge|clear|clean|remove|edit|alter|modify|change|rewrite|falsif\w*|forge|fake|backdate|back-date|tamper\w*|hide|scrub|truncate|destroy|redact|overwrite|amend|correct|fix up|doctor|losch\w*|loesch\w*|andere|fälsche|verfalsch\w*|bereinig\w*|supprim\w*|efface\w*|modifi\w*|falsifi\w*|borra\w*|elimina\w*|edita\w*|altera\w*|manipul\w*|get rid of|lose|drop|unlog|adjust|update|strike|take)\b.{0,45}\b${RECORD}\b(?!.{0,12}\b(?:in|on|out|for ring)\b)`,
      String.raw`\b(?:without|no|dont|do not|don't|skip|stop|disable|turn off|switch off|pause|suspend|ohne|sans|sin)\b.{0,14}\b(?:logging|recording|auditing|audit\w*|being logged|a trace|traces?|record(?:ing)? (?:it|this|that)|log (?:it|this|that)|writing it down|leaving|protokoll\w*|trace|registro|journalis\w*|the record|the log)\b`,
      String.raw`\b(?:back-?dat|post-?dat|pre-?dat)\w*\b|\boff the record\b|\b(?:keep|leave) (?:this|it|that|me|my name|them) (?:out of|off) the (?:record|log|audit\w*|books)\b|\bmake it look (?:like|as if)\b|\bsay (?:that )?(?:dana|he|she|they|someone|somebody) (?:did|approved|asked)\b`,
    ],
  ],
  [
    'approval',
    [
      String.raw`\b${SKIP}\b.{0,28}\b${APPROVAL}\b`,
      String.raw`\b${APPROVAL}\b.{0,24}\b(?:not needed|unnecessary|isnt needed|isn't needed|not necessary|not required|is optional|can be skipped|later|afterwards|after the fact|nicht notig|pas necessaire|no hace falta)\b`,
      String.raw`\b(?:approve|sign|accept|confirm|genehmig\w*|gib .{0,12}frei|approuve\w*|aprueba\w*|aprobar|ok|okay|greenlight)\b.{0,30}\b(?:my(?: own)?|mine|own|myself|my proposal|for me|yourself|itself|automatically|everything|all (?:of )?(?:them|proposals|requests|future)|mein\w*|eigen\w*|mon|ma|mes|moi-meme|mi|mis|propia|selbst|toi-meme|on behalf)\b`,
      String.raw`\b(?:auto-?approv\w*|self-?approv\w*|pre-?approv\w*|autoapprove|automatic(?:ally)? approv\w*|count (?:my|me|this)\b.{0,20}\b(?:as|approv)|mark (?:it|this|that|the \w+|my \w+|proposal \S+|\S+) as approved|set (?:it|that|\w+ \S+) to approved|let me approve|i (?:already )?approve(?:d)? (?:it|this|that|my)|consider (?:it|this|that) (?:as )?(?:approved|signed))`,
      String.raw`\b(?:push|ram|sneak|rush) (?:it|this|that|them) through\b|\bwithout (?:asking|telling|involving|waiting for|bothering) (?:anyone|anybody|someone|them|the|others|bruno|chiara|people|security)|\b(?:just|simply|directly|straight ?away|einfach) (?:do|apply|execute|run|push|move|disable|change) (?:it|this|that|them)?\b.{0,24}\b(?:without|w\/o|don't ask|dont ask|no questions|ohne|nobody|no one|skip)\b`,
      String.raw`\b(?:nobody|no one|noone) (?:has|needs|else has|else needs|should|must) (?:to )?(?:approve|sign|know|see|check|confirm|be asked)|\bdon'?t (?:ask|involve|bother|wait for|tell|send it to) (?:the |an? |any )?(?:approver\w*|anyone|anybody|bruno|chiara|security|them|second)|\b(?:lower|reduce|set|change|drop) (?:the )?(?:number of )?(?:required )?approv(?:als?|ers?)\b.{0,20}\b(?:to|one|zero|0|1|none)\b|\b(?:make|add) me (?:an? |the |as )?(?:approver|operator|admin|global admin)|\bgive me (?:the )?(?:role|approver|operator|admin)\b|\bremove \w+ (?:as|from)(?: the)? approver`,
    ],
  ],
  [
    'decision',
    [
      String.raw`^(?:(?:yes|ok|okay|ja|oui|si|please|pls|bitte|crossover|go ahead|lgtm|sure|hey|hi|now|just),? ?)*(?:and )?(?:i )?(?:approve|deny|reject|genehmige\w*|ablehn\w*|lehne .{0,20} ab|approuve\w*|refuse\w*|aprueba\w*|aprobar|rechaza\w*|sign off|greenlight|rubber-?stamp|confirm the proposal|accept the proposal)\b(?!.{0,6}\?)`,
      String.raw`\b(?:can|could|would|will) you (?:please )?(?:approve|sign|deny|reject)\b|\b(?:approve|deny|reject) (?:the |this |that |bruno's |chiara's |nora's |\w+'s )?(?:proposal|request|change|plan|it|this|that|ring|#?\d+)\b(?!.{0,30}\?)(?<!who (?:can|may|must|has to|needs to|should) approve \w+)(?<!(?:who|what|i|to) approve \w+)(?<!to approve \w+)`,
    ],
  ],
  [
    'impersonation',
    [
      String.raw`^as (?!(?:soon|long|far|well|of|a|an|the|usual|before|always|per|i|we|you|it|he|she|they|for|ever|from|in|on|to|and|if|such|though|many|much|often|quick\w*|fast|discussed|agreed|planned|said|told|mentioned|promised|\w+ed)\b)[a-z]+(?: [a-z]+)?, ?(?:please )?\w`,
      String.raw`\bin \w+'s name\b|\b(?:on behalf of|in the name of|im namen von|im auftrag von|au nom de|en nombre de|de la part de)\b`,
      String.raw`\b(?:as if (?:i|you) (?:was|were)|pretend(?:ing)? to be|impersonat\w*|pose as|posing as|log ?in as|act(?:ing)? as|gib dich als|hazte pasar|fais-toi passer|speak(?:ing)? as|treat me as|consider me|assume i am|i am actually|record it as|under (?:the )?name of|use \w+'s (?:account|identity|name|rights|permissions|role)|with \w+'s (?:rights|permissions|account|identity|role|approval))\b`,
      String.raw`\b(?:do|run|execute|submit|propose|start|send|approve|order|sign|request|file|ask|disable|set|make|turn|handle|put|enter|post)\b.{0,50}\bas (?:dana|nora|bruno|chiara|ingrid|kwame|bob|alice|the (?:ciso|cio|ceo|cto|boss|admin|global admin|owner|approver)|global admin\w*|admin|administrator|root|system|someone else|somebody else|another (?:user|admin|person)|him|her)\b`,
      String.raw`\b(?:i am|i'm|im|this is|here is|ich bin|je suis|soy) (?:now )?(?:the |your |a |an )?(?:global admin\w*|ciso|cio|ceo|cto|owner|boss|new admin\w*|developer|creator|microsoft|root|tenant admin\w*|approver|chef|geschaftsfuhrer|directeur|jefe)\b`,
    ],
  ],
  [
    'emergencyAccount',
    [
      String.raw`\b(?:disabl\w*|turn(?:ing)? off|turn on|switch off|switch on|enabl\w*|enforc\w*|remov\w*|delet\w*|block\w*|chang\w*|set|reset|move|migrat\w*|add|includ\w*|touch|lock|drop|apply|force|require|put|cover|deaktivier\w*|aktivier\w*|erzwing\w*|schalt\w*|setze|entfern\w*|desactiv\w*|activ\w*|supprim\w*|quita\w*|apaga\w*|bloque\w*|impos\w*|stop excluding|no longer exclude|do ?n[o']t exclude|unexclude|take|make)\b(?:(?!\b(?:except|excluding|but not|exclude|excludes|apart from|ausser|sauf|excepto|without|other than|minus|besides|leave out)\b).){0,60}\b${EMERGENCY}`,
      String.raw`${EMERGENCY}.{0,40}\b(?:off|too|as well|included|disabled|enforced|on|also|aus|auch|into ring|to ring|mfa aus)\b(?!.{0,30}\?)`,
      String.raw`\b(?:without|no|drop|remove|delete) (?:the |any |an )?(?:emergency|break[- ]?glass) (?:exclusion|exception|exemption)s?\b|\b(?:remove|drop|delete|take out) (?:the )?${EMERGENCY} (?:from (?:the )?exclu\w*|exclusion)`,
    ],
  ],
  [
    'lockOut',
    [
      String.raw`\b(?:block|lock(?: ?out)?|sperre\w*|blockier\w*|bloqu\w*|kick out|deny access|shut out|deny|cut off|aussperren|sperr)\b.{0,24}\b${PEOPLE}(?!.{0,40}(?:legacy|imap|pop|smtp|old|from|except|not|\?|who|guest|would))`,
      String.raw`\b(?:lock|block)\w* (?:\w+ ){0,3}(?:out|completely)\b.{0,40}\b${PEOPLE}|\b${PEOPLE}\b.{0,16}\b(?:out of the tenant|locked out|aussperren|no access|from signing in|from logging in)\b(?!.{0,50}\?)`,
      String.raw`\b(?:no|without(?: any)?|zero|remove all|delete all|drop all|ohne) (?:exceptions?|exclusions?|ausnahmen?|exclu\w*)\b.{0,60}\b(?:admin\w*|emergency|break|everyone|all)|\b${PEOPLE}\b.{0,60}\b(?:no|without(?: any)?|zero|ohne|sans|sin) (?:a single )?(?:exceptions?|exclusions?|ausnahmen?|exclu\w*)\b|\bincluding (?:the |all )?${EMERGENCY}|\bnot even (?:the )?${EMERGENCY}`,
      String.raw`\b(?:disable|delete|remove|deactivate|block|losch\w*|supprim\w*|elimina\w*) (?:all |every |the |alle )+(?:global )?(?:admin\w*|administrator\w*)(?: accounts?)?\b(?!.{0,12}(?:mfa|from))`,
    ],
  ],
  [
    'personalData',
    [
      String.raw`\b(?:home|private|personal) (?:address|phone|number|email|mail|life)\w*\b|\b(?:phone|mobile|cell|telephone|handy|telefon)\s?(?:phone )?(?:numbers?|nummern?|no)\b|\b(?:salary|salaries|gehalt\w*|salaire|sueldo|salario|wage|birth ?da(?:y|te)s?|date of birth|geburtstag\w*|geburtsdatum|social security|ssn|passport number|bank account|iban|credit card|religion|health|medical|(?<!\b(?:on|off|is|are|been|was|to|at) )sick(?:ness)? (?:leave|days)|pregnan\w*|performance review|disciplinary|nationality|age of|how old is (?!the|this|that|it))\b`,
      String.raw`\b(?:read|open|show|forward|look (?:in|at|into)|search|check|give me)\b.{0,30}\b(?:his|her|their|\w+'s|everyone's|peoples?'?) (?:mails?|e-?mails?|inbox|mailbox|chats?|messages|calendar|files|onedrive|documents|browser history|dms?)\b`,
      String.raw`\bwhere (?:is|was|does|did) (?:(?!ring|the|rollout|my|our)\w+) (?:right now|now|yesterday|live|last night|today|going|been|at|physically|located)\b|\b(?:track|locate|spy on|monitor) (?:(?!the rollout|ring)\w+)\b.{0,20}\b(?:location|position|movements|phone)?\b(?=.*(?:location|where|phone|movement|gps))|\b(?:gps|geo-?location|whereabouts)\b`,
    ],
  ],
];

const compiled = RULES.map(([reason, patterns]) => ({
  reason,
  pattern: new RegExp(patterns.map((one) => `(?:${one})`).join('|'), 'u'),
}));

/** Why a text is refused whoever says it; undefined where nothing in it is forbidden. */
export function forbiddenIn(text: string): ForbiddenReason | undefined {
  const plain = searchKeyOf(
    text
      .slice(0, LONGEST)
      .replace(GROUP_NAME, 'group')
      .replace(/[‘’´`]/gu, "'"),
  ).replaceAll('ß', 'ss');
  return compiled.find(({ pattern }) => pattern.test(plain))?.reason;
}

/** Whatever a group is called, its name orders nothing. */
const GROUP_NAME = /(?<![\w-])(?:sg|grp|gg|dl|aad|az|sec)[-_][\w-]{1,80}/giu;
const LONGEST = 2000;
