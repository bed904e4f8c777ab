// The private way from the web app to the database.

@description('Name of the network.')
param baseName string

@description('Where the network is.')
param location string

resource network 'Microsoft.Network/virtualNetworks@2024-07-01' = {
  name: baseName
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: ['10.71.0.0/24']
    }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: '10.71.0.0/26' // App Service asks for /28 or larger, and takes addresses for each copy
          delegations: [
            {
              name: 'app-service'
              properties: {
                serviceName: 'Microsoft.Web/serverFarms'
              }
            }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: '10.71.0.64/28'
          privateEndpointNetworkPolicies: 'Disabled'
        }
      }
    ]
  }
}

// By this zone the database's own host name means its private address inside the network.
resource privateDnsZone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: 'privatelink.postgres.database.azure.com'
  location: 'global'
}

resource privateDnsZoneLink 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = {
  parent: privateDnsZone
  name: baseName
  location: 'global'
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: network.id
    }
  }
}

output appSubnetId string = '${network.id}/subnets/app'
output endpointSubnetId string = '${network.id}/subnets/endpoints'
output privateDnsZoneId string = privateDnsZone.id
