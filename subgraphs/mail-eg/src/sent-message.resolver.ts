import { Allow, connectionOf, type OrderBy, type Page, PageArgs, paginate, rows } from '@strata/basis-graph';
import type { Context } from '@strata/basis-subgraph';
import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { SentMessage } from './sent-message.entity.ts';

const SentMessageConnection = connectionOf(() => SentMessage, 'SentMessage');
const NEWEST_FIRST: readonly OrderBy[] = [{ field: 'sentAt', direction: 'desc' }];

@Resolver(() => SentMessage)
export class SentMessageResolver {
  @Allow('platform:operate')
  @Query(() => SentMessageConnection, { description: 'Messages that were sent in the last 30 days, newest first.' })
  sentMessages(@Args(() => PageArgs) page: PageArgs, @Ctx() { em, viewer }: Context): Promise<Page<SentMessage>> {
    const own = rows(viewer, 'platform:operate', SentMessage);
    return paginate(em, SentMessage, { ...page, rows: own, orderBy: NEWEST_FIRST });
  }
}
