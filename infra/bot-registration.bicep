// Tells Bot Framework who the bot is, where it listens, and that Teams may talk to it.

@description('Name of the registration.')
param baseName string

@description('Display name of the bot in Azure.')
param displayName string

@description('Resource id of the managed identity that the bot is.')
param identityId string

@description('Client id of that identity: the Microsoft App id of the bot.')
param identityClientId string

@description('Tenant of that identity.')
param identityTenantId string

@description('Public host name of the web app.')
param botDomain string

resource bot 'Microsoft.BotService/botServices@2022-09-15' = {
  name: baseName
  location: 'global'
  kind: 'azurebot'
  sku: {
    name: 'F0' // Teams is a standard channel: messages are free and unlimited
  }
  properties: {
    displayName: displayName
    endpoint: 'https://${botDomain}/api/messages'
    msaAppType: 'UserAssignedMSI'
    msaAppId: identityClientId
    msaAppTenantId: identityTenantId
    msaAppMSIResourceId: identityId
    disableLocalAuth: true // no channel that works by a shared secret
  }
}

resource teamsChannel 'Microsoft.BotService/botServices/channels@2022-09-15' = {
  parent: bot
  name: 'MsTeamsChannel'
  location: 'global'
  properties: {
    channelName: 'MsTeamsChannel'
    properties: {
      isEnabled: true
      acceptedTerms: true
    }
  }
}
