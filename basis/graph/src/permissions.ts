import { StrataError } from '@strata/basis-core';

/** A subgraph's permissions, by name (`resource:action`), each with the sentence that a role's editor reads. */
export type PermissionCatalogue = Readonly<Record<string, string>>;

const PERMISSION = /^[a-z][a-z0-9-]*:[a-z][a-z0-9-]*$/;

/** Whether a text has the form of a permission: `resource:action`, lower case. */
export function isPermission(name: string): boolean {
  return PERMISSION.test(name);
}

/**
 * Declares the permissions that a subgraph asks for. A permission of another subgraph, whose data is kept here as a
 * replica, is listed too: under the owner's name for it.
 *
 * @throws StrataError `PERMISSION_CATALOGUE` naming what is not of the form `resource:action`, or has no description
 * @example export const permissions = definePermissions({ 'orders:read': 'See orders', 'orders:cancel': 'Cancel an order' });
 */
export function definePermissions<const C extends PermissionCatalogue>(catalogue: C): C {
  const faults = Object.entries(catalogue).flatMap(([name, description]) => {
    if (!isPermission(name)) return [`${name} is not of the form resource:action`];
    return description.trim() === '' ? [`${name} has no description`] : [];
  });
  if (faults.length > 0) throw new StrataError('PERMISSION_CATALOGUE', faults.join('; '), 500);
  return Object.freeze(catalogue);
}

/** `orders` of `orders:cancel`. */
export function resourceOf(permission: string): string {
  return permission.slice(0, permission.indexOf(':'));
}
