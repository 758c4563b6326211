import { Allow, connectionOf, type Page, PageArgs, paginate, rows } from '@strata/basis-graph';
import type { Context } from '@strata/basis-subgraph';
import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { addBus } from './add-bus.ts';
import { Bus } from './bus.entity.ts';
import { AddBusInput } from './bus.inputs.ts';
import { AddBusPayload } from './bus.payloads.ts';

const BusConnection = connectionOf(() => Bus, 'Bus');

@Resolver(() => Bus)
export class BusResolver {
  @Allow('buses:read')
  @Query(() => BusConnection, { description: 'One’s own buses, the oldest first.' })
  buses(@Args(() => PageArgs) page: PageArgs, @Ctx() { em, viewer }: Context): Promise<Page<Bus>> {
    return paginate(em, Bus, { ...page, rows: rows(viewer, 'buses:read', Bus) });
  }

  @Allow('buses:read')
  @Query(() => Bus, { nullable: true })
  bus(@Arg('id', () => ID) id: string, @Ctx() { em, viewer }: Context): Promise<Bus | null> {
    return em.findOne(Bus, { $and: [{ id }, rows(viewer, 'buses:read', Bus)] });
  }

  @Allow('buses:add')
  @Mutation(() => AddBusPayload)
  addBus(@Arg('input', () => AddBusInput) input: AddBusInput, @Ctx() { run }: Context) {
    return run(addBus, input);
  }
}
