import type { Grant } from '@strata/basis-core';

/** A role as data: what the seed fills in, and what tests compute viewers from. */
export interface RoleData {
  readonly name: RoleName;
  readonly description: string;
  readonly granted: readonly Grant[];
}

export type RoleName = 'anonymous' | 'customer' | 'staff' | 'admin' | 'partner';

// biome-ignore lint/suspicious/noTemplateCurlyInString: a condition's placeholder, filled in when it is evaluated
const VIEWER_ID = '${viewer.id}';
const ON_SALE = { status: { eq: 'ACTIVE' } };
/** An order, and what is paid for it. */
const OWN_ORDER = { customerId: { eq: VIEWER_ID } };
const ONESELF = { id: { eq: VIEWER_ID } };

const SHOP_WINDOW: readonly Grant[] = [
  { permission: 'products:read', condition: ON_SALE },
  { permission: 'stock:read' },
];

const CUSTOMER: readonly Grant[] = [
  ...SHOP_WINDOW,
  { permission: 'orders:place' },
  { permission: 'orders:read', condition: OWN_ORDER },
  { permission: 'orders:cancel', condition: OWN_ORDER },
  { permission: 'reviews:write' },
  { permission: 'users:read', condition: ONESELF },
  { permission: 'payments:read', condition: OWN_ORDER },
];

const STAFF: readonly Grant[] = [
  { permission: 'products:read' },
  { permission: 'products:write' },
  { permission: 'stock:read' },
  { permission: 'stock:adjust' },
  { permission: 'orders:read' },
  { permission: 'orders:cancel' },
  { permission: 'orders:ship' },
  { permission: 'orders:deliver' },
  { permission: 'payments:read' },
  { permission: 'users:read' },
  { permission: 'bus:read' },
];

const PLATFORM: readonly Grant[] = [
  { permission: 'platform:introspect' },
  { permission: 'platform:operate' },
  { permission: 'bus:operate' },
];

/** The roles that a fresh system has. */
export const standardRoles: readonly RoleData[] = [
  { name: 'anonymous', description: 'A visitor who did not sign in: sees the shop window.', granted: SHOP_WINDOW },
  {
    name: 'customer',
    description: 'Buys, follows their own orders, and reviews what they received.',
    granted: CUSTOMER,
  },
  {
    name: 'staff',
    description: 'Keeps the catalogue and the stock, sees orders through, and sees how messages fare.',
    granted: STAFF,
  },
  {
    name: 'admin',
    description: 'Does all that staff does, and operates the platform.',
    granted: [...STAFF, ...PLATFORM],
  },
  { name: 'partner', description: 'A partner’s system: reads what is on sale, with its stock.', granted: SHOP_WINDOW },
];

/** The role that a request without a token has. */
export const ANONYMOUS_ROLE: RoleName = 'anonymous';

/** One of them, by name. */
export function standardRole(name: RoleName): RoleData {
  const role = standardRoles.find((each) => each.name === name);
  if (role === undefined) throw new TypeError(`There is no role ${name}.`);
  return role;
}
