import assert from 'node:assert/strict';
import { dryRunCounter, type Foreseen } from '../../src/policies/dry-run.ts';
import { grant, policy, users, type PolicyChanges } from './samples.ts';

const person = (id: string, changes: Partial<Foreseen> & { groupIds?: string[] } = {}): Foreseen => ({
  person: { id, userType: 'member', groupIds: changes.groupIds ?? [], roleTemplateIds: [] },
  name: id,
  isMfaCapable: true,
  kind: 'other',
  ...changes,
});
const reportOnly = (changes: PolicyChanges = {}) =>
  policy({ id: 'new', state: 'enabledForReportingButNotEnforced', ...changes });
const run = (people: Foreseen[], candidate = reportOnly(), others: PolicyChanges[] = []) => {
  const counter = dryRunCounter(candidate, [candidate, ...others.map((one) => policy({ id: 'other', ...one }))]);
  for (const one of people) counter.add(one);
  return counter.result();
};

describe('What turning a policy on would do', () => {
  const sales = [
    person('a', { groupIds: ['sales'] }),
    person('b', { groupIds: ['sales'], isMfaCapable: false }),
    person('c', { isMfaCapable: null }),
  ];

  it('counts whom it would newly ask, and who of them cannot answer', () => {
    const { people, reached, newlyRequired, notCapable, capabilityUnknown, notCapableNames } = run(sales);
    assert.deepEqual(
      [people, reached, newlyRequired, notCapable, capabilityUnknown, notCapableNames],
      [3, 3, 3, 1, 1, ['b']],
    );
  });

  it('does not count again whoever another policy in force asks already, while report-only ones ask nobody', () => {
    const covered = users({ includeGroups: ['sales'] });
    assert.equal(run(sales, reportOnly(), [{ users: covered }]).newlyRequired, 1);
    const asleep = { users: covered, state: 'enabledForReportingButNotEnforced' };
    assert.equal(run(sales, reportOnly(), [asleep]).newlyRequired, 3);
  });

  it('tells asking in some cases from asking always, and blocking from both', () => {
    const narrowed = { ...reportOnly({ conditions: { signInRiskLevels: ['high'] } }) };
    const some = run(sales, narrowed);
    assert.deepEqual([some.newlyRequired, some.newlyConditional, some.newlyBlocked], [0, 3, 0]);
    const block = run(sales, reportOnly({ grant: grant('OR', ['block']) }));
    assert.deepEqual([block.newlyRequired, block.newlyBlocked, block.notCapable], [0, 3, 0]);
  });

  it('names emergency access and synchronisation accounts that it reaches, and none that it leaves out', () => {
    const accounts = [
      person('glass', { kind: 'emergencyAccess', groupIds: ['out'] }),
      person('sync', { kind: 'directorySynchronization' }),
    ];
    const all = run(accounts);
    assert.deepEqual([all.emergency, all.synchronization], [['glass'], ['sync']]);
    const apart = run(
      accounts,
      reportOnly({ users: users({ includeUsers: ['All'], excludeGroups: ['OUT'], excludeUsers: ['sync'] }) }),
    );
    assert.deepEqual([apart.emergency, apart.synchronization, apart.reached], [[], [], 0]);
  });

  it('counts whom it only may reach apart: a list that cannot be read, a guest of unknown kind', () => {
    const odd = run(sales, reportOnly({ users: users({ includeUsers: 'everybody?' }) }));
    assert.deepEqual([odd.reached, odd.maybeReached, odd.newlyRequired], [0, 3, 0]);
  });

  it('counts 100,000 people under 50 policies in seconds', () => {
    const others = Array.from({ length: 49 }, (_, at) =>
      policy({ id: `p${at}`, users: users({ includeGroups: [`g${at}`] }) }),
    );
    const counter = dryRunCounter(reportOnly(), [...others, reportOnly()]);
    const before = performance.now();
    for (let at = 0; at < 100_000; at += 1) counter.add(person(`id${at}`, { groupIds: [`g${at % 100}`] }));
    assert.equal(counter.result().newlyRequired, 51_000);
    assert.ok(performance.now() - before < 15_000);
  });
});
