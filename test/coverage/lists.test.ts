import assert from 'node:assert/strict';
import { cardText, HOUR_MILLIS, Story } from '../support/story.ts';
import { GROUPS, PEOPLE, POLICIES } from '../tenant/cast.ts';

const MINUTE_MILLIS = 60_000;

describe('Lists that know what Conditional Access makes of everybody', () => {
  let story: Story;
  before(async () => {
    story = await Story.start({ tenant: { people: 400 } });
    await story.product.running.sweep(); // the directory was read
    await story.product.moveClock(MINUTE_MILLIS); // and policies with their groups
  });
  after(() => story.stop());

  const ask = (words: string) => story.answerTo(PEOPLE.nora, words);
  const countOf = (text: string): number => Number(/^(\d+) (?:person|people) of/m.exec(text)?.[1] ?? 'none');
  const edit = (id: string, change: Record<string, unknown>): void => {
    const { policies } = story.tenant.directory;
    const found = policies.get(id) ?? assert.fail('no such policy');
    policies.set(id, { ...found, modifiedDateTime: story.tenant.clock.now().toISOString(), ...change });
  };
  /** Members of the group that the policy names, those of the groups in it too. */
  const covered = (): string[] => {
    const inside = (id: string): string[] => {
      const { memberUserIds, memberGroupIds } = story.group(id);
      return [...memberUserIds, ...[...memberGroupIds].flatMap(inside)];
    };
    return [...new Set(inside(GROUPS.caMfa))];
  };
  const statesOf = (ids: readonly string[]) => ids.map((id) => story.person(id).perUserMfaState);

  it('counts who is on both, nested groups included, and says how old policies and groups are', async () => {
    const both = statesOf(covered()).filter((state) => state !== 'disabled').length;
    const text = await ask('who is on both?');
    assert.equal(countOf(text), both);
    assert.match(text, /enabled or enforced · Conditional Access requires MFA\n/);
    assert.match(text, /Policies and their groups read just now\./);
  });

  it('counts who would lose MFA if per-user were turned off now: report-only is no protection', async () => {
    const on = statesOf([...story.tenant.directory.users.keys()]).filter((state) => state !== 'disabled').length;
    const both = statesOf(covered()).filter((state) => state !== 'disabled').length;
    const text = await ask('who would lose MFA if we turned per-user off now?');
    assert.equal(countOf(text), on - both);
    assert.match(text, /report-only/);
  });

  it('counts who is covered only in report-only, and who is not covered', async () => {
    edit(POLICIES.mfaOutsideTheOffice, { state: 'disabled' });
    await story.product.moveClock(MINUTE_MILLIS);
    const reportOnly = countOf(await ask('who is covered only in report-only?'));
    const uncovered = countOf(await ask('who is not covered?'));
    assert.equal(uncovered, story.tenant.directory.users.size - covered().length);
    assert.ok(reportOnly > 200 && reportOnly <= uncovered, `${reportOnly} of ${uncovered}`);
  });

  it('an edit of a policy shows in the lists within a minute', async () => {
    edit(POLICIES.requireMfaForEveryone, { state: 'enabled' });
    await story.product.moveClock(MINUTE_MILLIS);
    const everybody = countOf(await ask('how many people are covered by Conditional Access?'));
    assert.ok(everybody > 390, String(everybody)); // all but the emergency access accounts
    edit(POLICIES.requireMfaForEveryone, { state: 'enabledForReportingButNotEnforced' });
    await story.product.moveClock(MINUTE_MILLIS);
    assert.equal(countOf(await ask('who is covered by a policy?')), covered().length);
  });

  /** A look that was under way already goes on beside the one that the clock brings: what it finds is waited for. */
  const assertShown = async (words: string, people: number): Promise<string> => {
    for (let sweeps = 0; ; sweeps += 1) {
      const text = await ask(words);
      if (countOf(text) === people || sweeps === 20) {
        assert.equal(countOf(text), people);
        return text;
      }
      await story.product.running.sweep();
    }
  };

  it('an edit of a group that a policy names shows within a minute', async () => {
    const before = covered().length;
    story.group(GROUPS.caMfa).memberUserIds.add(PEOPLE.bob);
    await story.product.moveClock(MINUTE_MILLIS);
    await assertShown('who is covered by Conditional Access?', before + 1);
    story.group(GROUPS.caMfa).memberUserIds.delete(PEOPLE.bob);
    await story.product.moveClock(MINUTE_MILLIS);
    await assertShown('who is covered by Conditional Access?', before);
  });

  it('whoever comes new is worked out too, and nobody is written twice for nothing', async () => {
    const { users } = story.tenant.directory;
    users.set('5e0c1f00-0000-4000-8000-0000000000aa', {
      ...story.person(PEOPLE.bob),
      ...{ id: '5e0c1f00-0000-4000-8000-0000000000aa', userPrincipalName: 'new@fabrikam.example' },
    });
    const before = countOf(await ask('who is not covered?'));
    await story.product.moveClock(HOUR_MILLIS + MINUTE_MILLIS);
    await story.product.moveClock(MINUTE_MILLIS);
    const text = await assertShown('who is not covered?', before + 1);
    assert.doesNotMatch(text, /not known yet/);
  });

  it('goes on after a restart, and keeps what it knew with its age while policies cannot be read', async () => {
    story = await story.restarted();
    story.tenant.faults.add({ path: /conditionalAccess\/policies/, status: 503 });
    await story.product.moveClock(10 * MINUTE_MILLIS);
    const text = cardText(await story.ask(PEOPLE.nora, 'who is on both?'));
    story.tenant.faults.clear();
    assert.match(text, /Policies and their groups read 1[01] minutes ago\./);
    assert.ok(countOf(text) > 0);
  });
});
