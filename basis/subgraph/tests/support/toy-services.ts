import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Migration } from '@mikro-orm/migrations';
import { entity, event, id, task, text, whole } from '@strata/basis-contract';
import { newId } from '@strata/basis-core';
import { definePermissions, Public } from '@strata/basis-graph';
import { carryOut, on, onOutcome, published } from '@strata/basis-messaging';
import type { MigrationList } from '@strata/basis-storage';
import { Query, Resolver } from 'type-graphql';
import { command, defineSubgraph, replicaOf } from '../../src/index.ts';

// Two services: one makes toys, tells of it and asks the other to store them; the other keeps a copy of each toy.

export const ToyContract = entity('maker.Toy', 1, { name: text(), made: whole() });
export const ToyMade = event('maker.ToyMade', 1, { of: ToyContract, fields: { made: whole() } });
const store = task('depot.store', 1, {
  input: { toyId: id(), name: text() },
  output: { shelf: whole() },
  failures: ['UNSAFE'],
});

@Entity()
export class Toy {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'integer', version: true })
  version!: number;

  @Property({ type: 'text' })
  name!: string;

  @Property({ type: 'integer' })
  made = 0;
}

@Entity()
export class ToyReplica extends replicaOf(ToyContract, { keep: ['name', 'made'] }) {}

/** One row for each time that a handler took effect. */
@Entity()
export class Note {
  @PrimaryKey({ type: 'uuid' })
  id: string = newId();

  @Property({ type: 'text' })
  what!: string;

  static of(what: string): Note {
    return Object.assign(new Note(), { what });
  }
}

const NOTES = 'create table note (id uuid primary key, what text not null)';

/** Toys that are there before anybody asks. */
export const FIRST_TOYS = 40;

class MakerTables extends Migration {
  override up(): void {
    this.addSql(`${NOTES};
      create table toy (id uuid primary key, version int not null default 1, name text not null, made int not null);
      insert into toy (id, name, made) select gen_random_uuid(), 'first ' || n, 0 from generate_series(1, ${FIRST_TOYS}) n`);
  }
}

class DepotTables extends Migration {
  override up(): void {
    this.addSql(`${NOTES}; create table toy_replica (id uuid primary key, version bigint not null,
      generation int not null, name text, made int)`);
  }
}

const listed = (migration: typeof MakerTables): MigrationList => [{ name: migration.name, class: migration }];
@Resolver()
class AnyResolver {
  @Public()
  @Query(() => Boolean)
  up(): boolean {
    return true;
  }
}

const without = { resolvers: [AnyResolver], permissions: definePermissions({}) };

/** Makes one more of a toy. */
export const makeToy = command(async ({ em, emit }, { toyId, name }: { toyId: string; name: string }) => {
  const toy = (await em.findOne(Toy, toyId)) ?? em.create(Toy, { id: toyId, name, made: 0 } as never);
  toy.made += 1;
  toy.name = name;
  em.persist(toy);
  emit(ToyMade(toy, { made: toy.made }));
  if (toy.made === 1) emit(store(toy, { toyId, name }, { deadlineMs: 60_000 }));
});

export const maker = defineSubgraph({
  ...without,
  name: 'maker',
  entities: [Toy, Note],
  migrations: listed(MakerTables),
  publishes: [published(Toy, ToyContract), ToyMade],
  asks: [store],
  handles: [
    onOutcome(store, {
      done: async ({ shelf }, { name }, { em }) => void em.persist(Note.of(`${name} is on shelf ${shelf}`)),
      failed: async (why, { name }, { em }) => void em.persist(Note.of(`${name} is not stored: ${why}`)),
    }),
  ],
});

export const depot = defineSubgraph({
  ...without,
  name: 'depot',
  entities: [ToyReplica, Note],
  migrations: listed(DepotTables),
  handles: [
    on(ToyMade, async ({ em }, { made }, { aggregateId }) => void em.persist(Note.of(`${aggregateId} ${made}`))),
    carryOut(store, async ({ name }, { em }) => {
      if (name.includes('knife')) return { failed: 'UNSAFE' as const };
      em.persist(Note.of(`stored ${name}`));
      return { shelf: name.length };
    }),
  ],
});
