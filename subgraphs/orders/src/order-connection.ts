import { connectionOf, type OrderBy } from '@strata/basis-graph';
import { Order } from './order.entity.ts';

/** A page of orders. */
export const OrderConnection = connectionOf(() => Order, 'Order');

/** How orders are listed wherever they are. */
export const NEWEST_FIRST: readonly OrderBy[] = [{ field: 'placedAt', direction: 'desc' }];
