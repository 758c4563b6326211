import { command } from '@strata/basis-subgraph';
import { loadOrderFor } from './load-order-for.ts';
import type { ShipOrderInput } from './order.inputs.ts';
import { takeStep } from './take-step.ts';

/** Has an order shipped: it is CONFIRMED until the money is captured. A `CONFLICT` where the process does not allow it. */
export const shipOrder = command(async (unit, { orderId }: ShipOrderInput) => {
  const order = await loadOrderFor(unit, 'orders:ship', orderId);
  await takeStep(unit, order, 'shipOrder');
  return { order };
});
