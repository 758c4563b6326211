import type { Context } from '@strata/basis-subgraph';
import { createClient } from '@strata/sdk-orders';

/** genql may also batch operations, and does not unless told to. */
type Operation = Parameters<ReturnType<Context['service']>>[0];

/**
 * Whether a customer received a product: whether an order of theirs that was delivered has it. One call to orders,
 * which must not happen in a transaction: slow orders would hold its locks and its connection.
 *
 * @throws SubgraphUnavailableError when orders does not answer
 */
export async function hasReceived(
  service: Context['service'],
  customerId: string,
  productId: string,
): Promise<boolean> {
  const client = createClient({
    fetcher: (operation) => service('orders')(operation as Operation) as Promise<object>,
  });
  const { orders } = await client.query({
    orders: { __args: { first: 1, filter: { status: 'DELIVERED', customerId, productId } }, nodes: { id: true } },
  });
  return orders !== null && orders.nodes.length > 0;
}
