import { Entity } from '@mikro-orm/decorators/legacy';
import { Public, rows } from '@strata/basis-graph';
import { type ReplicaRule, replicaOf } from '@strata/basis-subgraph';
import * as catalog from '@strata/sdk-catalog';
import { Directive, ObjectType } from 'type-graphql';

/** catalog's product, kept here: what an order is made of. */
@Entity()
@ObjectType('Product')
@Directive('@key(fields: "id")')
@Public()
export class ProductReplica extends replicaOf(catalog.Product, { serve: ['name'], keep: ['price', 'status'] }) {
  get isForSale(): boolean {
    return this.status === 'ACTIVE';
  }
}

/** Who may see which: catalog's own rule. */
export const visibleProducts: ReplicaRule<ProductReplica> = (viewer) => rows(viewer, 'products:read', ProductReplica);
