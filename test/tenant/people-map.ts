import type { TenantUser } from './contract.ts';

/** Below this a walk over everybody costs nothing, and finds whoever was renamed by hand. */
const CROWD = 10_000;

/**
 * Everybody of the tenant by object id, and in an order that pages can rely on: whoever leaves opens a gap instead of
 * moving the others up, so that a walk by position misses nobody and costs the page alone.
 */
export class TenantPeople extends Map<string, TenantUser> {
  readonly #order: (TenantUser | undefined)[] = [];
  readonly #byPrincipalName = new Map<string, TenantUser>();

  constructor(people: Iterable<TenantUser>) {
    super();
    for (const person of people) this.set(person.id, person);
  }

  /** With gaps where people have left. */
  get order(): readonly (TenantUser | undefined)[] {
    return this.#order;
  }

  override set(id: string, person: TenantUser): this {
    const before = this.get(id);
    if (before === undefined) this.#order.push(person);
    else this.#order[this.#order.indexOf(before)] = person;
    this.#byPrincipalName.set(person.userPrincipalName.toLowerCase(), person);
    return super.set(id, person);
  }

  override delete(id: string): boolean {
    const person = this.get(id);
    if (person === undefined) return false;
    this.#order[this.#order.indexOf(person)] = undefined;
    this.#byPrincipalName.delete(person.userPrincipalName.toLowerCase());
    return super.delete(id);
  }

  /** The person of this user principal name, in any case. */
  named(userPrincipalName: string): TenantUser | undefined {
    const sought = userPrincipalName.toLowerCase();
    const found = this.#byPrincipalName.get(sought);
    if (found?.userPrincipalName.toLowerCase() === sought) return found;
    if (this.size > CROWD) return undefined;
    return this.#order.find((person) => person?.userPrincipalName.toLowerCase() === sought);
  }
}
