import type { PeoplePlace } from '../inventory/people-filter.ts';
import type { Scene, SceneWord } from './scene.ts';

/** "who reports to Alice", "managed by Alice", "Alice's team", "the direct reports of Alice". */
export function isManager(
  words: readonly SceneWord[],
  before: number,
  { to, possessive }: { to: number; possessive: boolean },
): boolean {
  const lead = [words[before - 1]?.word, words[before]?.word].join(' ');
  if (possessive) return REPORTS.test(words[to]?.word ?? '') || /^direct$/u.test(words[to]?.word ?? '');
  return (
    LED.test(lead) ||
    (/^(?:of|von|de)$/u.test(words[before]?.word ?? '') && REPORTS.test(words[before - 1]?.word ?? ''))
  );
}

const LED =
  /^(?:reports?|reporting|berichtet|berichten|rapporte|rapportent|reporta|reportan) (?:to|an|a)$|^(?:managed|led|supervised|geleitet|gefuhrt) (?:by|von)$/u;
const REPORTS = /^(?:team|teams|reports?|subordinates|directs|people|folks|staff|mitarbeiter|leute|equipe|equipo)$/u;

/** Mentions and sign-in names of those to whom somebody reports. */
export function moveManagers({ words, facts }: Scene): void {
  const isHead = ({ at }: { at: number }): boolean =>
    isManager(words, at - 1, { to: at + 1, possessive: /'s[.,:;!?]*$/iu.test(words[at]?.token.raw ?? '') });
  for (const one of facts.people.filter(isHead)) {
    const { value, said, at } = one;
    const place: PeoplePlace | undefined =
      'words' in value
        ? { kind: 'reportsNamed', words: value.words }
        : 'id' in value
          ? { kind: 'reports', id: value.id, name: value.displayName ?? said }
          : undefined;
    if (place) facts.places.push({ value: place, said, at });
  }
  facts.people = facts.people.filter((one) => !isHead(one));
}
