import type { Product } from '../support/product.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { recordOf, textOf } from '../tenant/teams/json.ts';
import type { Collector } from './collector.ts';

const { nora } = PEOPLE;

/** The cards of readiness, with the sign-in log unread and read. */
export async function readiness(all: Collector, product: Product): Promise<void> {
  const { tenant } = product;
  await all.say('readiness: the log is still being read', nora, 'are we ready?');
  await all.say('recommendation: its people are still being read', nora, 'how does the recommendation stand?');
  await logsRead(product);
  const asked = await all.say('readiness: of everybody', nora, 'are we ready?');
  const behind = { arguments: { whom: { filter: { finding: 'legacySignIn' }, order: 'exceptions' } } };
  await all.click('readiness: the people behind a line', nora, [asked, { title: 'Show', withData: behind }]);
  await all.say('readiness: of a group', nora, 'are we ready for SG-MFA-Pilot?');
  await all.say('readiness: of a person', nora, "is Carol O'Neil ready?");
  await all.say('recommendation', nora, 'how does the recommendation stand?');
  await all.say('licences', nora, 'which licences do we have?');
  tenant.graph.hasP1 = false;
  await all.say('readiness: of a free tenant', nora, 'are we ready?');
  await all.say('licences of a free tenant', nora, 'which licences do we have?');
  tenant.graph.hasP1 = true;
}

/** The quota of logs lets one call go every two seconds. */
async function logsRead(product: Product): Promise<void> {
  const { teams } = product.tenant;
  for (let text = 'being read', round = 0; text.includes('being read') && round < 30; round += 1) {
    for (let call = 0; call < 4; call += 1) await product.moveClock(3000);
    const { activityId = '0' } = await teams.say(nora, 'are we ready?');
    const answer = await teams.waitForMessage(nora, () => true, { after: activityId });
    text = textOf(recordOf(answer.cards[0])['fallbackText']) ?? '';
  }
}
