import { instantIn } from '../lib/time-words.ts';
import { pairsOf } from './pairs.ts';
import { readPast } from './past.ts';
import { numberSaid } from './scene-rings.ts';
import { means, take, typed, type Scene, type SceneWord, type Stretch } from './scene.ts';
import { isTimeWord, namesTime, readWhen } from './when.ts';

/** Words for times in other languages, and short forms, as the reader of times knows them. */
const ENGLISH =
  pairsOf(`montag:monday dienstag:tuesday mittwoch:wednesday donnerstag:thursday freitag:friday samstag:saturday sonntag:sunday
  montags:monday freitags:friday lundi:monday mardi:tuesday mercredi:wednesday jeudi:thursday vendredi:friday samedi:saturday dimanche:sunday
  lunes:monday martes:tuesday miercoles:wednesday jueves:thursday viernes:friday sabado:saturday domingo:sunday
  januar:january februar:february marz:march mai:may juni:june juli:july oktober:october dezember:december janvier:january fevrier:february mars:march avril:april juin:june juillet:july aout:august septembre:september octobre:october novembre:november decembre:december
  enero:january febrero:february marzo:march abril:april mayo:may junio:june julio:july agosto:august septiembre:september octubre:october noviembre:november diciembre:december
  morgen:tomorrow demain:tomorrow manana:tomorrow tmrw:tomorrow tomorow:tomorrow heute:today hoy:today gestern:yesterday ayer:yesterday hier:yesterday
  nachsten:next nachste:next nachster:next prochain:next prochaine:next proximo:next proxima:next kommenden:next letzte:last letzten:last letzter:last dernier:last derniere:last pasado:last pasada:last
  woche:week wochen:weeks semaine:week semaines:weeks semana:week semanas:weeks tag:day tage:days tagen:days jour:day jours:days dia:day dias:days monat:month monaten:months mois:months mes:month meses:months
  stunde:hour stunden:hours heure:hour heures:hours hora:hour horas:hours um:at uhr:oclock hrs:hours fortnight:2_weeks wk:week wks:weeks mins:minutes dans:in den:on am:on le:on el:on a:at en:in seit:since depuis:since desde:since midday:noon mittag:noon midi:noon weds:wednesday thurs:thursday coming:next eod:5pm cob:5pm`);

/** Whether a word points at a time by itself. */
const isStrong = (word: string): boolean =>
  STRONG.test(word) || (namesTime(word) && /[:.\-/]|am$|pm$|h$|st$|nd$|rd$|th$/u.test(word) && /\d/u.test(word));
const STRONG =
  /^(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|january|february|march|april|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec|today|tomorrow|yesterday|tonight|noon|midnight|\d{1,2}(?::\d{2})?(?:am|pm|h)|\d{4}-\d{2}-\d{2}(?:t[\d:]+)?|\d{1,2}:\d{2})$/u;

const UNIT = /^(?:minute|hour|day|week|month|quarter|year)s?$|^mins?$|^hrs?$/u;
const LONGEST_TIME = 9;

interface TimeText {
  from: number;
  to: number;
  words: readonly string[];
}

const englishOf = ({ word, token }: SceneWord): string => {
  const plain = ENGLISH.get(word) ?? word;
  return /^\d/u.test(token.word)
    ? token.word.replace(/^(\d{1,2})h(\d{2})$/u, '$1:$2').replace(/^(\d{1,2})h$/u, '$1:00')
    : plain;
};

/** Runs of words that may be a time, each holding a word that points at one. */
function runsIn(scene: Scene): TimeText[] {
  const runs: TimeText[] = [];
  let from = -1;
  const words = scene.words.map(englishOf);
  const isPart = (at: number): boolean => {
    const one = scene.words[at];
    return (
      one !== undefined && one.taken === undefined && words[at] !== '' && (words[at] ?? '').split(' ').every(isTimeWord)
    );
  };
  for (let at = 0; at <= words.length; at += 1) {
    if (at < words.length && isPart(at)) {
      if (from < 0) from = at;
      if (!scene.words[at]?.token.endsSentence) continue;
      at += 1;
    }
    if (from >= 0) runs.push({ from, to: at, words: words.slice(from, at) });
    from = -1;
  }
  return runs.filter(({ words: run }) => run.some(isStrong) || saysSpan(run));
}

/** "in two weeks", "3 days ago", "last week", "next month". */
const saysSpan = (run: readonly string[]): boolean =>
  run.some(
    (word, at) =>
      UNIT.test(word) &&
      (run.includes('in') ||
        run.includes('ago') ||
        ['next', 'last', 'this', 'past'].includes(run[at - 1] ?? '') ||
        (/^\d/u.test(run[at - 1] ?? '') && ['last', 'past'].includes(run[at - 2] ?? ''))),
  );

/** Takes durations first, then moments: what is to come, and stretches that are over. */
export function takeTimes(scene: Scene): void {
  takeEvery(scene);
  if (
    !scene.words.some(
      ({ word, token }) =>
        isStrong(ENGLISH.get(word) ?? word) ||
        UNIT.test(ENGLISH.get(word) ?? '') ||
        UNIT.test(word) ||
        isStrong(token.word) ||
        /^\d{1,2}h/u.test(token.word),
    )
  )
    return;
  for (const run of runsIn(scene)) takeRun(scene, run);
}

function takeRun(scene: Scene, run: TimeText): void {
  const length = Math.min(run.words.length, LONGEST_TIME);
  for (let from = 0; from < run.words.length; from += 1)
    for (let to = Math.min(run.words.length, from + length); to > from; to -= 1) {
      const words = run.words.slice(from, to);
      if (
        !(words.some(isStrong) || saysSpan(words)) ||
        FILLER_END.test(words.at(-1) ?? '') ||
        (FILLER_END.test(words[0] ?? '') && to - from > 1 && words[0] !== 'in')
      )
        continue;
      if (takeMoment(scene, words.join(' '), [run.from + from, run.from + to])) return;
    }
}

/** "until I am back": an end that nobody can date; what it says is no order. */
export function takeUntil(scene: Scene): void {
  const { words, facts } = scene;
  const at = words.findIndex(
    ({ word, taken }) => taken === undefined && /^(?:until|till|til|bis|jusqu|hasta)$/u.test(word),
  );
  const after = words.slice(at + 1);
  if (at < 0 || after.length === 0 || after.slice(0, 2).some(({ taken }) => taken === 'when')) return;
  if (/^(?:further|auf|nouvel|nuevo)$/u.test(after[0]?.word ?? '')) return;
  const length = after.findIndex(({ token }) => token.endsSentence || /[,:]$/u.test(token.raw));
  const to = length < 0 ? words.length : at + 2 + length;
  facts.untilSaid = typed(words.slice(at, to));
  take(scene, [at, to], 'until');
}

const PAST =
  /\b(?:last|past|previous|this|yesterday|ago|\w+day|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|\d)/u;
const FILLER_END = /^(?:on|at|the|of|in|and|a|this|day)$/u;

function takeMoment(scene: Scene, text: string, range: readonly [number, number]): boolean {
  const { now, timeZone, facts } = scene;
  const read = readWhen(text, { now, timeZone });
  if (!read && !PAST.test(text)) return false; // what is no moment is a stretch in few words only
  const past = readPast(text, { now, timeZone });
  if (!past && !read) return false;
  const lead = leadOf(scene, range[0]);
  const stretch: Stretch | undefined = past && { from: past.from.toISOString(), to: past.to.toISOString() };
  if (stretch) keepStretch(scene, stretch, lead);
  if (read) {
    const value = read.at.toISOString();
    if (read.isPast) {
      if (!/^(?:since|seit|depuis|desde)$/u.test(lead)) facts.pastAt ??= value;
    } else facts.when ??= { value, said: instantIn(read.at, timeZone), at: range[0] };
  }
  take(scene, range, 'when');
  return true;
}

const leadOf = ({ words }: Scene, at: number): string => {
  const before = words[at - 1]?.word ?? '';
  return /^(?:the|a|le|el|dem|den|last)$/u.test(before) ? (words[at - 2]?.word ?? '') : before;
};

function keepStretch({ facts }: Scene, stretch: Stretch, lead: string): void {
  if (/^(?:since|from|after|between|seit|ab|depuis|entre|desde|starting|zwischen)$/u.test(lead))
    facts.since ??= stretch;
  else if (/^(?:until|till|to|and|before|bis|jusqu|hasta|und|et|y)$/u.test(lead) && (facts.since || lead !== 'and'))
    facts.until ??= stretch;
  else facts.day ??= stretch;
}

const EVERY = /^(?:every|each|all|alle|jede|jeden|chaque|tous|toutes|cada|once|per)$/u;
const ALONE = pairsOf(
  'daily:1_day weekly:1_week hourly:1_hour monthly:30_days taglich:1_day wochentlich:1_week stundlich:1_hour diario:1_day diaria:1_day hebdomadaire:1_week quotidien:1_day quotidienne:1_day semanal:1_week always:every_time',
);
const PERIOD = /^(\d{1,4})-?(h|hr|hrs|hour|hours|d|day|days|w|week|weeks|min|m)$/u;
const UNIT_NAMES = pairsOf(
  'h:hours hr:hours hrs:hours hour:hours hours:hours d:days day:days days:days w:weeks week:weeks weeks:weeks min:minutes mins:minutes minute:minutes minutes:minutes month:months months:months year:years years:years',
);

/** Takes how often: "every 4 hours", "to 14 days", "12h", "daily". */
function takeEvery(scene: Scene): void {
  const { words, facts } = scene;
  for (const [at, { word, taken, token }] of words.entries()) {
    if (taken !== undefined || facts.every !== undefined) continue;
    const alone = ALONE.get(word);
    const glued = PERIOD.exec(token.word);
    const unit = UNIT_NAMES.get(ENGLISH.get(word) ?? word);
    const number =
      numberSaid(words[at - 1]?.word ?? '') ??
      (/^(?:a|an|every|jede|chaque|cada|ein|eine|un|une|per|each)$/u.test(words[at - 1]?.word ?? '') ? '1' : undefined);
    if (alone !== undefined) facts.every = alone;
    else if (glued) facts.every = spell(glued[1] ?? '', UNIT_NAMES.get(glued[2] ?? '') ?? 'minutes');
    else if (unit !== undefined && number !== undefined && isPeriod(scene, at)) facts.every = spell(number, unit);
    else continue;
    if (!/^(?:in|dans|en)$/u.test(words[at - 2]?.word ?? ''))
      take(scene, [alone !== undefined || glued ? at : at - 1, at + 1], 'every');
  }
}

const spell = (count: string, units: string): string => `${count} ${count === '1' ? units.replace(/s$/u, '') : units}`;

/** "in two weeks", "two weeks ago" and "the last 3 days" are moments; so is "no sign-in for 90 days" a filter. */
const isPeriod = ({ words }: Scene, at: number): boolean => {
  const before = words[at - 2]?.word ?? '';
  if (words.some((one) => means(one, 'signInFrequency'))) return before !== 'in' && words[at + 1]?.word !== 'ago';
  const isMoment =
    /^(?:in|dans|last|past|letzten|derniers|ultimos|within|over|than)$/u.test(before) || words[at + 1]?.word === 'ago';
  const isOnce = EVERY.test(words[at - 1]?.word ?? '') || EVERY.test(before);
  return !isMoment && isOnce;
};
