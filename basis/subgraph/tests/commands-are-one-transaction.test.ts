import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Migration } from '@mikro-orm/migrations';
import { definePermissions, Public } from '@strata/basis-graph';
import { startTestSubgraph, type TestSubgraph } from '@strata/basis-testing';
import { Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { command, defineSubgraph, runCommand } from '../src/index.ts';

@Entity()
@ObjectType()
@Public()
class Counter {
  @PrimaryKey({ type: 'string', length: 10 })
  @Field(() => String)
  id!: string;

  @Property({ type: 'integer' })
  @Field(() => Int)
  value = 0;
}

@Resolver(() => Counter)
class CounterResolver {
  @Public()
  @Query(() => Counter, { nullable: true })
  counter(): Counter | null {
    return null;
  }
}

class Migration1 extends Migration {
  override up(): void {
    this.addSql('create table counter (id varchar(10) primary key, value int not null)');
    this.addSql("insert into counter values ('a', 0), ('b', 0)");
  }
}

const counters = defineSubgraph({
  name: 'counters',
  entities: [Counter],
  resolvers: [CounterResolver],
  permissions: definePermissions({}),
  migrations: [{ name: 'Migration1', class: Migration1 }],
});

let subgraph: TestSubgraph;
beforeAll(async () => {
  subgraph = await startTestSubgraph(counters);
});
afterAll(() => subgraph.stop());

const unit = () => ({
  viewer: { kind: 'anonymous' as const, id: null, roles: [], attributes: {}, policy: { hash: '', grants: [] } },
  now: new Date(),
  requestId: 'request-1',
  logger: subgraph.orm.config.getLogger() as never, // never: no command of this test logs
});

async function values(): Promise<Record<string, number>> {
  const rows = await subgraph.orm.em.fork().find(Counter, {});
  return Object.fromEntries(rows.map(({ id, value }) => [id, value]));
}

test('a command that throws leaves nothing of what it did', async () => {
  const before = await values();
  const failing = command(async ({ em }) => {
    const counter = await em.findOneOrFail(Counter, 'a');
    counter.value += 1;
    await em.flush();
    throw new Error('on second thoughts');
  });
  await expect(runCommand(subgraph.orm, failing, unit(), undefined)).rejects.toThrow('on second thoughts');
  expect(await values()).toEqual(before);
});

test('commands that lock each other out start over, and each happens once', async () => {
  const before = await values();
  /** Counts both up, in the order that it is told: two in opposite orders deadlock. */
  const both = command(async ({ em }, order: readonly string[]) => {
    for (const id of order) await em.execute('update counter set value = value + 1 where id = ?', [id]);
  });
  const runs = Array.from({ length: 20 }, (_, index) =>
    runCommand(subgraph.orm, both, unit(), index % 2 === 0 ? ['a', 'b'] : ['b', 'a']),
  );
  const outcomes = await Promise.allSettled(runs);
  const done = outcomes.filter(({ status }) => status === 'fulfilled').length;
  const after = await values();
  expect(after).toEqual({ a: (before.a ?? 0) + done, b: (before.b ?? 0) + done });
  expect(done).toBeGreaterThan(10);
});

test('an id that is not there is NOT_FOUND, without the words of the database', async () => {
  const missing = command(({ em }) => em.findOneOrFail(Counter, 'z'));
  await expect(runCommand(subgraph.orm, missing, unit(), undefined)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
