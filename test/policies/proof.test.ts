import assert from 'node:assert/strict';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { proveCoverage, readCoverage, type CoverageProof } from '../../src/policies/proof.ts';
import type { JsonObject } from '../../src/lib/canonical-json.ts';
import type { Person } from '../../src/policies/coverage.ts';
import { ana, policy, users } from './samples.ts';

const MINUTE = 60_000;

describe('Proof of coverage', () => {
  let database: Database;
  let skewMillis = 0;
  let policies: readonly unknown[];
  let number = 0;
  let person: Person;

  before(async () => {
    database = await openDatabase({ kind: 'embedded' }, { isClockMovable: true });
  });
  after(() => database.close());
  beforeEach(() => {
    policies = [policy()];
    number += 1;
    person = { ...ana, id: `ana-${number}` };
  });

  const pass = async (millis: number): Promise<void> => {
    skewMillis += millis;
    await database.moveClock(skewMillis);
  };
  const reader = { read: () => Promise.resolve({ policies: policies as JsonObject[], readAt: new Date(0) }) };
  const prove = (): Promise<CoverageProof> =>
    proveCoverage({ database, reader, settleMillis: 15 * MINUTE }, person, 5000);
  /** Minutes from now until the coverage counts, rounded. */
  const minutesLeft = async (): Promise<number> => {
    const { settledAt } = await prove();
    return Math.round((settledAt.getTime() - Date.now() - skewMillis) / MINUTE) + 0; // no negative zero
  };

  it('says what is required and by which policy', async () => {
    const proof = await prove();
    assert.deepEqual([proof.coverage, proof.isLegacyAuthClosed], ['required', true]);
    assert.match(proof.words, /Require MFA/);
  });

  it('begins with a change: a question says the same, but notes nothing', async () => {
    const { coverage, words } = await readCoverage(reader, person, 5000);
    await pass(20 * MINUTE);
    assert.equal(await minutesLeft(), 15);
    const proof = await prove();
    assert.deepEqual([coverage, words], [proof.coverage, proof.words]);
  });

  it('counts once it was seen for 15 minutes without a change', async () => {
    assert.equal(await minutesLeft(), 15);
    await pass(10 * MINUTE);
    assert.equal(await minutesLeft(), 5);
    await pass(5 * MINUTE);
    assert.equal(await minutesLeft(), 0);
  });

  it('waits anew when the policy was edited, though it requires the same', async () => {
    await prove();
    await pass(14 * MINUTE);
    policies = [policy({ fields: { modifiedDateTime: '2026-11-23T08:00:00Z' } })];
    assert.equal(await minutesLeft(), 15);
  });

  it('waits anew when the person is covered through another group', async () => {
    policies = [policy({ users: users({ includeGroups: ['sales', 'hr'] }) })];
    await prove();
    await pass(14 * MINUTE);
    person = { ...person, groupIds: ['hr'] };
    assert.equal(await minutesLeft(), 15);
  });

  it('waits anew when the coverage was lost and came back', async () => {
    await prove();
    await pass(5 * MINUTE);
    policies = [policy({ state: 'enabledForReportingButNotEnforced' })];
    assert.equal((await prove()).coverage, 'reportOnly');
    policies = [policy()];
    assert.equal(await minutesLeft(), 15);
  });

  it('waits anew when nobody looked for half an hour', async () => {
    await prove();
    await pass(29 * MINUTE);
    assert.ok((await minutesLeft()) < 0);
    await pass(31 * MINUTE);
    assert.equal(await minutesLeft(), 15);
  });

  it('waits anew when another policy closes legacy authentication', async () => {
    const modern = { clientAppTypes: ['browser', 'mobileAppsAndDesktopClients'] };
    const blocking = (id: string) =>
      policy({
        id,
        conditions: { clientAppTypes: ['exchangeActiveSync', 'other'] },
        grant: { operator: 'OR', builtInControls: ['block'] },
      });
    policies = [policy({ conditions: modern }), blocking('one')];
    assert.equal((await prove()).isLegacyAuthClosed, true);
    await pass(14 * MINUTE);
    policies = [policy({ conditions: modern }), blocking('other')];
    assert.equal(await minutesLeft(), 15);
  });

  it('never rests on a policy that Microsoft manages', async () => {
    policies = [policy({ fields: { displayName: 'Microsoft-managed: Multifactor authentication for all users' } })];
    const proof = await prove();
    assert.deepEqual([proof.coverage, proof.isLegacyAuthClosed], ['none', false]);
  });

  it('of one person says nothing about when another was covered', async () => {
    await prove();
    await pass(14 * MINUTE);
    person = { ...person, id: `${person.id}-other` };
    assert.equal(await minutesLeft(), 15);
  });
});
