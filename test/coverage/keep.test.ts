import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { coverageJob, type KeepParts } from '../../src/coverage/keep.ts';
import { claimCoverage } from '../../src/coverage/state-rows.ts';
import type { Database } from '../../src/db/database.ts';
import { beginPass } from '../../src/inventory/pass-rows.ts';
import { workOnPass } from '../../src/inventory/pass.ts';
import { countPeople } from '../../src/inventory/people-list.ts';
import { onEachDatabase, opened } from '../db/each-database.ts';
import { openPractice, type Practice } from '../entra/support/practice.ts';
import { GROUPS, PEOPLE, POLICIES } from '../tenant/cast.ts';

const MINUTE_MILLIS = 60_000;

onEachDatabase('Keeping everybody’s coverage', keepFacts);

function keepFacts(database: () => Database): void {
  let opening: Practice | undefined;
  let skewMillis = 0;
  const practice = () => opened(opening);
  before(async () => {
    opening = await openPractice(2500); // more than a page
    await beginPass(database().rows, { kind: 'full', askedBy: null });
    await workOnPass({ database: database(), graph: practice().graph, emergencyIds: [], rules: [] });
  });
  after(() => opening?.close());

  const parts = (more: Partial<KeepParts> = {}): KeepParts => ({
    ...{ database: database(), graph: practice().graph },
    movedIds: () => Promise.resolve([]),
    watch: () => Promise.resolve(),
    ...more,
  });
  /** A look, a minute later, as often as there is something due at once. */
  const keep = async (more: Partial<KeepParts> = {}): Promise<void> => {
    skewMillis += MINUTE_MILLIS;
    practice().tenant.clock.advance(MINUTE_MILLIS);
    await database().moveClock(skewMillis);
    const job = coverageJob(parts(more));
    for (let looks = 0; looks < 5 && (await job.due()).length > 0; looks += 1)
      await job.run('all', new AbortController().signal);
  };
  const coverageOf = async (id: string) =>
    opened(await database().rows.selectFrom('person').selectAll().where('id', '=', id).executeTakeFirst());
  const state = () => database().rows.selectFrom('coverage_state').selectAll().executeTakeFirstOrThrow();
  const group = (id: string) => opened(practice().tenant.directory.groups.get(id));
  const written = async (): Promise<number> =>
    (
      await sql<{
        n: number;
      }>`select count(*)::int as n from person where coverage_at = (select max(coverage_at) from person)`.execute(
        database().rows,
      )
    ).rows[0]?.n ?? 0;

  it('works everybody out, nested groups included, and counts them without counting', async () => {
    await keep();
    assert.deepEqual(
      [(await coverageOf(PEOPLE.aliceAdams)).coverage, (await coverageOf(PEOPLE.zoe)).coverage],
      ['required', 'required'],
    );
    const bob = await coverageOf(PEOPLE.bob);
    assert.deepEqual(
      [bob.coverage, bob.narrowed_by, bob.covered_by],
      ['conditional', ['locations'], [POLICIES.mfaOutsideTheOffice]],
    );
    const { coverages, coverageUnknown } = await countPeople(database().rows, {});
    assert.equal(coverageUnknown, 0);
    const counted = await database()
      .rows.selectFrom('person')
      .select((eb) => ['coverage', eb.fn.countAll<number>().as('people')])
      .groupBy('coverage')
      .execute();
    for (const row of counted) assert.equal(coverages[opened(row.coverage ?? undefined)], row.people);
    assert.notEqual((await state()).as_of, null);
  });

  it('writes nobody again where nothing has changed, and only who is concerned where something has', async () => {
    const all = await written();
    const before = (await coverageOf(PEOPLE.aliceAdams)).coverage_at;
    await keep();
    assert.equal(await written(), all);
    group(GROUPS.caMfa).memberUserIds.add(PEOPLE.bob);
    await keep();
    assert.equal((await coverageOf(PEOPLE.bob)).coverage, 'required');
    assert.equal(await written(), 1);
    assert.deepEqual((await coverageOf(PEOPLE.aliceAdams)).coverage_at, before);
    group(GROUPS.caMfa).memberUserIds.delete(PEOPLE.bob);
  });

  it('reads groups by group, never by person, and writes members only where they have changed', async () => {
    await keep();
    const from = practice().tenant.log.length;
    const ages = () => database().rows.selectFrom('group_member').select(['group_id', 'read_at']).execute();
    const before = await ages();
    await keep();
    const asked = practice()
      .tenant.log.slice(from)
      .map(({ path }) => path);
    assert.ok(asked.some((path) => path.includes('/transitiveMembers')));
    assert.deepEqual(
      asked.filter((path) => /\/users\//.test(path)),
      [],
    );
    assert.deepEqual(await ages(), before);
  });

  it('an edit of a policy is in the lists while a group of many pages is still being read', async () => {
    await keep();
    const { users, policies } = practice().tenant.directory;
    const { memberUserIds } = group(GROUPS.caMfa);
    const members = [...memberUserIds];
    for (const id of users.keys()) memberUserIds.add(id); // three pages
    const path = new RegExp(`${GROUPS.caMfa}/transitiveMembers`);
    const second = practice().tenant.faults.hold({ path, skip: 1 });
    const keeping = keep();
    await second.reached;
    const policy = opened(policies.get(POLICIES.requireMfaForEveryone));
    policies.set(policy.id, { ...policy, state: 'enabled' });
    skewMillis += 20_000;
    await database().moveClock(skewMillis);
    const last = practice().tenant.faults.hold({ path });
    second.release();
    await last.reached;
    assert.deepEqual((await coverageOf(PEOPLE.bob)).covered_by, [policy.id]);
    policies.set(policy.id, policy);
    memberUserIds.clear();
    for (const id of members) memberUserIds.add(id);
    last.release();
    await keeping;
    await keep();
    assert.equal((await coverageOf(PEOPLE.bob)).coverage, 'conditional');
  });

  it('a group that is gone has no members, and a policy that excludes it excludes nobody', async () => {
    const { groups } = practice().tenant.directory;
    const gone = group(GROUPS.caMfa);
    groups.delete(gone.id);
    await keep();
    assert.equal((await coverageOf(PEOPLE.aliceAdams)).coverage, 'conditional');
    groups.set(gone.id, gone);
    await keep();
    assert.equal((await coverageOf(PEOPLE.aliceAdams)).coverage, 'required');
  });

  it('goes on at the page where it was killed', async () => {
    const { policies } = practice().tenant.directory;
    const everyone = opened(policies.get(POLICIES.requireMfaForEveryone));
    policies.set(everyone.id, { ...everyone, state: 'enabled' });
    // the watch comes after the first page of whoever was moved: there the process dies
    await assert.rejects(keep({ watch: () => Promise.reject(new Error('killed')) }), /killed/);
    const { done, wanted } = await state();
    assert.equal(done, wanted - 1);
    await keep();
    assert.equal((await state()).done, wanted);
    const { coverages } = await countPeople(database().rows, {});
    assert.ok(coverages.required > 2400, String(coverages.required));
    policies.set(everyone.id, everyone);
    await keep();
  });

  it('whoever was moved is worked out before all others', async () => {
    group(GROUPS.caMfa).memberUserIds.delete(PEOPLE.aliceAdams);
    const seen: (string | null)[] = [];
    const watch = async () =>
      void seen.push((await coverageOf(PEOPLE.aliceAdams)).coverage, String((await state()).from_id));
    await keep({ movedIds: () => Promise.resolve([PEOPLE.aliceAdams]), watch });
    assert.deepEqual(seen.slice(0, 2), ['conditional', 'null']);
    group(GROUPS.caMfa).memberUserIds.add(PEOPLE.aliceAdams);
    await keep();
  });

  it('is done by one process at a time', async () => {
    skewMillis += MINUTE_MILLIS;
    await database().moveClock(skewMillis);
    const [one, other] = [await claimCoverage(database().rows), await claimCoverage(database().rows)];
    assert.ok(one && !other);
    skewMillis += 2 * MINUTE_MILLIS; // its lease is over
    await database().moveClock(skewMillis);
    assert.ok(await claimCoverage(database().rows));
    skewMillis += 2 * MINUTE_MILLIS;
  });

  it('keeps what it knew, with its age, while policies cannot be read', async () => {
    await keep();
    const { as_of: before } = await state();
    practice().tenant.faults.add({ path: /conditionalAccess/, status: 403 });
    await keep();
    practice().tenant.faults.clear();
    const after = await state();
    assert.deepEqual(after.as_of, before);
    assert.notEqual(after.fault, null);
    assert.equal((await coverageOf(PEOPLE.aliceAdams)).coverage, 'required');
  });
}
