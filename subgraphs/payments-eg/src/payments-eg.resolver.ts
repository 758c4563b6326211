import { Allow, connectionOf, type Page, PageArgs, paginate, rows } from '@strata/basis-graph';
import type { Context } from '@strata/basis-subgraph';
import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { addPaymentsEg } from './add-payments-eg.ts';
import { PaymentsEg } from './payments-eg.entity.ts';
import { AddPaymentsEgInput } from './payments-eg.inputs.ts';
import { AddPaymentsEgPayload } from './payments-eg.payloads.ts';

const PaymentsEgConnection = connectionOf(() => PaymentsEg, 'PaymentsEg');

@Resolver(() => PaymentsEg)
export class PaymentsEgResolver {
  @Allow('payments-egs:read')
  @Query(() => PaymentsEgConnection, { description: 'One’s own payments egs, the oldest first.' })
  paymentsEgs(@Args(() => PageArgs) page: PageArgs, @Ctx() { em, viewer }: Context): Promise<Page<PaymentsEg>> {
    return paginate(em, PaymentsEg, { ...page, rows: rows(viewer, 'payments-egs:read', PaymentsEg) });
  }

  @Allow('payments-egs:read')
  @Query(() => PaymentsEg, { nullable: true })
  paymentsEg(@Arg('id', () => ID) id: string, @Ctx() { em, viewer }: Context): Promise<PaymentsEg | null> {
    return em.findOne(PaymentsEg, { $and: [{ id }, rows(viewer, 'payments-egs:read', PaymentsEg)] });
  }

  @Allow('payments-egs:add')
  @Mutation(() => AddPaymentsEgPayload)
  addPaymentsEg(@Arg('input', () => AddPaymentsEgInput) input: AddPaymentsEgInput, @Ctx() { run }: Context) {
    return run(addPaymentsEg, input);
  }
}
