import { Entity, Index } from '@mikro-orm/decorators/legacy';
import { replicaOf } from '@strata/basis-subgraph';
import * as orders from '@strata/sdk-orders';

/** orders' order, kept here: who received what. No part of the graph. */
@Entity()
@Index({ name: 'order_replica_of_customer', properties: ['customerId', 'status'] })
export class OrderReplica extends replicaOf(orders.Order, { keep: ['customerId', 'status', 'lines'] }) {}
