// The database of the bot. It knows Entra identities only and answers on the private network only.
//
// The bot cannot log in before an administrator has made its role once, from a machine that reaches the private
// network: pgaadauth_create_principal('<IDENTITY_NAME>', false, false) in the database postgres, and the grants.

@description('Name of the server.')
param baseName string

@description('Where the server is.')
param location string

@description('Compute: tier and name.')
param sku object

@description('Object id of the Entra group whose members administer the server.')
param administratorsGroupId string

@description('Display name of that group, exactly as in Entra.')
param administratorsGroupName string

@description('Resource id of the subnet for the private endpoint.')
param endpointSubnetId string

@description('Resource id of the private DNS zone of PostgreSQL.')
param privateDnsZoneId string

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2025-08-01' = {
  name: baseName
  location: location
  sku: {
    tier: sku.tier
    name: sku.name
  }
  properties: {
    version: '17'
    authConfig: {
      activeDirectoryAuth: 'Enabled'
      passwordAuth: 'Disabled'
      tenantId: subscription().tenantId
    }
    storage: {
      storageSizeGB: 32
      autoGrow: 'Enabled'
    }
    backup: {
      backupRetentionDays: 14
      geoRedundantBackup: 'Disabled'
    }
    network: {
      publicNetworkAccess: 'Disabled'
    }
  }
}

// The server takes one change at a time and refuses a second with ServerIsBusy: hence the chain of dependsOn below.

resource administrators 'Microsoft.DBforPostgreSQL/flexibleServers/administrators@2025-08-01' = {
  parent: server
  name: administratorsGroupId
  properties: {
    principalType: 'Group'
    principalName: administratorsGroupName
    tenantId: subscription().tenantId
  }
}

resource database 'Microsoft.DBforPostgreSQL/flexibleServers/databases@2025-08-01' = {
  parent: server
  name: 'crossover'
  properties: {
    charset: 'UTF8'
    collation: 'en_US.utf8'
  }
  dependsOn: [administrators]
}

// Azure refuses CREATE EXTENSION for what is not on this list.
resource extensions 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2025-08-01' = {
  parent: server
  name: 'azure.extensions'
  properties: {
    value: 'PG_TRGM'
    source: 'user-override'
  }
  dependsOn: [database]
}

resource endpoint 'Microsoft.Network/privateEndpoints@2024-07-01' = {
  name: '${baseName}-database'
  location: location
  properties: {
    subnet: {
      id: endpointSubnetId
    }
    privateLinkServiceConnections: [
      {
        name: 'database'
        properties: {
          privateLinkServiceId: server.id
          groupIds: ['postgresqlServer']
        }
      }
    ]
  }
  dependsOn: [extensions]
}

resource endpointDns 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-07-01' = {
  parent: endpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: 'postgres'
        properties: {
          privateDnsZoneId: privateDnsZoneId
        }
      }
    ]
  }
}

output host string = server.properties.fullyQualifiedDomainName
output databaseName string = database.name
