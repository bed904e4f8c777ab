import assert from 'node:assert/strict';
import { startProduct, type Product } from '../support/product.ts';
import { PEOPLE } from '../tenant/cast.ts';
import type { Json } from '../tenant/teams/json.ts';
import { talkWith } from './support/talk.ts';

const { nora, bruno, chiara, bob, aliceAdams, emergency01, directorySync } = PEOPLE;
const UNKNOWN = '01930000-0000-7000-8000-000000000000';

describe('a card whose data was changed by hand', () => {
  let product: Product;
  const { ask, lastOf, click } = talkWith(() => product);

  before(async () => {
    product = await startProduct();
    await product.running.sweep();
    await ask(nora, 'help');
    await ask(aliceAdams, 'help');
  });
  after(() => product.stop());

  /** What somebody reads who sends this as a button of their last card. */
  const forge = (userId: string, forgedData: Json, verb = 'ask'): Promise<string> =>
    click(userId, lastOf(userId).activityId, { verb, forgedData });
  const changes = () => product.tenant.log.filter(({ method }) => method === 'PATCH').map(({ path }) => path);
  const proposalsOf = (userId: string) =>
    product.tenant.teams.messagesOf(userId).filter(({ cards }) => JSON.stringify(cards).includes('proposal.approve'));

  const asking = (person: Json, verb = 'mfa.state.get'): Json => ({ verb, arguments: { person } });

  describe('asks nothing that its sender could not say', () => {
    const person = { id: bob, displayName: 'Alice Adams' };
    const facts: [string, Json, RegExp][] = [
      ["another person's id", asking(person), /about yourself only/],
      ['another person’s id in capitals', asking({ id: bob.toUpperCase() }), /about yourself only/],
      ['words for a person', asking({ words: 'Bob Berg' }), /about yourself only/],
      ['a verb that needs a role', { ...asking(person, 'mfa.state.set') }, /needs the role operator/],
      ['a verb that nobody knows', asking(person, 'mfa.state.erase'), /do not know how to do that/],
      ['a verb of the language', asking(person, 'constructor'), /do not know how to do that/],
      ['a decision dressed as a question', asking({ me: true }, 'proposal.approve'), /do not know how to do that/],
      ['no arguments', { verb: 'mfa.state.get' }, /changed or is too old/],
      [
        'arguments that are a list',
        { verb: 'mfa.state.get', arguments: [] as unknown },
        /changed or is too old|yourself only/,
      ],
      ['an id that is a path', asking({ id: '../groups' }), /about yourself only/],
      [
        'keys of the prototype',
        JSON.parse(
          `{"verb":"mfa.state.get","arguments":{"__proto__":{"person":{"id":"${bob}"}},"constructor":{"prototype":{"isAdmin":true}}}}`,
        ) as Json,
        /yourself only|changed or is too old/,
      ],
      [
        'the sender and somebody else at once',
        JSON.parse(`{"verb":"mfa.state.get","arguments":{"person":{"words":"Bob Berg","id":"${bob}"}}}`) as Json,
        /yourself only/,
      ],
      ['300 kB of words', asking({ words: 'x'.repeat(300_000) }), /yourself only/],
    ];
    for (const [fact, data, line] of facts) {
      it(fact, async () => {
        const answer = await forge(aliceAdams, data);
        assert.match(answer, line);
        assert.doesNotMatch(answer, /Bob Berg|Something went wrong/);
      });
    }

    it('and leaves no trace in the prototypes of the product', () => {
      assert.equal(({} as Record<string, unknown>)['isAdmin'], undefined);
      assert.equal(({} as Record<string, unknown>)['person'], undefined);
    });
  });

  it('is no button when its verb is not one', async () => {
    for (const verb of ['proposal.execute', '__proto__', 'toString', '']) {
      assert.match(await forge(nora, {}, verb), /do not know this button|changed or is too old/, verb);
    }
  });

  it('is refused when it is larger than anything that Teams sends', async () => {
    const { activityId } = lastOf(nora);
    const forgedData = asking({ words: 'x'.repeat(600_000) });
    const delivery = await product.tenant.teams.click(nora, activityId, { verb: 'ask', forgedData });
    assert.equal(delivery.status, 413);
  });

  it('cannot reach a protected account by another spelling of its id', async () => {
    for (const id of [emergency01, emergency01.toUpperCase(), directorySync.toUpperCase()]) {
      const answer = await forge(nora, {
        verb: 'mfa.state.set',
        arguments: { person: { id, displayName: 'Bob Berg' }, state: 'enabled' },
      });
      assert.match(answer, /emergency access account|directory synchronisation account/);
    }
    assert.deepEqual(proposalsOf(bruno), []);
  });

  it('names people in a proposal as the directory does, whatever name it carries', async () => {
    const forged = { person: { id: aliceAdams.toUpperCase(), displayName: 'Robert Tables' }, state: 'disabled' };
    await forge(nora, { verb: 'mfa.state.set', arguments: forged });
    const card = await product.tenant.teams.waitForMessage(bruno, ({ cards }) =>
      /Alice Adams/.test(JSON.stringify(cards)),
    );
    assert.doesNotMatch(JSON.stringify(card.cards), /Robert Tables/);
  });

  describe('decides nothing', () => {
    let card: { activityId: string; proposalId: string; planHash: string };
    before(() => {
      const shown = proposalsOf(bruno).at(-1);
      const [, proposalId = ''] = /"proposalId":"([^"]+)"/.exec(JSON.stringify(shown?.cards)) ?? [];
      const [, planHash = ''] = /"planHash":"([^"]+)"/.exec(JSON.stringify(shown?.cards)) ?? [];
      card = { activityId: shown?.activityId ?? '', proposalId, planHash };
      assert.notEqual(planHash, '');
    });

    const decide = (userId: string, differing: Json, verb = 'proposal.approve'): Promise<string> => {
      const { proposalId, planHash } = card;
      const forgedData = { proposalId, planHash, ...differing };
      return click(userId, userId === bruno ? card.activityId : lastOf(userId).activityId, { verb, forgedData });
    };

    const facts: [string, string, Json, RegExp, string?][] = [
      ['with another plan hash', bruno, { planHash: '0'.repeat(64) }, /does not show the plan that is stored/],
      ['with a plan hash that is none', bruno, { planHash: 'x' }, /changed or is too old/],
      ['with a proposal id that is none', bruno, { proposalId: "1' or '1'='1" }, /changed or is too old/],
      ['about a proposal that nobody made', bruno, { proposalId: UNKNOWN }, /do not know this proposal/],
      ['with ids that are lists', bruno, { proposalId: ['a'], planHash: {} }, /changed or is too old/],
      ['when it denies without a reason', bruno, { reason: '   ' }, /needs a reason/, 'proposal.deny'],
      ['when it denies with a novel', bruno, { reason: 'x'.repeat(2001) }, /changed or is too old/, 'proposal.deny'],
      [
        'when it says who clicked',
        aliceAdams,
        { actorId: bruno, isApprover: true, roles: ['approver'] },
        /not an approver/,
      ],
      ['when the proposer sends it', nora, { actorId: bruno }, /not an approver|own/],
    ];
    for (const [fact, userId, data, line, verb] of facts) {
      it(fact, async () => {
        assert.match(await decide(userId, data, verb), line);
      });
    }

    it('and changes nothing in the tenant', () => {
      assert.deepEqual(changes(), []);
      assert.equal(product.tenant.directory.users.get(aliceAdams)?.perUserMfaState, 'enforced');
      assert.deepEqual(proposalsOf(chiara).length, 1);
    });

    it('while the true card still decides', async () => {
      const text = await click(bruno, card.activityId, { verb: 'proposal.approve' });
      assert.doesNotMatch(text, /changed or is too old|do not know/);
      assert.doesNotMatch(JSON.stringify(lastOf(bruno).cards), /proposal\.approve/);
    });
  });
});
