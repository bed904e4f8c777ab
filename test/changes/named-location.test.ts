import assert from 'node:assert/strict';
import type { Wish } from '../../src/changes/change.ts';
import { readIpRanges } from '../../src/changes/ip-ranges.ts';
import { wishOfLocation } from '../../src/changes/named-location.ts';
import { RefusedError } from '../../src/lib/refused.ts';
import { caught } from '../entra/support/caught.ts';
import { OFFICE_LOCATION_ID, POLICIES } from '../tenant/cast.ts';
import { Workshop } from './support/workshop.ts';

const [KIND, DELETE] = ['namedLocation', 'namedLocationDelete'];
const NAME = 'Berlin Office';
const ranges = readIpRanges(['203.0.113.0/24', '2001:db8::/48']);
const wish = wishOfLocation(NAME, { ranges, isTrusted: true });
const POST = { method: 'POST', path: /namedLocations/ };

describe('A named location', () => {
  let shop: Workshop;
  before(async () => (shop = await Workshop.open()));
  beforeEach(() => shop.renew());
  after(() => shop.close());

  const locations = () => shop.tenant.records.namedLocations;
  const named = () => [...locations().values()].filter(({ displayName }) => displayName === NAME);
  const only = () => named()[0] ?? assert.fail('no such location');
  const refusalOf = (of: Wish, kind = KIND): Promise<RefusedError> => caught(RefusedError, shop.preview(kind, of));
  const deletion = (id: string): Wish => ({ targetId: id, targetName: '', after: { isDeleted: true } });

  it('is made with its ranges, read back, known by its id, and taken back', async () => {
    const before = structuredClone([...locations()]);
    const done = await shop.carryOut(KIND, wish);
    assert.deepEqual([done.state, done.detail, done.made_id], ['done', `Read back: “${NAME}”.`, only().id]);
    assert.equal(only()['isTrusted'], true);
    assert.deepEqual(only()['ipRanges'], [
      { '@odata.type': '#microsoft.graph.iPv4CidrRange', cidrAddress: '203.0.113.0/24' },
      { '@odata.type': '#microsoft.graph.iPv6CidrRange', cidrAddress: '2001:db8::/48' },
    ]);
    const back = await shop.takeBack(done);
    assert.deepEqual([back.kind, back.state, back.detail], [DELETE, 'done', 'Read back: gone.']);
    assert.deepEqual([...locations()], before);
    assert.equal((await shop.takeBack(back)).state, 'done');
    assert.equal(named().length, 1);
  });

  it('needs two approvals, shows its ranges, and warns where it is trusted', async () => {
    const { title, risks, evidence, warnings, item } = await shop.preview(KIND, wish);
    assert.deepEqual([title, risks], [`New trusted location “${NAME}”`, ['policy']]);
    assert.deepEqual(evidence, [
      ['Addresses', '2 ranges: 203.0.113.0/24, 2001:db8::/48'],
      ['The proposer’s own address', 'not known'],
    ]);
    assert.match(warnings[0] ?? '', /leave out trusted locations no longer ask for MFA/);
    assert.doesNotMatch(JSON.stringify([item.targetId, item.before, item.after]), /Berlin/);
    assert.deepEqual((await shop.preview(KIND, wishOfLocation(NAME, { ranges, isTrusted: false }))).warnings, []);
  });

  it('is refused where its ranges are not public, whoever asks', async () => {
    const bad = wishOfLocation(NAME, { ranges: [{ version: 4, cidrAddress: '10.0.0.0/24' }], isTrusted: true });
    assert.equal((await refusalOf(bad)).reason, 'invalidInput');
    const { item } = await shop.preview(KIND, wish);
    const row = await shop.workOff(await shop.approved({ ...item, after: bad.after }));
    assert.deepEqual([row.state, shop.writes()], ['skipped', []]);
  });

  it('is never made twice: a connection that breaks after the write is followed by a look, by name', async () => {
    shop.tenant.faults.add({ ...POST, reset: 'after', times: 1 });
    const done = await shop.carryOut(KIND, wish);
    assert.deepEqual([done.state, done.made_id, named().length], ['done', only().id, 1]);
    assert.equal(shop.writes().length, 1);
  });

  it('of a name that there is already is left alone', async () => {
    const plan = await shop.approved((await shop.preview(KIND, wish)).item);
    locations().set('x', { id: 'x', displayName: NAME });
    assert.equal((await refusalOf(wish)).reason, 'alreadySo');
    assert.match((await shop.change(KIND).driftOf(plan.item)) ?? '', /already\.$/);
    assert.deepEqual([(await shop.workOff(plan)).state, shop.writes()], ['skipped', []]);
  });

  it('that reads back with other ranges is no success', async () => {
    const written = shop.tenant.faults.hold({ ...POST, when: 'after' });
    const work = shop.carryOut(KIND, wish);
    await written.reached;
    locations().set(only().id, { ...only(), ipRanges: [] });
    written.release();
    assert.equal((await work).state, 'failed');
  });

  it('is deleted only where it is ours', async () => {
    assert.equal((await refusalOf(deletion(OFFICE_LOCATION_ID), DELETE)).reason, 'notOurs');
  });

  it('is not deleted while a policy uses it, looked at again before the write', async () => {
    const { made_id: id } = await shop.carryOut(KIND, wish);
    const plan = await shop.approved((await shop.preview(DELETE, deletion(id ?? ''))).item);
    const { policies } = shop.tenant.directory;
    const policy = policies.get(POLICIES.requireMfaForEveryone) ?? assert.fail();
    const conditions = {
      ...(policy['conditions'] as object),
      locations: { includeLocations: ['All'], excludeLocations: [id] },
    };
    policies.set(policy.id, { ...policy, conditions });
    const row = await shop.workOff(plan);
    assert.deepEqual([row.state, named().length], ['skipped', 1]);
    const refusal = await refusalOf(deletion(id ?? ''), DELETE);
    assert.equal(refusal.reason, 'inUse');
    assert.match(refusal.message, /is used by Require MFA for everyone \(pilot\)/);
  });

  it('that was edited or deleted meanwhile is not deleted by an old plan', async () => {
    const { made_id: id } = await shop.carryOut(KIND, wish);
    const plan = await shop.approved((await shop.preview(DELETE, deletion(id ?? ''))).item);
    locations().set(only().id, { ...only(), isTrusted: false });
    assert.match((await shop.change(DELETE).driftOf(plan.item)) ?? '', /was edited since\.$/);
    assert.equal((await shop.workOff(plan)).state, 'skipped');
    locations().delete(only().id);
    assert.equal((await refusalOf(deletion(id ?? ''), DELETE)).reason, 'alreadySo');
  });
});
