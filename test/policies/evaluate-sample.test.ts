import assert from 'node:assert/strict';
import { costsOf } from '../../src/entra/quota-of.ts';
import {
  proveSample,
  sampleOf,
  signInsOf,
  type SampleOutcome,
  type SampleWish,
} from '../../src/policies/evaluate-sample.ts';
import { opened } from '../db/each-database.ts';
import { openPractice, type Practice } from '../entra/support/practice.ts';
import { PEOPLE, POLICIES } from '../tenant/cast.ts';
import { seededRandom } from '../tenant/seeded-random.ts';

const inside = { ipAddress: '192.0.2.17', country: 'DE' };
const outside = { ipAddress: '203.0.113.9', country: 'FR' };
const members = (count: number, name: string) => Array.from({ length: count }, (_, at) => `${name}-${at}`);
const drawn = (source: Parameters<typeof sampleOf>[0]) => sampleOf(source, seededRandom(3).next);

describe('The sample that Graph proves', () => {
  it('is all administrators, all emergency access accounts and 20 people of each group, each once', () => {
    const [ringOne, ringTwo] = [members(50, 'one'), [...members(7, 'two'), 'admin', 'emergency']];
    const sample = drawn({ administratorIds: ['admin'], emergencyIds: ['emergency'], groups: [ringOne, ringTwo] });
    const ids = sample.map(({ personId }) => personId);
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(ids.filter((id) => id.startsWith('one')).length, 20);
    assert.equal(ids.filter((id) => id.startsWith('two')).length, 7);
    assert.deepEqual(
      sample.filter(({ expects }) => expects === 'noPolicy').map(({ personId }) => personId),
      ['emergency'],
    );
  });

  it('is by chance: everybody of a group comes up in some sample', () => {
    const random = seededRandom(4).next;
    const group = members(40, 'one');
    const seen = new Set<string>();
    for (let round = 0; round < 20; round += 1)
      for (const { personId } of sampleOf({ administratorIds: [], emergencyIds: [], groups: [group] }, random))
        seen.add(personId);
    assert.equal(seen.size, group.length);
  });
});

describe('Proving a sample by Graph', () => {
  let opening: Practice | undefined;
  const practice = () => opened(opening);
  before(async () => {
    opening = await openPractice();
  });
  after(() => opening?.close());

  const wish = (more: Partial<SampleWish> = {}): SampleWish => ({
    sample: sampleOf(
      { administratorIds: [PEOPLE.bob], emergencyIds: [PEOPLE.emergency01], groups: [[PEOPLE.aliceAdams]] },
      seededRandom(1).next,
    ),
    places: [inside, outside],
    ...more,
  });
  const proven = async (asked: SampleWish): Promise<SampleOutcome[]> => {
    const outcomes: SampleOutcome[] = [];
    for await (const outcome of proveSample(practice().graph, asked)) outcomes.push(outcome);
    return outcomes;
  };
  const verdicts = (outcomes: readonly SampleOutcome[], id: string) =>
    outcomes.filter(({ personId }) => personId === id).map((one) => [one.found.verdict, one.isAsExpected]);

  it('tells who is asked for MFA from inside and outside, and that no policy reaches an emergency access account', async () => {
    const outcomes = await proven(wish());
    assert.equal(outcomes.length, signInsOf(wish()));
    const yes = ['mfa', true];
    assert.deepEqual(verdicts(outcomes, PEOPLE.aliceAdams), [yes, yes]);
    assert.deepEqual(verdicts(outcomes, PEOPLE.emergency01), [
      ['nothing', true],
      ['nothing', true],
    ]);
  });

  it('report-only proves nothing, and a policy for outside proves nothing inside', async () => {
    const { policies } = practice().tenant.directory;
    const abroad = opened(policies.get(POLICIES.mfaOutsideTheOffice));
    policies.set(abroad.id, { ...abroad, state: 'disabled' });
    const outcomes = await proven(wish());
    policies.set(abroad.id, abroad);
    const bob = outcomes.filter(({ personId }) => personId === PEOPLE.bob);
    assert.deepEqual(
      bob.map(({ isAsExpected }) => isAsExpected),
      [false, false],
    );
    assert.ok(bob.every(({ found }) => found.reportOnly.length > 0));
    const then = await proven(wish());
    assert.deepEqual(verdicts(then, PEOPLE.bob), [
      ['nothing', false],
      ['mfa', true],
    ]);
  });

  it('goes on where an earlier run stopped, and stops when told', async () => {
    const outcomes = await proven(wish({ from: 4 }));
    assert.deepEqual(
      outcomes.map(({ at }) => at),
      [4, 5],
    );
    assert.deepEqual(await proven(wish({ signal: AbortSignal.abort() })), []);
  });

  it('is paced by the quota of Conditional Access', () => {
    const costs = costsOf({ method: 'POST', path: '/identity/conditionalAccess/evaluate', query: {} });
    assert.deepEqual(costs, [{ quota: 'conditionalAccess', tokens: 1 }]);
  });
});
