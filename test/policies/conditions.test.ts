import assert from 'node:assert/strict';
import { coverageOf, type Narrowing } from '../../src/policies/coverage.ts';
import { ana, applications, grant, policy, type PolicyChanges } from './samples.ts';

interface Row {
  readonly name: string;
  readonly changes: PolicyChanges;
  readonly narrowedBy?: readonly Narrowing[];
}

function conditions(name: string, given: Readonly<Record<string, unknown>>, ...narrowedBy: Narrowing[]): Row {
  return { name, changes: { conditions: given }, narrowedBy };
}

function target(name: string, given: Readonly<Record<string, unknown>>, ...narrowedBy: Narrowing[]): Row {
  return { name, changes: { applications: applications(given) }, narrowedBy };
}

const every = ['All'];
const filter = { mode: 'exclude', rule: 'device.isCompliant -eq True' };

const wholeRows: readonly Row[] = [
  target('all resources, and some named besides', { includeApplications: ['Office365', 'All'] }),
  conditions('no client app types', { clientAppTypes: [] }),
  conditions('null client app types', { clientAppTypes: null }),
  conditions('both modern client app types', { clientAppTypes: ['mobileAppsAndDesktopClients', 'browser'] }),
  conditions('modern clients and one legacy one', {
    clientAppTypes: ['browser', 'mobileAppsAndDesktopClients', 'other'],
  }),
  conditions('all platforms', { platforms: { includePlatforms: ['all'], excludePlatforms: [] } }),
  conditions('platforms left empty', { platforms: { includePlatforms: [], excludePlatforms: null } }),
  conditions('all locations', { locations: { includeLocations: every, excludeLocations: [] } }),
  conditions('locations left empty', { locations: {} }),
  conditions('a device condition without a filter', { devices: { deviceFilter: null } }),
  conditions('authentication flows left empty', { authenticationFlows: { transferMethods: '' } }),
  conditions('insider risk left empty', { insiderRiskLevels: '' }),
  conditions('unknown conditions that are empty', { times: null, clients: [], next: { list: [], text: '' } }),
  conditions('platforms that hold only an annotation', { platforms: { '@odata.type': '#platforms' } }),
  conditions('annotations', { 'users@odata.context': 'https://graph.microsoft.com' }),
];

const narrowRows: readonly Row[] = [
  target('Office 365 only', { includeApplications: ['Office365'] }, 'applications'),
  target('the admin portals only', { includeApplications: ['MicrosoftAdminPortals'] }, 'applications'),
  target('a list of apps that is no list', { includeApplications: 'All' }, 'applications'),
  target('all but one app', { includeApplications: every, excludeApplications: ['app'] }, 'applications'),
  target('all apps under a filter', { includeApplications: every, applicationFilter: filter }, 'applications'),
  target('a filter of apps alone', { applicationFilter: filter }, 'applications'),
  target('all apps over an unknown network', { includeApplications: every, network: { kind: 'x' } }, 'applications'),
  target('a user action', { includeUserActions: ['urn:user:registersecurityinfo'] }, 'userActions'),
  target('a context', { includeAuthenticationContextClassReferences: ['c1'] }, 'authenticationContext'),
  conditions('browsers only', { clientAppTypes: ['browser'] }, 'clientAppTypes'),
  conditions('legacy clients only', { clientAppTypes: ['exchangeActiveSync', 'other'] }, 'clientAppTypes'),
  conditions('client app types that are no list', { clientAppTypes: 'all' }, 'clientAppTypes'),
  conditions('a future client app type', { clientAppTypes: ['unknownFutureValue'] }, 'clientAppTypes'),
  conditions('one platform', { platforms: { includePlatforms: ['windows'] } }, 'platforms'),
  conditions(
    'all platforms but one',
    { platforms: { includePlatforms: ['all'], excludePlatforms: ['iOS'] } },
    'platforms',
  ),
  conditions('only excluded platforms', { platforms: { excludePlatforms: ['iOS'] } }, 'platforms'),
  conditions(
    'all locations but the trusted ones',
    { locations: { includeLocations: every, excludeLocations: ['AllTrusted'] } },
    'locations',
  ),
  conditions('trusted locations only', { locations: { includeLocations: ['AllTrusted'] } }, 'locations'),
  conditions('locations that cannot be read', { locations: 'All' }, 'locations'),
  conditions('sign-in risk', { signInRiskLevels: ['high', 'medium', 'low', 'none'] }, 'signInRisk'),
  conditions('user risk', { userRiskLevels: ['high'] }, 'userRisk'),
  conditions('insider risk', { insiderRiskLevels: 'elevated,moderate' }, 'insiderRisk'),
  conditions('a device filter', { devices: { deviceFilter: filter } }, 'devices'),
  conditions('device states', { deviceStates: { includeStates: every, excludeStates: ['Compliant'] } }, 'devices'),
  conditions(
    'the device code flow',
    { authenticationFlows: { transferMethods: 'deviceCodeFlow' } },
    'authenticationFlows',
  ),
  conditions(
    'several conditions at once',
    { userRiskLevels: ['high'], clientAppTypes: ['browser'], devices: { deviceFilter: filter } },
    'clientAppTypes',
    'devices',
    'userRisk',
  ),
  conditions('a condition that is unknown', { times: { includedRanges: ['nights'] } }),
  conditions('a condition named like an inherited property', { constructor: ['x'] }),
  {
    name: 'people narrowed in an unknown way',
    changes: { users: { includeUsers: every, includeHours: ['9-17'] } },
  },
  {
    name: 'a user action, whatever else narrows it',
    changes: {
      applications: applications({ includeUserActions: ['urn:user:registerdevice'] }),
      conditions: { locations: { includeLocations: ['AllTrusted'] }, times: ['nights'] },
      grant: grant('OR', ['mfa', 'compliantDevice']),
    },
    narrowedBy: ['userActions'],
  },
];

const idleRows: readonly Row[] = [
  { name: 'no resources', changes: { applications: applications({ includeApplications: ['None'] }) } },
  { name: 'nothing at all', changes: { applications: null } },
  {
    name: 'nothing but an exclusion',
    changes: { applications: applications({ excludeApplications: ['app'] }) },
  },
  conditions('workload identities', {
    clientApplications: { includeServicePrincipals: ['ServicePrincipalsInMyTenant'] },
  }),
  conditions('workload identities at risk', { servicePrincipalRiskLevels: ['high'] }),
  conditions('conditions that are no object', { users: 'All' }),
];

describe('the conditions of a policy', () => {
  for (const { name, changes } of wholeRows) {
    it(`leave MFA required: ${name}`, () => {
      assert.equal(coverageOf(ana, [policy(changes)]).coverage, 'required');
    });
  }

  for (const { name, changes, narrowedBy = [] } of narrowRows) {
    it(`make MFA conditional: ${name}`, () => {
      assert.deepEqual(coverageOf(ana, [policy(changes)]), {
        coverage: 'conditional',
        narrowedBy,
        byPolicyIds: ['mfa'],
      });
    });

    it(`make a block no coverage: ${name}`, () => {
      assert.equal(coverageOf(ana, [policy({ ...changes, grant: grant('OR', ['block']) })]).coverage, 'none');
    });
  }

  for (const { name, changes } of idleRows) {
    it(`make a policy no coverage of people: ${name}`, () => {
      assert.equal(coverageOf(ana, [policy(changes)]).coverage, 'none');
    });
  }

  it('narrow where something is nested deeper than any policy nests', () => {
    let deep: unknown = 'x';
    for (let level = 0; level < 100_000; level++) deep = { deep };
    assert.equal(coverageOf(ana, [policy({ conditions: { deep } })]).coverage, 'conditional');
  });
});
