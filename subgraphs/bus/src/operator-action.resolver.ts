import { Allow, connectionOf, type OrderBy, type Page, PageArgs, paginate, rows } from '@strata/basis-graph';
import type { Context } from '@strata/basis-subgraph';
import { Arg, Args, Ctx, Field, FieldResolver, Float, ID, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { OperatorAction, OperatorActionState } from './operator-action.entity.ts';
import { jobAsked, settleAction, settlePage } from './settle-actions.ts';

const OperatorActionConnection = connectionOf(() => OperatorAction, 'OperatorAction');
const LATEST_FIRST: readonly OrderBy[] = [{ field: 'startedAt', direction: 'desc' }];

@ObjectType({ description: 'How far something that takes long is, in rows or messages.' })
@Allow('bus:read')
class OperatorActionProgress {
  @Field(() => Float)
  done!: number;

  @Field(() => Float, { nullable: true, description: 'About, where it is known.' })
  total?: number | null | undefined;
}

@Resolver(() => OperatorAction)
export class OperatorActionResolver {
  @Allow('bus:read')
  @Query(() => OperatorActionConnection, { description: 'What operators did, the latest first.' })
  async operatorActions(@Args(() => PageArgs) page: PageArgs, @Ctx() context: Context): Promise<Page<OperatorAction>> {
    const visible = rows(context.viewer, 'bus:read', OperatorAction);
    const options = { ...page, rows: visible, orderBy: LATEST_FIRST };
    const found = await paginate(context.em, OperatorAction, options);
    await settlePage(context, found);
    return found;
  }

  @Allow('bus:read')
  @Query(() => OperatorAction, { nullable: true })
  async operatorAction(@Arg('id', () => ID) id: string, @Ctx() context: Context): Promise<OperatorAction | null> {
    const visible = rows(context.viewer, 'bus:read', OperatorAction);
    const action = await context.em.findOne(OperatorAction, { $and: [{ id }, visible] });
    return action && settleAction(context, action);
  }

  @FieldResolver(() => OperatorActionProgress, {
    nullable: true,
    description: 'While it is under way, where it is known.',
  })
  async progress(@Root() action: OperatorAction, @Ctx() context: Context): Promise<OperatorActionProgress | null> {
    if (action.state !== OperatorActionState.STARTED || action.jobId === null) return null;
    return (await jobAsked(context, action))?.progress ?? null;
  }
}
