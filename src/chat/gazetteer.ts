const setOf = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/u));

/** Names that departments usually have, folded: "Sales" is no person. */
export const DEPARTMENTS =
  setOf(`sales finance hr it marketing engineering legal operations ops support accounting purchasing procurement logistics research
  development r&d rnd payroll administration management board executives execs controlling production manufacturing warehouse security compliance communications
  vertrieb buchhaltung personal personalabteilung einkauf technik verwaltung entwicklung rechtsabteilung produktion ventes comptabilite rh juridique achats direction
  ventas contabilidad finanzas rrhh compras ingenieria facilities helpdesk infosec design product engineers sysadmins interns contractors students teachers nurses doctors devs developers treasury tax audit-team customer-service customerservice callcenter retail stores presales education academia branch headquarters hq`);

/** First names that end as ordinary words do, folded: in small letters nothing else tells them apart. */
export const FIRST_NAMES = setOf(`ahmed mohammed muhammed mohamed jared alfred wilfred winifred mildred fred ted ned
  kelly emily molly sally billy lilly lily milly polly holly carly kimberly beverly shelly nelly willy charly
  henning manning fleming harding sterling ming jing ying xing ling constance terrance clarence florence lawrence laurence
  vance lance clement prudence alize mireille clive olive`);

/** Applications as they are called, folded. */
export const APPS =
  setOf(`outlook teams sharepoint exchange onedrive azure salesforce github gitlab servicenow jira workday sap word excel powerpoint office office365 o365 m365 owa intune
  powershell portal vpn citrix slack zoom dropbox box powerbi dynamics yammer viva admin-center admincenter entra aws okta confluence graph cli webmail onenote planner copilot`);

/** Where somebody may come from: countries and the like, folded. */
export const COUNTRIES =
  setOf(`brazil germany france spain italy china russia india usa us uk japan canada mexico poland portugal austria switzerland netherlands belgium sweden norway denmark
  finland ireland turkey greece egypt morocco nigeria kenya israel dubai uae singapore australia thailand vietnam korea argentina chile colombia peru ukraine romania hungary czechia prague
  berlin paris london madrid rome vienna zurich munich hamburg amsterdam brussels warsaw lisbon tokyo lagos york
  deutschland frankreich spanien italien schweiz osterreich brasilien russland indien allemagne espagne bresil suisse italie russie inde chine alemania francia brasil suiza italia rusia
  home abroad overseas outside office airport hotel train internet vpn zuhause ausland etranger casa extranjero oficina bureau cafe starbucks`);

/** Words that name a language, and its code. */
export const LANGUAGES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    en: 'english englisch anglais ingles',
    de: 'german deutsch allemand aleman',
    fr: 'french franzosisch francais frances',
    es: 'spanish spanisch espagnol espanol castellano',
    ja: 'japanese japanisch japonais japones',
  }).flatMap(([code, words]) => words.split(' ').map((word): [string, string] => [word, code])),
);

/** Words that stand where a file's kind is said. */
export const FORMATS: ReadonlyMap<string, string> = new Map([
  ['json', 'json'],
  ['csv', 'csv'],
  ['excel', 'csv'],
  ['xlsx', 'csv'],
  ['spreadsheet', 'csv'],
]);
