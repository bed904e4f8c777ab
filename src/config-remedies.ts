import { rolloutRemedies } from './config-rollouts.ts';

/** What mends a fault, for each variable: the words of `npm start` and of the README. */
export const remedies: Readonly<Record<string, string>> = {
  BOT_ID: 'Set it to the application (client) id of the bot registration.',
  BOT_TENANT_ID: 'Set it to the tenant id (a GUID) that the bot works in.',
  AZURE_CREDENTIAL: 'Set it to managedIdentity, workloadIdentity, certificate or secret.',
  AZURE_CLIENT_ID: 'Set it to the client id of the identity that signs in, or leave it out where that is BOT_ID.',
  AZURE_CLIENT_SECRET: 'Set it to a client secret of the app, or choose another AZURE_CREDENTIAL.',
  AZURE_CLIENT_CERTIFICATE_PATH: 'Set it to the path of a PEM file with certificate and key.',
  AZURE_FEDERATED_TOKEN_FILE: 'Set it to the path of the federated token, as workload identity mounts it.',
  DATABASE_URL:
    'Set it to a PostgreSQL 15 or later, postgresql://user@host:5432/crossover?sslmode=verify-full. The embedded database is for trying out only.',
  DATABASE_ADMIN_URL:
    'Set it to the same server as an administrator of it reaches it, postgresql://admin@host:5432/crossover?sslmode=verify-full; for npm run grant only.',
  DATABASE_DIRECTORY: 'Set it to the directory of an embedded database.',
  DATABASE_PASSWORD_FROM: 'Set it to entra (a token of the identity) or url (the password in DATABASE_URL).',
  CROSSOVER_MODE: 'Set it to production, or to tryout for the embedded database.',
  CROSSOVER_READERS: 'List Entra groups or roles: group:<object id>, role:<role template id>, separated by commas.',
  CROSSOVER_OPERATORS: 'List Entra groups or roles: group:<object id>, role:<role template id>, separated by commas.',
  CROSSOVER_APPROVERS: 'List Entra groups or roles: group:<object id>, role:<role template id>, separated by commas.',
  CROSSOVER_ESCALATION:
    'List Entra groups or roles that are asked as well when approvers do not decide: group:<object id>, role:<role template id>, separated by commas.',
  CROSSOVER_PROPOSERS:
    'Set it to entra: who proposes a change must hold the Entra role that the admin centre demands for it; or to operators: being an operator is enough.',
  CROSSOVER_EMERGENCY_ACCOUNTS:
    'List the object ids of your emergency access accounts, separated by commas; leave it empty to start read-only.',
  CROSSOVER_OWN_GROUPS:
    'List the object ids of the security groups whose members I may change, separated by commas; leave it empty and I change none.',
  CROSSOVER_HELP_CONTACT: 'Set it to where people get help, at most 200 letters: every notice names it.',
  CROSSOVER_HELP_CHANNEL:
    'Set it to the id of the channel that requests for help go to, 19:…@thread.tacv2, where the app is a member of the team; or leave it out.',
  CROSSOVER_NOTICE_TEXTS:
    'Set it to a folder with your own texts of notices, one file for each language, such as de.json; or leave it out.',
  CROSSOVER_TEAMS_PER_SECOND:
    'Set it to a whole number from 1 to 50; fewer where other bots share the app registration.',
  CROSSOVER_TIME_ZONE: 'Set it to an IANA time zone such as Europe/Berlin.',
  CROSSOVER_SETTLE_MINUTES:
    'Set it to whole minutes; fewer than 15 is for trying out, since Entra takes that long to apply a change.',
  CROSSOVER_APPROVAL_HOURS: 'Set it to whole hours from 1 to 720.',
  CROSSOVER_EXECUTION_HOURS: 'Set it to whole hours from 1 to 168.',
  CROSSOVER_APPROVALS:
    'List how many approvals each risk needs, administrator=2,many=2,policy=2,securityDefaults=2,notice=1,person=1; none may be below 1.',
  CROSSOVER_FEW_PEOPLE: 'Set it to the largest number of people that one approval is enough for, 1 or more.',
  CROSSOVER_MOST_PEOPLE: 'Set it to the largest number of people that one plan may be about, at most 20000.',
  CROSSOVER_PROTECTED_GROUPS: 'List the object ids of groups whose members must never be changed, separated by commas.',
  ...rolloutRemedies,
  CROSSOVER_SNAPSHOT_MINUTES: 'Set it to whole minutes.',
  CROSSOVER_CHANGES_MINUTES: 'Set it to whole minutes.',
  CROSSOVER_SERVICE_ACCOUNTS:
    'List groups and names with * for anything: group:<object id>, name:svc-*, separated by commas.',
  CROSSOVER_SHARED_ACCOUNTS:
    'List groups and names with * for anything: group:<object id>, name:room-*, separated by commas.',
  CROSSOVER_FILE_HOSTS:
    'List the hosts of OneDrive and SharePoint in your cloud, *.sharepoint.com, separated by commas.',
  CROSSOVER_LINK_ORIGIN:
    'Set it to where people reach the bot with a browser, such as https://crossover.contoso.com, together with CROSSOVER_LINK_APP_ID; or leave both out: then files go into the OneDrive only.',
  CROSSOVER_LINK_APP_ID:
    'Set it to the client id of the app registration that people sign in to before they get a file, together with CROSSOVER_LINK_ORIGIN; or leave both out.',
  CROSSOVER_REQUIREMENTS_PER_10_SECONDS:
    'Set it to a whole number; fewer where Microsoft Graph refuses reads and writes of per-user MFA states.',
  CROSSOVER_CHAT_TEXT_DAYS: 'Set it to whole days from 1 to 36500.',
  CROSSOVER_RECORD_TEXT_DAYS: 'Set it to whole days from 1 to 36500.',
  CROSSOVER_ANCHOR_FILE:
    'Set it to the path of a file in a folder that is there, best on a share that nobody can edit; or leave it out.',
  CROSSOVER_APPROVERS_CHANNEL:
    'Set it to the conversation id of a channel that the bot was added to, 19:…@thread.tacv2; or leave it out: then each approver is told.',
  CROSSOVER_STANDING_WAY_BACK: 'Set it to on or off.',
  CROSSOVER_MAIL_SENDER: 'Set it to the object id of the mailbox that notices are sent from, or leave it out.',
  CROSSOVER_SERVICE_URLS: 'List the origins (https://…) of the Bot Connector that may call, separated by commas.',
  CROSSOVER_MODEL_URL:
    'Set it to the address of an OpenAI-compatible service, such as https://models.example/v1, or of Azure OpenAI, such as https://name.openai.azure.com; or leave it out: then no model is asked.',
  CROSSOVER_MODEL_NAME: 'Set it to the name of the model, or of its deployment in Azure OpenAI.',
  CROSSOVER_MODEL_KEY:
    'Set it to the key of the service; leave it out where there is none, or where the identity signs in.',
  CROSSOVER_MODEL_API_VERSION: 'Set it to an API version of Azure OpenAI, such as 2024-10-21; leave it out elsewhere.',
  CROSSOVER_MODEL_NAMES: 'Set it to masked or asTyped.',
  CROSSOVER_MODEL_PRICES:
    'Set it to the prices of a million tokens, such as input=0.15,output=0.60, in the currency of your contract; or leave it out.',
  TEAMS_APP_ID: 'Set it to the id in the app manifest, or leave it out: then nobody gets the app installed by the bot.',
  GRAPH_URL: 'Set it to an https origin such as https://graph.microsoft.com.',
  LOGIN_URL: 'Set it to an https origin such as https://login.microsoftonline.com.',
  LOGIN_DISCOVERY: 'Set it to on; off is for a token issuer that Microsoft does not know.',
  BOT_OPENID_METADATA_URL: 'Set it to where the Bot Connector publishes its keys, or leave it out.',
  PORT: 'Set it to a free TCP port.',
  HOST: 'Set it to the one address to listen on, such as 127.0.0.1, or leave it out for all.',
};
