import { startProduct, type Product } from '../support/product.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { Collector, type CollectedCard } from './collector.ts';
import { ringCards } from './ring-cards.ts';

const { nora, bruno, chiara, aliceAdams } = PEOPLE;
const GROUPS = ['5e0c1f00-0009-4000-8000-000000000001', '5e0c1f00-0009-4000-8000-000000000002'];
/** Cards of work that goes on are drawn anew so often at most. */
const CARDS_MILLIS = 5000;

const environment = {
  CROSSOVER_OWN_GROUPS: GROUPS.join(','),
  CROSSOVER_QUIET_WEEKDAYS: 'sun',
  CROSSOVER_NOTICE_HOURS: '3,2,1',
  CROSSOVER_OBSERVE_HOURS: '1',
  CROSSOVER_SOAK_HOURS: '1',
  CROSSOVER_APPROVAL_HOURS: '1',
  CROSSOVER_GATE_PERCENT: '50',
};

/** The cards of a rollout, from its plan to a ring that is under way, out of a product of its own; and from there to the end. */
export async function rolloutCards(): Promise<readonly CollectedCard[]> {
  const product = await startProduct({ env: environment });
  try {
    addGroups(product);
    const all = new Collector(product);
    await everybodyRead(product);
    await planned(all);
    await moved(all, product);
    return [...all.cards, ...(await ringCards())];
  } finally {
    await product.stop();
  }
}

function addGroups({ tenant }: Product): void {
  for (const [at, id] of GROUPS.entries()) {
    const nobody = { roleTemplateIds: [], memberUserIds: new Set<string>(), memberGroupIds: new Set<string>() };
    const displayName = `SG-Ring-${at + 1}`;
    tenant.directory.groups.set(id, { id, displayName, isAssignableToRole: false, ...nobody });
  }
}

/** What the first pass through the directory has not read cannot be planned: it is over once Graph is left alone. */
async function everybodyRead({ tenant, moveClock }: Product): Promise<void> {
  for (let seen = -1; seen !== tenant.log.length;) {
    seen = tenant.log.length;
    await moveClock(2000);
    await new Promise((done) => setTimeout(done, 300));
  }
}

async function planned(all: Collector): Promise<void> {
  await all.say('rollout: none is planned', nora, 'rollout status');
  await all.say('rollout: planned', nora, 'plan a rollout for enforced people in Sales with 20 people per ring');
  await all.say(
    'rollout: a pasted list with strangers',
    nora,
    'plan a rollout for these people:\nnobody@fabrikam.example',
  );
  await all.say('rollout: a ring that is planned', nora, 'show ring 1');
  await all.say('rollout: somebody is left out for now', nora, 'exclude Alice Archer until 31 December 2026');
  await all.say('rollout: when do I move', aliceAdams, 'when do I move?');
  await all.say('rollout: not to be finished yet', nora, 'finish the rollout');
}

async function moved(all: Collector, product: Product): Promise<void> {
  const { teams } = product.tenant;
  await teams.say(nora, 'start ring 1');
  await approved(all, product, { name: 'ring', shows: 'moves to Conditional Access' });
  await all.see('ring: under way', nora, 'Under way', 'Ring 1');
  await all.say('ring: paused', nora, 'pause ring 1');
  await all.say('ring: how to resume', nora, 'resume ring 1');
  await product.moveClock(CARDS_MILLIS);
  const held = await all.see('ring: held', nora, 'Held', 'Ring 1');
  await all.click('ring: resumed', nora, [held, { verb: 'ring.resume' }]);
  await all.say('ring: the way back', nora, 'roll back ring 1');
  await all.say('rollout: how it stands', nora, 'rollout status');
}

/** Two say yes; what each of them sees is kept. */
async function approved(
  all: Collector,
  { tenant }: Product,
  { name, shows }: { name: string; shows: string },
): Promise<void> {
  const asked = await all.see(`${name}: an approver is asked`, bruno, 'Approval needed', shows);
  await tenant.teams.click(bruno, asked.activityId, { verb: 'proposal.approve' });
  const second = await all.see(`${name}: the second approver is asked`, chiara, 'Approval needed', shows);
  await tenant.teams.click(chiara, second.activityId, { verb: 'proposal.approve' });
}
