import { command } from '@strata/basis-subgraph';
import { loadOrderFor } from './load-order-for.ts';
import type { DeliverOrderInput } from './order.inputs.ts';
import { takeStep } from './take-step.ts';

/** Notes that an order reached its customer. A `CONFLICT` where the process does not allow it. */
export const deliverOrder = command(async (unit, { orderId }: DeliverOrderInput) => {
  const order = await loadOrderFor(unit, 'orders:deliver', orderId);
  await takeStep(unit, order, 'deliverOrder');
  return { order };
});
