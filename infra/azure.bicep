// Everything that Crossover needs in Azure, in one resource group: the web app, the identity that the bot and the
// database know it by, the bot registration, the database and the network between them. No secret exists in any of
// it: the bot proves itself by its managed identity everywhere.
//
// UNVERIFIED: this template was checked against the published resource types, but never deployed.

@description('Ends every resource name. Lower-case letters and digits, unique enough for a public host name.')
@minLength(3)
@maxLength(16)
param nameSuffix string

@description('Where the resources are created. (Default: where the resource group is)')
param location string = resourceGroup().location

@description('Display name of the bot in Azure.')
@maxLength(42)
param botDisplayName string

@description('Compute of the web app. Basic is the least that keeps the bot awake and joins a network. (Default: B1)')
@allowed(['B1', 'B2', 'B3', 'P0v3', 'P1v3', 'P2v3'])
param appServicePlanSku string = 'B1'

@description('How many copies of the bot run; they share the database. (Default: 1)')
@minValue(1)
@maxValue(10)
param replicaCount int = 1

@description('Compute of the database, by tier and name. (Default: small; a directory of a million people wants GeneralPurpose and Standard_D2ds_v5)')
param databaseSku object = {
  tier: 'Burstable'
  name: 'Standard_B2s'
}

@description('Object id of the Entra group whose members administer the database. Not the bot.')
@minLength(36)
@maxLength(36)
param databaseAdministratorsGroupId string

@description('Display name of that group, exactly as in Entra.')
param databaseAdministratorsGroupName string

@description('Id of the app in Teams (the id of the app manifest), with which the bot installs itself for a person.')
param teamsAppId string

@description('Who may ask about other people: group:<object id> and role:<role template id>, with commas between.')
param readers string

@description('Who may propose changes and stop them, in the same form.')
param operators string

@description('Who may decide on proposals, in the same form.')
param approvers string

@description('Emergency access accounts, at least two, as object ids with commas between: never changed, always excluded. The word none starts the bot read-only.')
param emergencyAccounts string

@description('Where people get help: a mail address, telephone number or https address, shown in every notice.')
param helpContact string

@description('Object id of the mailbox that sends notices to people whom Teams cannot reach, or the word none.')
param mailSender string

@description('IANA time zone in which times are read and shown, such as Europe/Berlin.')
param timeZone string

var baseName = 'crossover-${nameSuffix}'

// The toolkit refuses empty parameters, so that there is a word for nothing; to the bot an empty setting is none.
var emergencyAccountsOrEmpty = emergencyAccounts == 'none' ? '' : emergencyAccounts
var mailSenderOrEmpty = mailSender == 'none' ? '' : mailSender

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: baseName
  location: location
}

module network 'network.bicep' = {
  name: 'crossover-network'
  params: {
    baseName: baseName
    location: location
  }
}

module database 'database.bicep' = {
  name: 'crossover-database'
  params: {
    baseName: baseName
    location: location
    sku: databaseSku
    administratorsGroupId: databaseAdministratorsGroupId
    administratorsGroupName: databaseAdministratorsGroupName
    endpointSubnetId: network.outputs.endpointSubnetId
    privateDnsZoneId: network.outputs.privateDnsZoneId
  }
}

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: baseName
  location: location
  kind: 'linux'
  sku: {
    name: appServicePlanSku
    capacity: replicaCount
  }
  properties: {
    reserved: true // this is how Azure spells "Linux"
  }
}

resource site 'Microsoft.Web/sites@2024-11-01' = {
  name: baseName
  location: location
  kind: 'app,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false // any copy of the bot can answer any message
    virtualNetworkSubnetId: network.outputs.appSubnetId
    siteConfig: {
      // UNVERIFIED: that App Service offers this name. It only has to run npm: `npm start` uses the Node 24 that the
      // deployed node_modules brings along.
      linuxFxVersion: 'NODE|24-lts'
      appCommandLine: 'npm start'
      alwaysOn: true
      http20Enabled: true
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      remoteDebuggingEnabled: false
      healthCheckPath: '/healthz'
      appSettings: [
        // The zip carries node_modules as npm ci made it; a second build in Azure could resolve them differently.
        { name: 'SCM_DO_BUILD_DURING_DEPLOYMENT', value: 'false' }
        { name: 'BOT_ID', value: identity.properties.clientId }
        { name: 'BOT_TENANT_ID', value: identity.properties.tenantId }
        { name: 'TEAMS_APP_ID', value: teamsAppId }
        { name: 'AZURE_CREDENTIAL', value: 'managedIdentity' }
        { name: 'AZURE_CLIENT_ID', value: identity.properties.clientId }
        // No password in it: an Entra token takes its place at each new connection. verify-full is said outright,
        // since what "require" means to the driver is about to change.
        { name: 'DATABASE_URL', value: 'postgresql://${identity.name}@${database.outputs.host}:5432/${database.outputs.databaseName}?sslmode=verify-full' }
        { name: 'DATABASE_PASSWORD_FROM', value: 'entra' }
        { name: 'CROSSOVER_READERS', value: readers }
        { name: 'CROSSOVER_OPERATORS', value: operators }
        { name: 'CROSSOVER_APPROVERS', value: approvers }
        { name: 'CROSSOVER_EMERGENCY_ACCOUNTS', value: emergencyAccountsOrEmpty }
        { name: 'CROSSOVER_HELP_CONTACT', value: helpContact }
        { name: 'CROSSOVER_MAIL_SENDER', value: mailSenderOrEmpty }
        { name: 'CROSSOVER_TIME_ZONE', value: timeZone }
      ]
    }
  }
}

// What the bot prints, for three days: enough to see why it does not start. The record of what it did is in the
// database, not here.
resource siteLogs 'Microsoft.Web/sites/config@2024-11-01' = {
  parent: site
  name: 'logs'
  properties: {
    httpLogs: {
      fileSystem: {
        enabled: true
        retentionInDays: 3
        retentionInMb: 35
      }
    }
  }
}

// Deployment signs in with Entra; the user name and password that Azure makes for each site are switched off.
resource noFtpPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: site
  name: 'ftp'
  properties: {
    allow: false
  }
}

resource noDeploymentPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: site
  name: 'scm'
  properties: {
    allow: false
  }
}

module botRegistration 'bot-registration.bicep' = {
  name: 'crossover-bot-registration'
  params: {
    baseName: baseName
    displayName: botDisplayName
    identityId: identity.id
    identityClientId: identity.properties.clientId
    identityTenantId: identity.properties.tenantId
    botDomain: site.properties.defaultHostName
  }
}

// The toolkit writes each output into env/.env.<environment> under its own name.
output BOT_ID string = identity.properties.clientId
output BOT_DOMAIN string = site.properties.defaultHostName
output BOT_AZURE_APP_SERVICE_RESOURCE_ID string = site.id
output IDENTITY_NAME string = identity.name
output IDENTITY_PRINCIPAL_ID string = identity.properties.principalId
output DATABASE_HOST string = database.outputs.host
