import { definePermissions, Public } from '@strata/basis-graph';
import { carryOut, onOutcome, published } from '@strata/basis-messaging';
import { type Context, defineSubgraph, type SubgraphDefinition } from '@strata/basis-subgraph';
import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { readerA, readerB, weigh, writerA, writerB } from './contracts.ts';
import { readerMigrations, writerMigrations } from './migrations.ts';
import { noteTask } from './notes.ts';
import { counts, hears, watches } from './read.ts';
import { ThingOfA, ThingOfB } from './replicas.ts';
import { Tally } from './tally.entity.ts';
import { Thing, ThingPart } from './thing.entity.ts';
import { type WritePlan, type Writing, writeFor } from './write.ts';

/** Of how many tasks one is refused for the reason that its contract declares. */
const TASKS_A_REFUSAL = 5;

const learnsTheWeight = onOutcome(weigh, {
  done: (_, { key }, { em }) => noteTask(em, 'outcome', key),
  failed: (_, { key }, { em }) => noteTask(em, 'outcome', key),
});

const weighs = carryOut(weigh, async ({ key, grams }, { em }) => {
  await noteTask(em, 'carried out', key);
  return grams % TASKS_A_REFUSAL === 0 ? { failed: 'TOO_HEAVY' as const } : { grams };
});

function writer(contracts: Writing): SubgraphDefinition {
  const write = writeFor(contracts);
  @Resolver()
  class WriterResolver {
    @Public()
    @Query(() => Boolean)
    up(): boolean {
      return true;
    }

    @Public()
    @Mutation(() => Boolean)
    async write(@Arg('plan', () => String) plan: string, @Ctx() { run }: Context): Promise<boolean> {
      await run(write, JSON.parse(plan) as WritePlan);
      return true;
    }
  }
  const price = { minor: 'priceMinor', currency: 'currency' } as const;
  return defineSubgraph({
    name: contracts.name,
    entities: [Thing, ThingPart],
    resolvers: [WriterResolver],
    permissions: definePermissions({}),
    migrations: writerMigrations,
    publishes: [published(Thing, contracts.Thing, { price, parts: { each: 'parts' } }), contracts.Changed],
    asks: [weigh],
    handles: [learnsTheWeight],
  });
}

@Resolver()
class ReaderResolver {
  @Public()
  @Query(() => Boolean)
  up(): boolean {
    return true;
  }
}

const reader = {
  entities: [ThingOfA, ThingOfB, Tally],
  resolvers: [ReaderResolver],
  permissions: definePermissions({}),
  migrations: readerMigrations,
};

/** Two sources, and two consumers that are each other's too. */
export const subgraphs: readonly SubgraphDefinition[] = [
  writer(writerA),
  writer(writerB),
  defineSubgraph({
    ...reader,
    name: readerA.name,
    publishes: [published(Tally, readerA.Tally), readerA.Counted],
    asks: [weigh],
    handles: [
      counts(writerA.Changed, readerA, true),
      counts(writerB.Changed, readerA, true),
      hears(readerB.Counted),
      learnsTheWeight,
    ],
  }),
  defineSubgraph({
    ...reader,
    name: readerB.name,
    publishes: [published(Tally, readerB.Tally), readerB.Counted],
    handles: [
      counts(writerA.Changed, readerB, false),
      counts(writerB.Changed, readerB, false),
      watches(writerA.Thing),
      watches(writerB.Thing),
      hears(readerA.Counted),
      weighs,
    ],
  }),
];

/** Who handles which events: what the checker expects. */
export const listeners = [
  ...[readerA, readerB].flatMap(({ name }) =>
    [writerA, writerB].map(({ Changed }) => ({ service: name, topic: Changed.name })),
  ),
  { service: readerA.name, topic: readerB.Counted.name },
  { service: readerB.name, topic: readerA.Counted.name },
];
