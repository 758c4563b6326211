import { command } from '@strata/basis-subgraph';
import { loadOrderFor } from './load-order-for.ts';
import type { ShipOrderInput } from './order.inputs.ts';

/** Notes that an order was handed to the carrier. A `CONFLICT` where the process does not allow it. */
export const shipOrder = command(async (unit, { orderId }: ShipOrderInput) => {
  const order = await loadOrderFor(unit, 'orders:ship', orderId);
  order.ship(unit.now);
  return { order };
});
