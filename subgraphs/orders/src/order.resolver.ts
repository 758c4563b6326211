import { Allow, loader, type Page, PageArgs, paginate, rows } from '@strata/basis-graph';
import { type Context, loadReplica } from '@strata/basis-subgraph';
import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Info, Mutation, Query, Resolver, Root } from 'type-graphql';
import { cancelOrder } from './cancel-order.ts';
import { deliverOrder } from './deliver-order.ts';
import { linesOf } from './lines-of.ts';
import { Order } from './order.entity.ts';
import { OrderFilter, ordersWhere } from './order.filter.ts';
import { CancelOrderInput, DeliverOrderInput, PlaceOrderInput, ShipOrderInput } from './order.inputs.ts';
import { CancelOrderPayload, DeliverOrderPayload, PlaceOrderPayload, ShipOrderPayload } from './order.payloads.ts';
import { NEWEST_FIRST, OrderConnection } from './order-connection.ts';
import { OrderLine } from './order-line.entity.ts';
import { placeOrder } from './place-order.ts';
import { shipOrder } from './ship-order.ts';
import { UserReplica } from './user.replica.ts';

@Resolver(() => Order)
export class OrderResolver {
  @Allow('orders:read')
  @Query(() => OrderConnection, { nullable: true, description: 'Newest first.' })
  orders(
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => OrderFilter, { nullable: true }) filter: OrderFilter | null,
    @Ctx() { em, viewer }: Context,
  ): Promise<Page<Order>> {
    const visible = rows(viewer, 'orders:read', Order);
    return paginate(em, Order, { ...page, rows: visible, where: ordersWhere(filter), orderBy: NEWEST_FIRST });
  }

  @Allow('orders:read')
  @Query(() => Order, { nullable: true, description: 'Null also for an order that the viewer may not know of.' })
  order(@Arg('id', () => ID) id: string, @Ctx() { em, viewer }: Context): Promise<Order | null> {
    return em.findOne(Order, { $and: [{ id }, rows(viewer, 'orders:read', Order)] });
  }

  @FieldResolver(() => [OrderLine])
  lines(@Root() order: Order, @Ctx() context: Context): Promise<readonly OrderLine[]> {
    return loader(context, 'Order.lines', (ids: readonly string[]) => linesOf(context.em, ids)).load(order.id);
  }

  @FieldResolver(() => UserReplica, { nullable: true })
  customer(
    @Root() { customerId }: Order,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<UserReplica | null> {
    return loadReplica(UserReplica, customerId, context, info);
  }

  @Allow('orders:place')
  @Mutation(() => PlaceOrderPayload)
  placeOrder(@Arg('input', () => PlaceOrderInput) input: PlaceOrderInput, @Ctx() { run }: Context) {
    return run(placeOrder, input);
  }

  @Allow('orders:cancel')
  @Mutation(() => CancelOrderPayload)
  cancelOrder(@Arg('input', () => CancelOrderInput) input: CancelOrderInput, @Ctx() { run }: Context) {
    return run(cancelOrder, input);
  }

  @Allow('orders:ship')
  @Mutation(() => ShipOrderPayload)
  shipOrder(@Arg('input', () => ShipOrderInput) input: ShipOrderInput, @Ctx() { run }: Context) {
    return run(shipOrder, input);
  }

  @Allow('orders:deliver')
  @Mutation(() => DeliverOrderPayload)
  deliverOrder(@Arg('input', () => DeliverOrderInput) input: DeliverOrderInput, @Ctx() { run }: Context) {
    return run(deliverOrder, input);
  }
}
