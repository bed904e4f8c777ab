import { sql } from 'kysely';
import type { Rows } from '../db/database.ts';
import { visibleText } from '../lib/text.ts';

/** Of some people, those who share their name with somebody else in the list of everybody: their userPrincipalNames. */
export async function namesakesAmong(rows: Rows, personIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows: found } = await sql<{ id: string; name: string }>`
    select id, user_principal_name as name from person
    where id = any(${[...personIds]}::text[])
      and exists (select from person other where other.name_key = person.name_key and other.id <> person.id)`.execute(
    rows,
  );
  return new Map(found.map(({ id, name }) => [id, visibleText(name)]));
}
