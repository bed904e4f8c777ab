import type { JsonObject } from '../lib/canonical-json.ts';
import { nameIn } from '../lib/policy-names.ts';
import { counted, visibleText } from '../lib/text.ts';
import { firstOf } from './dry-run-words.ts';
import type { PolicyReading } from './policy-safety.ts';

/** Whom nothing but one policy asks for MFA, as the list of everybody knows it: without it they have none. */
export interface Relying {
  people: number;
  /** The first of them by name. */
  names: readonly string[];
  /** How many people have had their per-user MFA switched off by us, whoever covers them. */
  moved: number;
  /** How many of those who rely on it get their per-user MFA back by themselves: their approvals included it. */
  restored: number;
  /** Of how many people the list does not know what covers them. */
  unknown: number;
}

const persons = (count: number): string => counted(count, 'person', 'people');

/** The first of them by name, and how many more. */
export const relyingWords = ({ people, names }: Relying): string => firstOf(names.map(visibleText), people);

const restoredWords = (restored: number, people: number): string => {
  const whose = restored === people ? (people === 1 ? 'this person' : 'all of them') : `${restored} of them`;
  const theirs = restored === 1 ? 'the approval' : 'the approvals';
  return `I restore per-user MFA of ${whose} by myself as soon as I see it: ${theirs} to switch it off included that.`;
};

/** Who would be left without MFA, or open to legacy authentication, if a policy were not in force. */
export function relyingWarnings(policy: JsonObject, { replaces }: PolicyReading, relying: Relying): string[] {
  const { people, restored, moved, unknown } = relying;
  const list = `Say “who relies on the policy ${nameIn(policy)}” for the list.`;
  const without = `${counted(people, 'person has', 'people have')} no MFA then, since nothing else asks: ${relyingWords(relying)}. ${list}`;
  const movedWords = `I have switched per-user MFA off for ${persons(moved)}`;
  return [
    ...(people === 0 ? [] : [without]),
    ...(restored === 0 ? [] : [restoredWords(restored, people)]),
    ...(moved > 0 && unknown > 0
      ? [`${movedWords}, and of ${persons(unknown)} I do not know yet what covers them.`]
      : []),
    ...(moved > 0 && replaces.includes('legacyAuthentication')
      ? [`${movedWords}: where no other policy closes legacy authentication, it is open to them then.`]
      : []),
  ];
}
