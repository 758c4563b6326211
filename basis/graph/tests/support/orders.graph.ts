import { Entity, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { newId } from '@strata/basis-core';
import { Args, Ctx, Directive, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import {
  Allow,
  buildGraph,
  connectionOf,
  definePermissions,
  type Graph,
  type GraphContext,
  loader,
  type Page,
  PageArgs,
  Public,
  paginate,
  paginateByParent,
  reference,
  rows,
} from '../../src/index.ts';

export interface Context extends GraphContext {
  em: SqlEntityManager;
}

@Entity()
@ObjectType()
@Directive('@key(fields: "id")')
@Allow('orders:read')
export class Order {
  @PrimaryKey({ type: 'uuid' })
  @Field(() => ID)
  id: string = newId();

  @Property({ type: 'uuid' })
  customerId!: string;

  @Property({ type: 'text' })
  @Field(() => String)
  number!: string;

  @Property({ type: 'integer', nullable: true })
  @Field(() => Int, { nullable: true })
  rank: number | null = null;

  @Property({ type: 'datetime', length: 3 })
  placedAt: Date = new Date();
}

@Entity()
@ObjectType()
@Allow('orders:read', { through: 'order' })
export class OrderLine {
  @PrimaryKey({ type: 'uuid' })
  @Field(() => ID)
  id: string = newId();

  @ManyToOne(() => Order)
  @Field(() => Order)
  order!: Order;

  @Property({ type: 'integer' })
  @Field(() => Int)
  quantity!: number;
}

const OrderConnection = connectionOf(() => Order, 'Order');
const OrderLineConnection = connectionOf(() => OrderLine, 'OrderLine');
const permissions = definePermissions({ 'orders:read': 'See orders' });

@Resolver(() => Order)
class OrderResolver {
  @Allow('orders:read')
  @Query(() => OrderConnection)
  orders(@Args(() => PageArgs) page: PageArgs, @Ctx() { em, viewer }: Context): Promise<Page<Order>> {
    const visible = rows(viewer, 'orders:read', Order);
    return paginate(em, Order, { ...page, rows: visible, orderBy: [{ field: 'number', direction: 'asc' }] });
  }

  /** A resolver that forgot its row filter. */
  @Allow('orders:read')
  @Query(() => [Order])
  everyOrder(@Ctx() { em }: Context): Promise<Order[]> {
    return em.find(Order, {}, { orderBy: { number: 'asc' } });
  }

  @Allow('orders:read')
  @Query(() => [OrderLine])
  everyLine(@Ctx() { em }: Context): Promise<OrderLine[]> {
    return em.find(OrderLine, {}, { populate: ['order'] });
  }

  @FieldResolver(() => OrderLineConnection)
  lines(
    @Root() { id }: Order,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: Context,
  ): Promise<Page<OrderLine>> {
    const batch = (parentIds: readonly string[]) =>
      paginateByParent(context.em, OrderLine, {
        ...page,
        parentField: 'order',
        parentIds,
        rows: {},
        orderBy: [{ field: 'quantity', direction: 'desc' }],
      });
    return loader(context, `Order.lines:${page.first}:${page.after}`, batch).load(id);
  }
}

@ObjectType()
@Directive('@key(fields: "id")')
@Public()
class User {
  @Field(() => ID)
  id!: string;
}

@Resolver(() => User)
class UserResolver {
  @Allow('orders:read')
  @FieldResolver(() => OrderConnection, { nullable: true })
  orders(@Root() { id }: User, @Args(() => PageArgs) page: PageArgs, @Ctx() context: Context): Promise<Page<Order>> {
    const { em, viewer } = context;
    const visible = rows(viewer, 'orders:read', Order);
    const batch = (parentIds: readonly string[]) =>
      paginateByParent(em, Order, { ...page, parentField: 'customerId', parentIds, rows: visible });
    return loader(context, `User.orders:${page.first}:${page.after}`, batch).load(id);
  }
}

export function ordersGraph(): Promise<Graph> {
  return buildGraph({
    name: 'orders',
    permissions,
    resolvers: [OrderResolver, UserResolver],
    references: [
      reference(Order, {
        key: 'id',
        load: (ids, { em, viewer }: Context) =>
          em.find(Order, { $and: [{ id: { $in: [...ids] } }, rows(viewer, 'orders:read', Order)] }),
      }),
      reference(User, { key: 'id', owner: 'sso' }),
    ],
  });
}
