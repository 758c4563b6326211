import { bus } from '@strata/bus';
import { catalog } from '@strata/catalog';
import { inventory } from '@strata/inventory';
import { mailEg } from '@strata/mail-eg';
import { orders } from '@strata/orders';
import { payments } from '@strata/payments';
import { paymentsEg } from '@strata/payments-eg';
import { reviews } from '@strata/reviews';
import { sso } from '@strata/sso';

/** Every subgraph of the system. Databases, roles, ports, processes and tokens derive from this list. */
export const subgraphs = [sso, catalog, inventory, orders, reviews, payments, paymentsEg, mailEg, bus];
