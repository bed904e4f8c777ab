import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeCard } from '../../src/cards/compose.ts';
import { messageFaults, pluralForms, say } from '../../src/notices/messages.ts';
import { renderNotice, renderNotices, type NoticeFacts } from '../../src/notices/render.ts';
import { chooseText, noticeNames, readTexts, TextsError } from '../../src/notices/texts.ts';

const texts = readTexts();
const movesAt = new Date('2026-11-30T08:00:00Z');
const facts: NoticeFacts = {
  name: 'movingSoon',
  movesAt,
  senderName: 'Nora Lindqvist',
  helpContact: 'Help desk, extension 4711',
  timeZone: 'Europe/Berlin',
};
const reader = (language: string | null, isAdministrator = false) => ({ language, isAdministrator });
const textOf = (language: string | null, wish: Partial<NoticeFacts> = {}, isAdministrator = false): string =>
  composeCard(renderNotice(texts, { ...facts, ...wish }, reader(language, isAdministrator)).content).text;

describe('The texts of notices', () => {
  it('are there in English, German, French, Spanish and Japanese, each notice and each label', () => {
    assert.deepEqual([...texts.keys()].sort(), ['de', 'en', 'es', 'fr', 'ja']);
    const labels = Object.keys(texts.get('en')?.labels ?? {}).sort();
    for (const one of texts.values()) {
      assert.deepEqual(Object.keys(one.notices).sort(), [...noticeNames].sort(), one.language);
      assert.deepEqual(Object.keys(one.labels).sort(), labels, one.language);
    }
  });

  it('say as much in every language: the same number of paragraphs, for administrators too', () => {
    const shape = (language: string) =>
      noticeNames.map((name) => {
        const notice = texts.get(language)?.notices[name];
        return [name, notice?.paragraphs.length, notice?.administrators.length];
      });
    for (const language of texts.keys()) assert.deepEqual(shape(language), shape('en'), language);
  });

  it('name the same arguments in every language, paragraph by paragraph', () => {
    const uses = (language: string) =>
      noticeNames.map((name) => {
        const { locale, notices } = texts.get(language) ?? assert.fail(language);
        const { title = '', status = '', paragraphs = [] } = notices[name] ?? {};
        return [title, status, ...paragraphs].map((one) => [...messageFaults(one, locale).uses].sort().join());
      });
    for (const language of texts.keys()) assert.deepEqual(uses(language), uses('en'), language);
  });

  it('are marked where no native speaker has read them, in the file and in docs/notices.md', () => {
    const page = readFileSync(new URL('../../docs/notices.md', import.meta.url), 'utf8');
    const words = { source: 'the original', native: 'yes', unreviewed: 'not yet' };
    for (const { language, review } of texts.values()) {
      assert.match(page, new RegExp(`texts/${language}\\.json\` \\| \\w+ \\| ${words[review]} \\|`), language);
    }
    assert.equal(texts.get('en')?.review, 'source');
    assert.equal(texts.get('ja')?.review, 'unreviewed');
  });

  it('can be said for every count, whatever forms the language has', () => {
    for (const { locale, language, notices } of texts.values()) {
      for (const text of Object.values(notices)) {
        for (const message of text.paragraphs) {
          for (const count of [0, 1, 2, 5, 1_000_000]) {
            const values = { movesAt, hours: count, minutes: count };
            const said = say(message, values, { locale, timeZone: 'Asia/Tokyo' });
            assert.doesNotMatch(said, /[{}]|undefined/, `${language}: ${message}`);
          }
        }
      }
    }
    assert.deepEqual([...pluralForms('ja-JP')], ['other']);
    assert.ok(pluralForms('fr-FR').includes('many'));
  });

  it('give the date by the rules of the language, in the configured time zone', () => {
    assert.match(textOf('en'), /^How you confirm your sign-in is changing\nFrom Monday, 30 November 2026, 09:00 CET\n/);
    assert.match(textOf('de-AT'), /\nAb Montag, 30\. November 2026, 09:00 MEZ\n/);
    assert.match(textOf('fr-CA'), /\nÀ partir du lundi 30 novembre 2026, 09:00 UTC\+1\n/);
    assert.match(textOf('es'), /\nA partir del lunes, 30 de noviembre de 2026, 09:00 CET\n/);
    assert.match(textOf('ja-JP', { timeZone: 'Asia/Tokyo' }), /\n2026年11月30日月曜日 17:00 JST から\n/);
  });

  it('name the sender and the help contact in every language, and tell the card its language', () => {
    for (const language of texts.keys()) {
      const { content } = renderNotice(texts, facts, reader(language));
      assert.match(composeCard(content).text, /: Nora Lindqvist\n.*: Help desk, extension 4711\n/);
      assert.equal(composeCard(content).card.lang, language);
    }
  });

  it('tell administrators a paragraph more', () => {
    assert.match(textOf('en', {}, true), /You hold an administrator role/);
    assert.doesNotMatch(textOf('en'), /administrator role/);
  });

  it('link to where a method is registered, in the notice that asks for it', () => {
    assert.match(textOf('en', { name: 'registerNow' }), /Set it up now: https:\/\/aka\.ms\/mfasetup/);
    assert.match(textOf('de', { name: 'registerNow' }), /etwa 5 Minuten[^]*how-to-use-the-microsoft-authenticator-app/);
  });

  it('say without a date that the move is postponed, and refuse to say so of a move', () => {
    assert.match(textOf('en', { name: 'postponed', movesAt: null }), /A new date will follow/);
    assert.match(textOf('en', { name: 'postponed' }), /Now on Monday, 30 November 2026/);
    assert.match(textOf('en', { name: 'today', movesAt: null }), /^Today your sign-in changes\nToday\n/);
    assert.throws(() => textOf('en', { movesAt: null }), /must say when people move/);
  });

  it('fall back to English where a language has none, and say for how many', () => {
    const rendered = renderNotices(texts, facts, [reader('zh-CN'), reader('de'), reader(null), reader('zh-CN')]);
    assert.deepEqual(rendered.variantOf, ['en', 'de', 'en', 'en']);
    assert.deepEqual(rendered.missing, [['zh-CN', 2]]);
    assert.deepEqual(
      rendered.used.map(({ name, people }) => [name, people]),
      [
        ['English', 3],
        ['Deutsch', 1],
      ],
    );
  });

  it('are made once for each language, however many people read them', () => {
    const crowd = Array.from({ length: 5000 }, (_, at) => reader(['de', 'en', 'ja'][at % 3] ?? null, at % 2 === 0));
    assert.equal(Object.keys(renderNotices(texts, facts, crowd).variants).length, 6);
  });
});

describe('A tenant’s own texts', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'crossover-texts-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const put = (name: string, value: unknown): void => {
    writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
  };
  const done = { title: 'Klaar', status: 'Omgezet', paragraphs: ['U hoeft niets te doen.'] };
  const faults = (): readonly string[] => {
    try {
      readTexts(folder);
    } catch (cause) {
      if (cause instanceof TextsError) return cause.faults;
    }
    return [];
  };

  it('take the place of ours, notice by notice and label by label', () => {
    put('de.json', { language: 'de', labels: { help: 'Servicedesk' }, notices: { done } });
    const own = readTexts(folder);
    assert.equal(chooseText(own, 'done', 'de').text.title, 'Klaar');
    assert.match(chooseText(own, 'today', 'de').text.title, /Heute/);
    assert.deepEqual(
      [own.get('de')?.labels.help, own.get('de')?.labels.ready, own.get('de')?.review],
      ['Servicedesk', 'Ich bin bereit', 'native'],
    );
  });

  it('may be in a language that we do not have; what it lacks is English, and counted as missing', () => {
    put('nl.json', { language: 'nl', notices: { done } });
    const own = readTexts(folder);
    assert.equal(chooseText(own, 'done', 'nl-BE').text.title, 'Klaar');
    const moving = chooseText(own, 'movingSoon', 'nl-BE');
    assert.deepEqual([moving.language.language, moving.isFallback], ['en', true]);
  });

  const wrong: [fact: string, file: [name: string, value: unknown], fault: RegExp][] = [
    ['no JSON', ['de.json', '{'], /^de\.json is no JSON$/],
    [
      'another name than its language',
      ['fr.json', { language: 'de' }],
      /^fr\.json is of the language de: name it de\.json$/,
    ],
    [
      'a notice that there is not',
      ['de.json', { language: 'de', notices: { soon: done } }],
      /^de\.json notices: .*soon/,
    ],
    [
      'an argument that there is not',
      ['de.json', { language: 'de', notices: { done: { ...done, status: 'Hallo {name}' } } }],
      /^de\.json notices\.done: names \{name\}; there are movesAt, hours, minutes, hasDate$/,
    ],
    [
      'a plural without a form of its language',
      ['fr.json', { language: 'fr', notices: { done: { ...done, status: '{hours, plural, one {# h} other {# h}}' } } }],
      /^fr\.json notices\.done: \{hours, plural\} lacks the form “many”$/,
    ],
    [
      'a date as a number',
      ['de.json', { language: 'de', notices: { done: { ...done, status: '{movesAt, number}' } } }],
      /\{movesAt\} must be said as date, day or time, clock$/,
    ],
    [
      'a brace that nobody closed',
      ['de.json', { language: 'de', notices: { done: { ...done, status: '{hours' } } }],
      /is no ICU message/,
    ],
    [
      'the date of a move that may have none',
      [
        'de.json',
        {
          language: 'de',
          notices: { done: { ...done, status: '{hasDate, select, yes {ja} other {{movesAt, date, day}}}' } },
        },
      ],
      /^de\.json notices\.done: is said without a date too: name it inside/,
    ],
    [
      'a move that does not say when',
      ['de.json', { language: 'de', notices: { movingSoon: done } }],
      /does not say when, by \{movesAt, date, day\}$/,
    ],
  ];
  for (const [fact, [name, value], fault] of wrong) {
    it(`with ${fact} are refused at the start, with the place`, () => {
      put(name, value);
      const said = faults();
      assert.equal(said.length, 1, said.join('\n'));
      assert.match(said[0] ?? '', fault);
    });
  }

  it('with several faults are refused with all of them at once', () => {
    put('de.json', '{');
    put('fr.json', { language: 'de' });
    assert.equal(faults().length, 2);
  });
});
