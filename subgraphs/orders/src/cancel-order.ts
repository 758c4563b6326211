import { command } from '@strata/basis-subgraph';
import { loadOrderFor } from './load-order-for.ts';
import type { CancelOrderInput } from './order.inputs.ts';
import { takeStep } from './take-step.ts';

/** Calls an order off. A `CONFLICT` where the process does not allow it. */
export const cancelOrder = command(async (unit, { orderId }: CancelOrderInput) => {
  const order = await loadOrderFor(unit, 'orders:cancel', orderId);
  await takeStep(unit, order, 'cancelOrder');
  return { order };
});
