import { Allow, connectionOf, type Page, PageArgs, paginate, rows } from '@strata/basis-graph';
import type { Context } from '@strata/basis-subgraph';
import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { addMailEg } from './add-mail-eg.ts';
import { MailEg } from './mail-eg.entity.ts';
import { AddMailEgInput } from './mail-eg.inputs.ts';
import { AddMailEgPayload } from './mail-eg.payloads.ts';

const MailEgConnection = connectionOf(() => MailEg, 'MailEg');

@Resolver(() => MailEg)
export class MailEgResolver {
  @Allow('mail-egs:read')
  @Query(() => MailEgConnection, { description: 'One’s own mail egs, the oldest first.' })
  mailEgs(@Args(() => PageArgs) page: PageArgs, @Ctx() { em, viewer }: Context): Promise<Page<MailEg>> {
    return paginate(em, MailEg, { ...page, rows: rows(viewer, 'mail-egs:read', MailEg) });
  }

  @Allow('mail-egs:read')
  @Query(() => MailEg, { nullable: true })
  mailEg(@Arg('id', () => ID) id: string, @Ctx() { em, viewer }: Context): Promise<MailEg | null> {
    return em.findOne(MailEg, { $and: [{ id }, rows(viewer, 'mail-egs:read', MailEg)] });
  }

  @Allow('mail-egs:add')
  @Mutation(() => AddMailEgPayload)
  addMailEg(@Arg('input', () => AddMailEgInput) input: AddMailEgInput, @Ctx() { run }: Context) {
    return run(addMailEg, input);
  }
}
