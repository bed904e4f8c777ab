import assert from 'node:assert/strict';
import { z } from 'zod/v4';
import { composeCard } from '../../src/cards/compose.ts';
import { RefusedError, type RefusalReason } from '../../src/lib/refused.ts';
import type { Actor, Role } from '../../src/verbs/actor.ts';
import { callVerb, type CallEdges, type PersonWords } from '../../src/verbs/call.ts';
import { help, helpCard } from '../../src/verbs/help.ts';
import { defineVerb, type AnyVerb, type Outcome } from '../../src/verbs/verb.ts';

const NORA = '5e0c1f00-0001-4000-8000-000000000001';
const ALICE = '5e0c1f00-0001-4000-8000-000000000004';
const answer = (title: string): Outcome => ({ kind: 'answer', card: composeCard({ title }), isPersonal: true });

const look = defineVerb({
  name: 'look',
  kind: 'read',
  role: 'reader',
  isOpenToSelf: true,
  help: 'look at Alice',
  phrases: [],
  arguments: z.object({ person: z.object({ id: z.guid(), displayName: z.string() }) }),
  people: ['person'],
  run: ({ person }) => Promise.resolve(answer(`${person.displayName} ${person.id}`)),
});
const change: AnyVerb = {
  ...look,
  name: 'change',
  kind: 'propose',
  role: 'operator',
  isOpenToSelf: false,
  help: 'change',
};

describe('Calling a verb', () => {
  let lookedUp: PersonWords[];
  beforeEach(() => {
    lookedUp = [];
  });

  const edges: CallEdges = {
    findPerson: (words, { actor }) => {
      lookedUp.push(words);
      if ('me' in words) return Promise.resolve({ kind: 'found', person: { id: actor.id, displayName: 'Me' } });
      if ('id' in words) return Promise.resolve({ kind: 'found', person: { id: words.id, displayName: 'Alice' } });
      return Promise.resolve({
        kind: 'none',
        near: [{ id: ALICE, displayName: 'Alice', userPrincipalName: 'a@b', department: null }],
      });
    },
    proposalNumbered: (no) => Promise.resolve(`5e0c1f00-0001-4000-8000-00000000000${no}`),
    askWhom: (search, words, choose) => {
      const [first] = search.kind === 'none' ? search.near : search.people;
      assert.ok(first);
      return answer(JSON.stringify({ words, request: choose(first) }));
    },
  };
  const call = async (verb: AnyVerb, roles: readonly Role[], args: Record<string, unknown>): Promise<string> => {
    const actor = { id: NORA, displayName: 'Nora', roles: new Set(roles), roleTemplateIds: [] };
    const context = { actor, words: '', now: new Date(), signal: new AbortController().signal, edges };
    const outcome = await callVerb(verb, { verb: verb.name, arguments: args }, context);
    return outcome.kind === 'answer' ? outcome.card.text : '';
  };
  const refusal = async (...asked: Parameters<typeof call>): Promise<RefusalReason> => {
    try {
      return assert.fail(`not refused: ${await call(...asked)}`);
    } catch (cause) {
      if (cause instanceof RefusedError) return cause.reason;
      throw cause;
    }
  };

  it('runs it for whoever holds its role, the person found', async () => {
    assert.equal(await call(look, ['reader'], { person: { id: ALICE } }), `Alice ${ALICE}`);
  });

  it('refuses without the role before anybody is looked up: a refusal tells nothing of who exists', async () => {
    assert.equal(await refusal(look, [], { person: { words: 'Alice' } }), 'notAllowed');
    assert.equal(await refusal(change, ['reader', 'approver'], { person: { id: ALICE } }), 'notAllowed');
    assert.deepEqual(lookedUp, []);
  });

  it('lets everybody ask about themselves, by “me” or by their own id, where the verb is open to it', async () => {
    assert.equal(await call(look, [], { person: { me: true } }), `Me ${NORA}`);
    assert.equal(await call(look, [], { person: { id: NORA } }), `Alice ${NORA}`);
    assert.equal(await refusal(change, [], { person: { me: true } }), 'notAllowed');
  });

  it('spells ids alike: one in capitals is the same person', async () => {
    assert.equal(await call(look, ['reader'], { person: { id: ALICE.toUpperCase() } }), `Alice ${ALICE}`);
    assert.equal(await call(look, [], { person: { id: NORA.toUpperCase() } }), `Alice ${NORA}`);
  });

  it('asks whom was meant, and a choice repeats the request with the id in place of the words', async () => {
    const asked = await call(look, ['reader'], { person: { words: 'Alcie' }, more: 1 });
    const request = { verb: 'look', arguments: { person: { id: ALICE, displayName: 'Alice' }, more: 1 } };
    assert.deepEqual(JSON.parse(asked), { words: 'Alcie', request });
  });

  it('runs a verb that may be about somebody or about nobody without looking anybody up', async () => {
    const anybody = defineVerb({
      ...{ name: 'ask', kind: 'read', role: 'reader', help: 'ask', phrases: [], people: ['person'] },
      arguments: z.object({ person: z.object({ id: z.guid() }).optional() }),
      run: ({ person }) => Promise.resolve(answer(person?.id ?? 'nobody')),
    });
    assert.equal(await call(anybody, ['reader'], {}), 'nobody');
    assert.deepEqual(lookedUp, []);
    assert.equal(await call(anybody, ['reader'], { person: { id: ALICE } }), ALICE);
  });

  for (const [fact, args] of Object.entries({
    'no person': {},
    'an id that is none': { person: { id: 'alice' } },
    'words that are too many': { person: { words: 'a'.repeat(121) } },
    'blank words': { person: { words: '  ' } },
    'a list of people': { person: [{ id: ALICE }] },
    'something that is nobody': { person: null },
  })) {
    it(`refuses ${fact} and runs nothing`, async () => {
      assert.equal(await refusal(look, ['reader'], args), 'invalidInput');
      assert.deepEqual(lookedUp, []);
    });
  }
});

describe('Help', () => {
  const textFor = (...roles: Role[]) =>
    helpCard(
      { verbs: [look, change], names: {} },
      { id: NORA, displayName: 'Nora', roles: new Set(roles), roleTemplateIds: [] },
    ).text;

  it('names what the asker may do and nothing else', () => {
    assert.match(textFor('reader', 'operator'), /“look at Alice”[^]*“change” \(needs an approval\)/);
    assert.doesNotMatch(textFor('reader'), /“change”/);
  });

  it('names a group and a department of the tenant itself', () => {
    const asked = { ...look, help: 'who in Sales is of SG-MFA-Pilot?' };
    const names = { group: 'SG-Oslo', department: 'Legal' };
    const card = helpCard(
      { verbs: [asked], names },
      { id: NORA, displayName: 'Nora', roles: new Set(['reader']), roleTemplateIds: [] },
    );
    assert.match(card.text, /“who in Legal is of SG-Oslo\?”/);
  });

  it('says what the asker may not do, and what nobody may', async () => {
    const actor: Actor = { id: NORA, displayName: 'Nora', roles: new Set(['reader']), roleTemplateIds: [] };
    const outcome = await help(() => [look, change]).run({ about: 'limits' } as never, {
      actor,
      words: 'what can you not do?',
      now: new Date(0),
      signal: AbortSignal.timeout(1000),
    });
    assert.ok(outcome.kind === 'answer');
    assert.match(outcome.card.text, /yes of a second person[^]*“change”/);
    assert.doesNotMatch(outcome.card.text, /“look at Alice”/);
  });

  it('tells somebody without a role what is open to everybody', () => {
    const text = textFor();
    assert.match(text, /“what is my MFA state\?”/);
    assert.match(text, /You may ask about yourself\n/);
  });
});
