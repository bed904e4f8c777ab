import type { JsonObject } from '../answer.ts';
import { ROLE_TEMPLATE_IDS } from '../entra-ids.ts';
import { guidOf } from '../seeded-random.ts';
import { anyOf, contextOf, ok, param } from './call.ts';
import type { Route } from './call.ts';
import { answerPage } from './collection.ts';
import { rowFilter } from './filter.ts';
import { completePolicy } from './policy-shape.ts';
import { GraphRefusal } from './refusal.ts';

const PATH = '/identity/conditionalAccess/templates';
const ALL_APPS = { includeApplications: ['All'] };
const ADMINISTRATORS = [ROLE_TEMPLATE_IDS['Global Administrator'], ROLE_TEMPLATE_IDS['Security Administrator']];

/** Microsoft's templates for Conditional Access policies. */
export const policyTemplateRoutes: Route[] = [
  {
    method: 'GET',
    path: PATH,
    needs: anyOf('Policy.Read.All'),
    serve: (call, parts) =>
      answerPage(call, parts, { set: PATH.slice(1), items: TEMPLATES.filter(rowFilter(call)), shape: (row) => row }),
  },
  {
    method: 'GET',
    path: `${PATH}/{id}`,
    needs: anyOf('Policy.Read.All'),
    serve: (call, parts) => {
      const template = TEMPLATES.find(({ id }) => id === param(call, 'id').toLowerCase());
      if (template === undefined) throw new GraphRefusal(404, 'ResourceNotFound', 'The template does not exist.');
      return ok({ '@odata.context': contextOf(call, parts, `${PATH.slice(1)}/$entity`), ...template });
    },
  },
];

/** The conditions and controls of a policy, made of a few words. */
function detailsOf(users: JsonObject, control: string, clientAppTypes: string[] = ['all']): JsonObject {
  const conditions = { clientAppTypes, applications: ALL_APPS, users };
  const grantControls = { operator: 'OR', builtInControls: [control] };
  const { conditions: whole, grantControls: controls } = completePolicy({
    id: '',
    state: '',
    conditions,
    grantControls,
  });
  return { conditions: whole, grantControls: controls, sessionControls: null };
}

/** What Microsoft offers and, in a tenant without security defaults, also creates by itself. */
export const TEMPLATES = [
  {
    name: 'Require multifactor authentication for all users',
    scenarios: 'secureFoundation,zeroTrust,remoteWork',
    details: detailsOf({ includeUsers: ['All'] }, 'mfa'),
  },
  {
    name: 'Require multifactor authentication for admins',
    scenarios: 'secureFoundation,zeroTrust,protectAdmins',
    details: detailsOf({ includeRoles: ADMINISTRATORS }, 'mfa'),
  },
  {
    name: 'Block legacy authentication',
    scenarios: 'secureFoundation,zeroTrust,remoteWork',
    details: detailsOf({ includeUsers: ['All'] }, 'block', ['exchangeActiveSync', 'other']),
  },
].map((template) => ({
  id: guidOf('conditionalAccessTemplate', template.name),
  description: `${template.name}, as Microsoft recommends it.`,
  ...template,
}));
