import assert from 'node:assert/strict';
import fc from 'fast-check';
import { aboutOf, freeze, shortHash, targetsOf, thaw, type Weighed } from '../../src/approvals/plan.ts';
import { canonicalJson, sha256Hex, type JsonObject } from '../../src/lib/canonical-json.ts';
import type { Actor } from '../../src/verbs/actor.ts';
import type { DraftItem } from '../../src/verbs/draft.ts';

const nora: Actor = { id: 'nora', displayName: 'Nora', roles: new Set(['operator']), roleTemplateIds: [] };
const item: DraftItem = {
  kind: 'perUserMfaState',
  targetId: 'alice',
  targetName: 'Alice',
  before: { perUserMfaState: 'enforced' },
  after: { perUserMfaState: 'disabled' },
};
const draftOf = (changes: Partial<Weighed> = {}): Weighed =>
  ({
    work: 'changes',
    title: 'Off',
    items: [item],
    messages: [],
    leftOut: [],
    evidence: [['MFA-capable', 'yes']],
    warnings: [],
    irreversible: [],
    risks: ['person'],
    approvalsNeeded: 1,
    tellApart: {},
    ...changes,
  }) as Weighed;
const texts = fc.string({ unit: 'grapheme' });

describe('A frozen plan', () => {
  it('thaws to what was drafted, with who asked and in which words', () => {
    fc.assert(
      fc.property(texts, texts, texts, (title, targetName, words) => {
        const { text, hash } = freeze(draftOf({ title, items: [{ ...item, targetName }] }), nora, words);
        const plan = thaw(text, hash);
        assert.deepEqual(plan, {
          ...draftOf({ title, items: [{ ...item, targetName }] }),
          proposerId: 'nora',
          askedWords: words,
        });
      }),
      { seed: 1 },
    );
  });

  it('does not thaw when any character of it was changed, added or taken away', () => {
    const { text, hash } = freeze(draftOf(), nora, 'turn it off');
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 3 }), (at, other) => {
        fc.pre(text[at] !== other);
        assert.equal(thaw(text.slice(0, at) + other + text.slice(at + 1), hash), null);
      }),
      { seed: 1 },
    );
  });

  it('has one hash whatever the order of the keys, and another for any other content', () => {
    const reordered = Object.fromEntries(Object.entries(draftOf()).reverse()) as unknown as Weighed;
    assert.equal(freeze(reordered, nora, 'off').hash, freeze(draftOf(), nora, 'off').hash);
    const hashes = [
      freeze(draftOf(), nora, 'off').hash,
      freeze(draftOf(), nora, 'off!').hash,
      freeze(draftOf(), { ...nora, id: 'bruno' }, 'off').hash,
      freeze(draftOf({ approvalsNeeded: 2 }), nora, 'off').hash,
      freeze(draftOf({ items: [{ ...item, before: { perUserMfaState: 'enabled' } }] }), nora, 'off').hash,
    ];
    assert.equal(new Set(hashes).size, hashes.length);
  });

  it('does not thaw where a text with a right hash is no plan: nothing to do, nobody needed', () => {
    const forged = (changes: object): string =>
      canonicalJson({ ...(JSON.parse(freeze(draftOf(), nora, '').text) as JsonObject), ...changes });
    for (const text of [forged({ items: [] }), forged({ approvalsNeeded: 0 }), forged({ work: 'other' }), '{}']) {
      assert.equal(thaw(text, sha256Hex(text)), null);
    }
  });

  it('is about everybody whom it changes, or whom it tells', () => {
    const plan = (draft: Weighed) => {
      const { text, hash } = freeze(draft, nora, '');
      return thaw(text, hash) ?? assert.fail('it did not thaw');
    };
    assert.deepEqual([...targetsOf(plan(draftOf()))], ['alice']);
    const recipients = [{ personId: 'priya', name: 'Priya', address: null }];
    assert.deepEqual(
      [
        ...targetsOf(
          plan(
            draftOf({ work: 'notice', notice: {}, recipients, groupName: 'G', movesAt: '2026-11-30T08:00:00.000Z' }),
          ),
        ),
      ],
      ['priya'],
    );
  });

  it('of the end of a rollout is about policies: whoever leaves the group of a ring may decide, and be changed, all the same', () => {
    const leaving = { ...item, kind: 'groupMembership' };
    const items = [{ ...item, kind: 'conditionalAccessPolicyDelete', targetId: 'of ring 1' }, leaving];
    const ring = { part: 'end' } as const;
    assert.deepEqual([...aboutOf({ items, ring: ring as never })], ['of ring 1']);
    assert.deepEqual([...aboutOf({ items })], ['of ring 1', 'alice']);
  });

  it('is compared by eye by the first twelve digits of its hash', () => {
    assert.equal(shortHash(sha256Hex('plan')), sha256Hex('plan').slice(0, 12));
  });
});
