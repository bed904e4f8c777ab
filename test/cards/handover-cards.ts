import { startProduct, type Product } from '../support/product.ts';
import { readyForHandover, replacingSetIds } from '../support/replacing-set.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { Collector, PATIENCE, twinOf, type CollectedCard } from './collector.ts';

const { nora, bruno, chiara } = PEOPLE;
const TITLE = 'Security defaults off';
const POLICY = /conditionalAccess\/policies\/[^/]+$/;
const DEFAULTS = /identitySecurityDefaults/;

/** The cards of security defaults that hand over to policies: done, taken back, put back, and what is in the way. */
export async function handoverCards(): Promise<readonly CollectedCard[]> {
  const product = await startProduct({ tenant: { people: 60 } });
  try {
    const all = new Collector(product);
    product.tenant.graph.isSecurityDefaultsEnabled = true;
    await all.say('handover: policies are missing', nora, 'turn off security defaults');
    readyForHandover(product.tenant);
    await product.running.sweep();
    await done(all, product);
    await fellBack(all, product);
    await stuck(all, product);
    return all.cards;
  } finally {
    await product.stop();
  }
}

async function done(all: Collector, product: Product): Promise<void> {
  const { tenant } = product;
  await tenant.teams.say(nora, 'turn off security defaults');
  await all.see('handover: the proposer waits', nora, 'Waiting for approval', TITLE);
  const step = tenant.faults.hold({ method: 'PATCH', path: POLICY, when: 'after' });
  await approved(all, product, { shows: TITLE, name: 'handover' });
  await step.reached;
  await all.see('handover: under way', nora, 'cannot be stopped any more', TITLE);
  await all.say('handover: not stopped', nora, 'stop everything');
  await all.say('handover: not paused', nora, 'pause all changes');
  step.release();
  await all.see('handover: done', nora, 'Done and read back', TITLE);
  await all.see('handover: the proposer is told', nora, 'Your change is done', TITLE);
}

/** Nobody has been asked for MFA for some seconds: the proposer hears for how many. */
async function fellBack(all: Collector, product: Product): Promise<void> {
  const { tenant } = product;
  readyForHandover(tenant);
  await tenant.teams.say(nora, 'turn off security defaults');
  await all.see('handover, refused midway: the proposer waits', nora, 'Waiting for approval', TITLE);
  tenant.faults.add({ method: 'PATCH', path: new RegExp(`${replacingSetIds[1] ?? ''}$`), status: 403, times: 1 });
  const back = tenant.faults.hold({ method: 'PATCH', path: DEFAULTS, skip: 1 });
  await approved(all, product, { shows: TITLE });
  await back.reached;
  await all.see('handover, refused midway: being put back', nora, 'everything is being put back', TITLE);
  back.release();
  await all.see('handover, refused midway: put back', nora, 'Everything was put back', TITLE);
  await all.see('handover, refused midway: the proposer is told', nora, 'Your change needs a look', TITLE);
}

/** What no retry mends is told as what it is. */
async function stuck(all: Collector, product: Product): Promise<void> {
  const { tenant } = product;
  readyForHandover(tenant);
  await tenant.teams.say(nora, 'turn off security defaults');
  const first = tenant.faults.hold({ method: 'PATCH', path: POLICY, when: 'after' });
  await approved(all, product, { shows: TITLE });
  await first.reached;
  for (const path of [DEFAULTS, POLICY]) tenant.faults.add({ method: 'PATCH', path, status: 403, times: 1 });
  first.release();
  await all.see('handover, not put back', nora, 'Not everything could be put back', TITLE);
}

/** Two say yes; what each of them sees is kept under a name. */
async function approved(
  all: Collector,
  { tenant }: Product,
  { shows, name }: { shows: string; name?: string },
): Promise<void> {
  const sees = (who: string, ...words: string[]) =>
    tenant.teams.waitForMessage(who, (message) => words.every((word) => twinOf(message).includes(word)), PATIENCE);
  const asked = await sees(bruno, 'Approval needed', shows);
  if (name) all.keep(`${name}: an approver is asked`, asked);
  await tenant.teams.click(bruno, asked.activityId, { verb: 'proposal.approve' });
  const second = await sees(chiara, '1 of 2 approvals given', shows);
  await tenant.teams.click(chiara, second.activityId, { verb: 'proposal.approve' });
}
