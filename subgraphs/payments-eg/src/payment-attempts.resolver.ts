import { Allow, connectionOf, type Page, PageArgs, paginate, rows } from '@strata/basis-graph';
import type { Context } from '@strata/basis-subgraph';
import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import { ProviderAttempt } from './provider-attempt.entity.ts';

const PaymentAttemptConnection = connectionOf(() => ProviderAttempt, 'PaymentAttempt');

@Resolver()
export class PaymentAttemptsResolver {
  @Allow('platform:operate')
  @Query(() => PaymentAttemptConnection, {
    nullable: true,
    description: 'What providers were asked for, newest first.',
  })
  paymentAttempts(
    @Args(() => PageArgs) page: PageArgs,
    @Arg('paymentId', () => ID, { nullable: true }) paymentId: string | null | undefined,
    @Ctx() { em, viewer }: Context,
  ): Promise<Page<ProviderAttempt>> {
    return paginate(em, ProviderAttempt, {
      ...page,
      rows: rows(viewer, 'platform:operate', ProviderAttempt),
      where: paymentId == null ? {} : { paymentId },
      orderBy: [{ field: 'askedAt', direction: 'desc' }],
    });
  }
}
