/** What a person may do with the bot; configured as Entra groups or roles, read from the tenant. */
export type Role = 'reader' | 'operator' | 'approver';

/** Someone who acts: who they are comes from the authenticated activity, what they hold from the tenant. */
export interface Actor {
  /** Entra object id. */
  id: string;
  displayName: string;
  roles: ReadonlySet<Role>;
  /** Of the Entra directory roles that are active now. */
  roleTemplateIds: readonly string[];
}
