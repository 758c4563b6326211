import { Allow, loader, type Page, PageArgs, paginateByParent, rows } from '@strata/basis-graph';
import type { Context } from '@strata/basis-subgraph';
import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Order } from './order.entity.ts';
import { NEWEST_FIRST, OrderConnection } from './order-connection.ts';
import { UserReplica } from './user.replica.ts';

@Resolver(() => UserReplica)
export class UserResolver {
  @Allow('orders:read')
  @FieldResolver(() => OrderConnection, { nullable: true, description: 'What they ordered, newest first.' })
  orders(
    @Root() user: UserReplica,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: Context,
  ): Promise<Page<Order>> {
    const { em, viewer } = context;
    const readPages = (ids: readonly string[]) =>
      paginateByParent(em, Order, {
        ...page,
        parentField: 'customerId',
        parentIds: ids,
        rows: rows(viewer, 'orders:read', Order),
        orderBy: NEWEST_FIRST,
      });
    return loader(context, `User.orders:${page.first}:${page.after}`, readPages).load(user.id);
  }
}
