import { Allow, rows } from '@strata/basis-graph';
import type { Context } from '@strata/basis-subgraph';
import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { Payment } from './payment.entity.ts';

@Resolver(() => Payment)
export class PaymentResolver {
  @Allow('payments:read')
  @Query(() => Payment, { nullable: true, description: 'Null also for a payment that the viewer may not know of.' })
  payment(@Arg('id', () => ID) id: string, @Ctx() { em, viewer }: Context): Promise<Payment | null> {
    return em.findOne(Payment, { $and: [{ id }, rows(viewer, 'payments:read', Payment)] });
  }
}
