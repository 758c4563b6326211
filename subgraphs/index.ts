import { catalog } from '@strata/catalog';
import { inventory } from '@strata/inventory';
import { orders } from '@strata/orders';
import { reviews } from '@strata/reviews';
import { sso } from '@strata/sso';

/** Every subgraph of the system. Databases, roles, ports, processes and tokens derive from this list. */
export const subgraphs = [sso, catalog, inventory, orders, reviews];
