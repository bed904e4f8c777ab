import { sql } from 'kysely';
import type { Database, Rows } from '../db/database.ts';
import type { AccountType, PersonRow } from '../db/tables.ts';
import type { Graph } from '../entra/graph.ts';
import { RefusedError } from '../lib/refused.ts';
import type { JsonObject } from '../lib/canonical-json.ts';
import { coverageUnder, legacyAuthClosedBy, type Coverage, type Person, type Rule } from '../policies/coverage.ts';
import { rulesThatCount } from '../policies/proof.ts';
import { belongingTo, type Belonging } from './belonging.ts';
import { settleFinding } from './findings.ts';
import type { CoverageFacts } from './gates/facts.ts';
import { lists } from './gates/lists.ts';
import { inScope, type Scope } from './scope.ts';

const PAGE = 5000;
const PEOPLE: ReadonlySet<AccountType> = new Set(lists.people.types);
/** What findings of this rule are kept under. */
const READING = 'coverage';

type Looked = Pick<PersonRow, 'id' | 'user_type' | 'user_principal_name' | 'account_type'> & {
  group_ids: string[] | null;
};

/** What policies make of one account. */
interface Judged {
  row: Looked;
  coverage: Coverage;
  isLegacyOpen: boolean;
}

/**
 * What Conditional Access makes of everybody in a scope whose account is enabled, page by page; whoever is not covered,
 * or left open to legacy authentication, is noted for the lists. Microsoft-managed policies never count.
 *
 * @throws {RefusedError} `notReady` where it would take longer than the signal allows.
 */
export async function coverageOfScope(
  edges: { database: Database; graph: Graph },
  { scope, policies }: { scope: Scope; policies: readonly JsonObject[] },
  signal: AbortSignal,
): Promise<CoverageFacts> {
  const { rows } = edges.database;
  const rules = rulesThatCount(policies);
  const belonging = await belongingTo(edges, rules, signal);
  const sum = { people: 0, covered: 0, blocked: 0, reportOnly: 0 };
  const targeted = { directorySynchronization: 0, service: 0, shared: 0 };
  for (let after: string | undefined = ''; after !== undefined;) {
    if (signal.aborted)
      throw new RefusedError(
        'notReady',
        'these are too many people for one answer.',
        'Ask about a group or department.',
      );
    const page = await pageOf(rows, { scope, belonging, after });
    const judged = page.map((row) => judge(row, rules, belonging));
    for (const { row, coverage } of judged) {
      if (PEOPLE.has(row.account_type)) add(sum, coverage);
      else if (row.account_type in targeted && coverage !== 'none')
        targeted[row.account_type as keyof typeof targeted] += 1;
    }
    await note(rows, judged);
    after = page.length < PAGE ? undefined : page.at(-1)?.id;
  }
  return { ...sum, targeted };
}

/** With those of their groups that policies name. */
async function pageOf(
  rows: Rows,
  { scope, belonging, after }: { scope: Scope; belonging: Belonging; after: string },
): Promise<Looked[]> {
  const { rows: found } = await sql<Looked>`
    with page as materialized (select id, user_type, user_principal_name, account_type from person
      where is_enabled and account_type <> 'emergencyAccess' and id > ${after} and ${inScope(scope)} order by id limit ${PAGE}),
    belonging as materialized (select m.person_id, array_agg(m.group_id) as group_ids from group_member m join page on page.id = m.person_id
      where m.group_id = any(${[...belonging.groupIds]}::text[]) group by m.person_id)
    select page.*, belonging.group_ids from page left join belonging on belonging.person_id = page.id order by page.id`.execute(
    rows,
  );
  return found;
}

function judge(row: Looked, rules: readonly Rule[], { roleTemplateIds }: Belonging): Judged {
  const person: Person = {
    id: row.id,
    userType: row.user_type,
    groupIds: row.group_ids ?? [],
    roleTemplateIds: roleTemplateIds.get(row.id) ?? [],
    // An external account may be a member too; of which kind we do not know, and coverage then counts against us.
    ...(row.user_type === 'guest' || row.user_principal_name.includes('#EXT#') ? { guest: {} } : {}),
  };
  return {
    row,
    coverage: coverageUnder(person, rules).coverage,
    isLegacyOpen: legacyAuthClosedBy(person, rules).length === 0,
  };
}

function add(sum: Pick<CoverageFacts, 'people' | 'covered' | 'blocked' | 'reportOnly'>, coverage: Coverage): void {
  sum.people += 1;
  if (isCovered(coverage)) sum.covered += 1;
  if (coverage === 'blocked') sum.blocked += 1;
  if (coverage === 'reportOnly') sum.reportOnly += 1;
}

const isCovered = (coverage: Coverage): boolean => coverage === 'required' || coverage === 'blocked';

async function note(rows: Rows, judged: readonly Judged[]): Promise<void> {
  const all = judged.map(({ row }) => row.id);
  const those = (is: (one: Judged) => boolean): string[] => judged.filter(is).map(({ row }) => row.id);
  const notCovered = those(({ coverage }) => !isCovered(coverage));
  await settleFinding(rows, 'notCovered', { reading: READING, all, found: notCovered });
  await settleFinding(rows, 'legacyOpen', { reading: READING, all, found: those(({ isLegacyOpen }) => isLegacyOpen) });
}
