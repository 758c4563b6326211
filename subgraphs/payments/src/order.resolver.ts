import { Allow, loader, rows } from '@strata/basis-graph';
import type { Context } from '@strata/basis-subgraph';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Order } from './order.type.ts';
import { Payment } from './payment.entity.ts';

@Resolver(() => Order)
export class OrderResolver {
  @Allow('payments:read')
  @FieldResolver(() => Payment, { nullable: true, description: 'Null as long as no money was asked for.' })
  payment(@Root() { id }: Order, @Ctx() context: Context): Promise<Payment | null> {
    return loader(context, 'Order.payment', (ids: readonly string[]) => paymentsOf(context, ids)).load(id);
  }
}

/** One statement for all orders of a request. */
async function paymentsOf({ em, viewer }: Context, orderIds: readonly string[]): Promise<(Payment | null)[]> {
  const ofOrders = { orderId: { $in: [...orderIds] } };
  const found = await em.find(Payment, { $and: [ofOrders, rows(viewer, 'payments:read', Payment)] });
  const byOrder = new Map(found.map((payment) => [payment.orderId, payment]));
  return orderIds.map((id) => byOrder.get(id) ?? null);
}
