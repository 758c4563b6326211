import { Allow, connectionOf, type Page, PageArgs, paginate, rows } from '@strata/basis-graph';
import type { Context } from '@strata/basis-subgraph';
import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { addPayment } from './add-payment.ts';
import { Payment } from './payment.entity.ts';
import { AddPaymentInput } from './payment.inputs.ts';
import { AddPaymentPayload } from './payment.payloads.ts';

const PaymentConnection = connectionOf(() => Payment, 'Payment');

@Resolver(() => Payment)
export class PaymentResolver {
  @Allow('payments:read')
  @Query(() => PaymentConnection, { description: 'One’s own payments, the oldest first.' })
  payments(@Args(() => PageArgs) page: PageArgs, @Ctx() { em, viewer }: Context): Promise<Page<Payment>> {
    return paginate(em, Payment, { ...page, rows: rows(viewer, 'payments:read', Payment) });
  }

  @Allow('payments:read')
  @Query(() => Payment, { nullable: true })
  payment(@Arg('id', () => ID) id: string, @Ctx() { em, viewer }: Context): Promise<Payment | null> {
    return em.findOne(Payment, { $and: [{ id }, rows(viewer, 'payments:read', Payment)] });
  }

  @Allow('payments:add')
  @Mutation(() => AddPaymentPayload)
  addPayment(@Arg('input', () => AddPaymentInput) input: AddPaymentInput, @Ctx() { run }: Context) {
    return run(addPayment, input);
  }
}
