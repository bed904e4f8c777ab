import { sql } from 'kysely';
import type { Rows } from '../db/database.ts';
import { RefusedError } from '../lib/refused.ts';
import { counted, listedBriefly, visibleText } from '../lib/text.ts';
import type { PersonRef } from '../verbs/verb.ts';

const NAMED = 5;

/**
 * The people of a list, by object id, userPrincipalName or mail address.
 *
 * @throws {RefusedError} `nobodyFound` where lines name nobody, or several: nobody is left out in silence.
 */
export async function listedPeople(rows: Rows, lines: readonly string[]): Promise<PersonRef[]> {
  const { people, unknown } = await foundIn(rows, lines);
  if (unknown.length === 0) return people;
  throw new RefusedError(
    'nobodyFound',
    `Your list names ${counted(unknown.length, 'person', 'people')} whom I do not know: ${listedBriefly(unknown.map(visibleText), NAMED)}.`,
    'Mend or leave out these lines, or say “refresh the list” where they are new.',
  );
}

async function foundIn(rows: Rows, lines: readonly string[]): Promise<{ people: PersonRef[]; unknown: string[] }> {
  const { rows: found } = await sql<{ line: string; ids: string[]; name: string }>`
    with asked as (select line, lower(line) as key from unnest(${[...lines]}::text[]) as asked (line)),
      found as (
        select line, p.id, p.display_name from asked join person p on p.id = key
        union select line, p.id, p.display_name from asked join person p on lower(p.user_principal_name) = key
        union select line, p.id, p.display_name from asked join person p on lower(p.mail) = key)
    select line, coalesce(array_agg(distinct found.id) filter (where found.id is not null), '{}') as ids,
      coalesce(min(found.display_name), '') as name
    from asked left join found using (line) group by line`.execute(rows);
  const people = new Map(
    found.flatMap(({ ids: [id, ...others], name: displayName }): [string, PersonRef][] =>
      id !== undefined && others.length === 0 ? [[id, { id, displayName }]] : [],
    ),
  );
  return { people: [...people.values()], unknown: found.filter(({ ids }) => ids.length !== 1).map(({ line }) => line) };
}
