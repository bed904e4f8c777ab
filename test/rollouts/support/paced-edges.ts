import type { Config } from '../../../src/config.ts';
import type { Database } from '../../../src/db/database.ts';
import { newId } from '../../../src/lib/ids.ts';
import { createGovernor } from '../../../src/quotas/governor.ts';
import { createPace } from '../../../src/quotas/pace.ts';
import { createShare } from '../../../src/quotas/quota-shares.ts';
import { BotCredentialsFactory } from '../../../src/teams/bot-credentials.ts';
import { createConnector, type Connector } from '../../../src/teams/connector.ts';
import { conversationsIn } from '../../../src/teams/conversations.ts';
import { createMessenger } from '../../../src/teams/messenger.ts';
import { pacedConnector } from '../../../src/teams/paced-connector.ts';
import { createReach } from '../../../src/teams/reach.ts';
import { graphOf, practiceCredential } from '../../entra/support/practice.ts';
import type { PracticeTenant } from '../../tenant/tenant.ts';
import type { HurriedTime } from './hurried-time.ts';

interface Place {
  tenant: PracticeTenant;
  database: Database;
  config: Config;
  time: HurriedTime;
}

/** The ways of one replica to Graph, Teams and mail, within the quotas that all replicas share, in simulated time. */
export function pacedEdges({ tenant, database, config, time }: Place) {
  const { clock } = tenant;
  const { rows } = database;
  const { pause } = time;
  const credential = practiceCredential(tenant);
  const graph = graphOf(tenant, {
    governor: createGovernor({ rows, clock, limits: config.limits, pause }),
    credential: { getToken: (...scopes) => time.during(() => credential.getToken(...scopes)) },
    clock,
    wait: pause,
    fetch: (...request) => time.during(() => fetch(...request)),
  });
  const nowMillis = (): number => clock.now().getTime();
  const { count: limit } = config.limits.connector;
  const share = createShare({ rows, quota: 'connector', limit, holder: newId(), nowMillis });
  const credentials = new BotCredentialsFactory(practiceCredential(tenant), config.bot);
  const connector = pacedConnector(
    watched(createConnector(credentials, { appId: config.bot.appId }), time),
    createPace({ limit, nowMillis, share, pause }),
  );
  const conversations = conversationsIn(rows);
  const { teamsAppId, mailSenderId } = config;
  return {
    graph,
    outward: {
      pause,
      messenger: createMessenger(connector, conversations),
      reach: createReach({ graph, conversations, teamsAppId, mailSenderId }),
    },
  };
}

const watched = (connector: Connector, time: HurriedTime): Connector => ({
  ...connector,
  send: (...message) => time.during(() => connector.send(...message)),
});
