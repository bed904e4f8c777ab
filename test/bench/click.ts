import { PEOPLE } from '../tenant/cast.ts';
import type { Message } from '../tenant/teams/messages.ts';
import type { PracticeTenant } from '../tenant/tenant.ts';
import { percentile } from './figures.ts';
import { coveredPeople, openStage, type Suite } from './stage.ts';

const CONNECTOR_MILLIS = 50;
const PROPOSALS = 20;
const TARGET_MILLIS = 500;
const { nora, bruno, chiara } = PEOPLE;

/** An approver clicks Approve: how soon the card says so, to the one who clicked and to the others who have it. */
export const click: Suite = async function* (postgres) {
  const stage = await openStage(postgres);
  const { tenant } = stage;
  tenant.faults.add({ path: /^\/v3\//, delayMillis: CONNECTOR_MILLIS });
  try {
    const own: number[] = [];
    const others: number[] = [];
    for (const { userPrincipalName } of coveredPeople(tenant, PROPOSALS)) {
      const copies = await proposed(tenant, userPrincipalName);
      const taken = await approved(tenant, copies);
      own.push(taken.own);
      others.push(taken.others);
    }
    const at = `Connector at ${CONNECTOR_MILLIS} ms, p95 of ${PROPOSALS}`;
    yield { name: `click to one’s own card, ${at}`, value: percentile(own, 95), unit: 'ms', target: TARGET_MILLIS };
    yield {
      name: `click to everybody’s card, ${at}`,
      value: percentile(others, 95),
      unit: 'ms',
      target: TARGET_MILLIS,
    };
  } finally {
    await stage.close();
  }
};

type Copies = Record<'nora' | 'bruno' | 'chiara', Message>;

/** Proposes something and waits until everybody concerned has the card. */
async function proposed({ teams }: PracticeTenant, whom: string): Promise<Copies> {
  const nextCardOf = (userId: string) => {
    const after = teams.messagesOf(userId).at(-1)?.activityId;
    const hasCard = ({ cards }: Message) => cards.length > 0;
    return teams.waitForMessage(userId, hasCard, after === undefined ? {} : { after });
  };
  const coming = Promise.all([nextCardOf(nora), nextCardOf(bruno), nextCardOf(chiara)]);
  await teams.say(nora, `turn off per-user MFA for ${whom}`);
  const [forNora, forBruno, forChiara] = await coming;
  return { nora: forNora, bruno: forBruno, chiara: forChiara };
}

async function approved({ teams }: PracticeTenant, copies: Copies): Promise<{ own: number; others: number }> {
  const clickedAt = performance.now();
  const updated = async (userId: string, shown: Message) => {
    const before = JSON.stringify(shown.cards);
    const isOther = (now: Message) => now.activityId === shown.activityId && JSON.stringify(now.cards) !== before;
    await teams.waitForMessage(userId, isOther);
    return performance.now() - clickedAt;
  };
  const others = Promise.all([updated(nora, copies.nora), updated(chiara, copies.chiara)]);
  const own = updated(bruno, copies.bruno);
  await teams.click(bruno, copies.bruno.activityId, { verb: 'proposal.approve' });
  return { own: await own, others: Math.max(...(await others)) };
}
