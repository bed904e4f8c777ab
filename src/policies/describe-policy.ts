import { listed } from '../lib/text.ts';
import { whoWords } from './audience-words.ts';
import { whatWords, whenWords } from './condition-words.ts';
import { demandIn, sessionWords } from './grant-words.ts';
import { isMicrosoftManaged } from './microsoft-managed.ts';
import type { NameOf } from './name-words.ts';
import { fieldsOf, statedFieldsOf } from './policy-shape.ts';

/** A policy in plain words: for whom, for what, when, and what it asks. Plain text; names in it are other people's words. */
export interface PolicyWords {
  isMicrosoftManaged: boolean;
  who: string;
  /** Empty where it leaves nobody out. */
  butNot: string;
  what: string;
  when: string;
  how: string;
  /** Whatever stands in it and is not in these words, by its name. */
  unknown: readonly string[];
}

/** The members of a policy that these words are about, and those that say nothing of what it does. */
const KNOWN = [
  ...['id', 'templateId', 'displayName', 'description', 'createdDateTime', 'modifiedDateTime', 'deletedDateTime'],
  ...['state', 'conditions', 'grantControls', 'sessionControls'],
];

/** Describes any policy as Graph sent it, whatever is in it. No input throws. */
export function describePolicy(policy: unknown, nameOf: NameOf): PolicyWords {
  const { conditions, grantControls, sessionControls } = fieldsOf(policy);
  const { users, applications } = fieldsOf(conditions);
  const { included, excluded } = whoWords(users, nameOf);
  const when = whenWords(conditions, nameOf);
  return {
    isMicrosoftManaged: isMicrosoftManaged(policy),
    who: included,
    butNot: excluded,
    what: whatWords(applications, nameOf),
    when: when.length === 0 ? 'always' : `only ${listed(when)}`,
    how: [demandIn(grantControls), ...sessionWords(sessionControls)].join('; '),
    unknown: statedFieldsOf(policy)
      .map(([name]) => name)
      .filter((name) => !KNOWN.includes(name)),
  };
}
