import assert from 'node:assert/strict';
import { GraphError } from '../../src/entra/graph-error.ts';
import { getRequirements, updateRequirements } from '../../src/entra/requirements.ts';
import { TransportError } from '../../src/lib/errors.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { caught } from './support/caught.ts';
import { grant, graphOf, openPractice, type Practice } from './support/practice.ts';

describe('per-user MFA requirements', () => {
  let practice: Practice;
  beforeEach(async () => (practice = await openPractice()));
  afterEach(() => practice.close());

  const stateOf = (id: string) => practice.tenant.directory.users.get(id)?.perUserMfaState;
  const writes = () => practice.tenant.log.filter(({ method }) => method === 'PATCH');

  it('are read with the request id that the record keeps', async () => {
    const { perUserMfaState, requestId } = await getRequirements(practice.graph, PEOPLE.aliceAdams);
    assert.equal(perUserMfaState, 'enforced');
    assert.match(requestId ?? '', /^[0-9a-f-]{36}$/);
  });

  it('are unknown where Graph says a word that we do not know', async () => {
    practice.tenant.faults.add({
      path: /requirements/,
      status: 200,
      body: { perUserMfaState: 'unknownFutureValue' },
    });
    assert.equal((await getRequirements(practice.graph, PEOPLE.aliceAdams)).perUserMfaState, 'unknown');
  });

  it('are set', async () => {
    await updateRequirements(practice.graph, PEOPLE.aliceAdams, 'disabled');
    assert.equal(stateOf(PEOPLE.aliceAdams), 'disabled');
  });

  it('of a guest are set by object id', async () => {
    await updateRequirements(practice.graph, PEOPLE.jose, 'disabled');
    assert.equal(stateOf(PEOPLE.jose), 'disabled');
  });

  it('are never set by userPrincipalName, since Graph would change no guest and say that it did', async () => {
    const name = practice.tenant.directory.users.get(PEOPLE.jose)?.userPrincipalName ?? '';
    const error = await caught(GraphError, updateRequirements(practice.graph, name, 'disabled'));
    assert.equal(error.reason, 'badRequest');
    assert.deepEqual(practice.tenant.log, []);
  });

  it('are written once where the answer was lost after the write, and the caller is told that it is not known', async () => {
    practice.tenant.faults.add({ method: 'PATCH', path: /requirements/, reset: 'after' });
    const lost = updateRequirements(practice.graph, PEOPLE.aliceAdams, 'disabled');
    assert.equal((await caught(TransportError, lost)).reason, 'connection');
    assert.equal(writes().length, 1);
    assert.equal(stateOf(PEOPLE.aliceAdams), 'disabled');
  });

  it('are forbidden without the permission to write them', async () => {
    grant(practice.tenant, ['Policy.Read.All']);
    const error = await caught(GraphError, updateRequirements(graphOf(practice.tenant), PEOPLE.aliceAdams, 'disabled'));
    assert.equal(error.reason, 'forbidden');
    assert.equal(stateOf(PEOPLE.aliceAdams), 'enforced');
  });

  it('of somebody who is gone are notFound, told with the object id only', async () => {
    const gone = '00000000-0000-4000-8000-000000000000';
    const error = await caught(GraphError, getRequirements(practice.graph, gone));
    assert.equal(error.reason, 'notFound');
    assert.equal(error.facts.path, `/beta/users/${gone}/authentication/requirements`);
  });
});
