import { credentialOf } from '../../../src/entra/credential.ts';
import { createGraph, type Graph, type GraphOptions } from '../../../src/entra/graph.ts';
import type { TokenCredential } from '../../../src/entra/credential.ts';
import { botPermissions } from '../../../src/entra/permissions.ts';
import { type PracticeTenant, startTenant } from '../../tenant/tenant.ts';
import { assertContract } from '../../support/product.ts';
import { trust } from '../../support/trust.ts';

/** A practice tenant in which the bot holds exactly the permissions that it asks for, and its Graph. */
export interface Practice {
  tenant: PracticeTenant;
  graph: Graph;
  close(): Promise<void>;
}

export async function openPractice(people = 60): Promise<Practice> {
  const tenant = await startTenant({ people });
  const trusted = trust(tenant.certificatePem);
  grant(
    tenant,
    botPermissions.map(({ name }) => name),
  );
  const close = async (): Promise<void> => {
    trusted.end();
    await tenant.close();
    assertContract(tenant);
  };
  return { tenant, graph: graphOf(tenant), close };
}

/** A Graph of the tenant with a token that is not there yet, so that it carries what is granted now. */
export const graphOf = (tenant: PracticeTenant, options: Partial<GraphOptions> = {}): Graph =>
  createGraph({
    credential: practiceCredential(tenant),
    baseUrl: tenant.origin,
    wait: () => Promise.resolve(),
    ...options,
  });

/** The bot's own credential in the tenant. */
export function practiceCredential(tenant: PracticeTenant): TokenCredential {
  const { appId: clientId, secret: clientSecret } = tenant.bot;
  return credentialOf(
    { kind: 'secret', tenantId: tenant.tenantId, clientId, clientSecret },
    { authorityHost: tenant.origin, isInstanceDiscoveryDisabled: true },
  );
}

/** Lets the bot's next token carry these permissions and no others. */
export function grant(tenant: PracticeTenant, names: readonly string[]): void {
  const { grantedPermissions } = tenant.graph;
  grantedPermissions.clear();
  for (const name of names) grantedPermissions.add(name);
}
