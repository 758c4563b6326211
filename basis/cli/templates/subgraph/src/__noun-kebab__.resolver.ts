import { Allow, connectionOf, type Page, PageArgs, paginate, rows } from '@strata/basis-graph';
import type { Context } from '@strata/basis-subgraph';
import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { __Noun__ } from './__noun-kebab__.entity.ts';
import { Add__Noun__Input } from './__noun-kebab__.inputs.ts';
import { Add__Noun__Payload } from './__noun-kebab__.payloads.ts';
import { add__Noun__ } from './add-__noun-kebab__.ts';

const __Noun__Connection = connectionOf(() => __Noun__, '__Noun__');

@Resolver(() => __Noun__)
export class __Noun__Resolver {
  @Allow('__nouns-kebab__:read')
  @Query(() => __Noun__Connection, { description: 'One’s own __nouns-words__, the oldest first.' })
  __nouns__(@Args(() => PageArgs) page: PageArgs, @Ctx() { em, viewer }: Context): Promise<Page<__Noun__>> {
    return paginate(em, __Noun__, { ...page, rows: rows(viewer, '__nouns-kebab__:read', __Noun__) });
  }

  @Allow('__nouns-kebab__:read')
  @Query(() => __Noun__, { nullable: true })
  __noun__(@Arg('id', () => ID) id: string, @Ctx() { em, viewer }: Context): Promise<__Noun__ | null> {
    return em.findOne(__Noun__, { $and: [{ id }, rows(viewer, '__nouns-kebab__:read', __Noun__)] });
  }

  @Allow('__nouns-kebab__:add')
  @Mutation(() => Add__Noun__Payload)
  add__Noun__(@Arg('input', () => Add__Noun__Input) input: Add__Noun__Input, @Ctx() { run }: Context) {
    return run(add__Noun__, input);
  }
}
