import { OptimisticLockError } from '@mikro-orm/core';
import { Check, Entity, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { ConflictError, newId, StrataError, SubgraphUnavailableError } from '@strata/basis-core';
import { GraphQLError } from 'graphql';
import { Arg, Int, Query, Resolver } from 'type-graphql';
import { buildGraph, formatError, type Graph, Public } from '../src/index.ts';
import { createDatabase, type TestDatabase } from './support/database.ts';
import { run } from './support/run.ts';

@Entity()
@Check({ expression: 'pieces >= 0' })
class Stock {
  @PrimaryKey({ type: 'uuid' })
  id: string = newId();

  @Property({ type: 'string', length: 5 })
  @Unique()
  sku!: string;

  @Property({ type: 'integer' })
  pieces!: number;
}

let thrown: unknown;

@Resolver()
class FailingResolver {
  @Public()
  @Query(() => Int, { nullable: true })
  fail(@Arg('count', () => Int, { nullable: true }) _count?: number): number {
    throw thrown;
  }

  @Public()
  @Query(() => Int)
  nothing(): number | null {
    return null;
  }
}

let graph: Graph;
let database: TestDatabase;
beforeAll(async () => {
  graph = await buildGraph({ name: 'failing', permissions: {}, resolvers: [FailingResolver] });
  database = await createDatabase([Stock]);
});
afterAll(() => database.close());

async function failureOf(error: unknown) {
  thrown = error;
  const { errors } = await run(graph, '{ fail }');
  return errors[0];
}

async function databaseError(work: () => Promise<unknown>): Promise<unknown> {
  return work().then(
    () => undefined,
    (error: unknown) => error,
  );
}

test('an error of ours keeps its code, message, details, place and request', async () => {
  const error = new StrataError('OUT_OF_STOCK', 'There is not enough stock of KIT-1.', 409, {
    details: { sku: 'KIT-1' },
  });
  expect(await failureOf(error)).toEqual({
    message: 'There is not enough stock of KIT-1.',
    path: ['fail'],
    locations: [{ line: 1, column: 3 }],
    extensions: { code: 'OUT_OF_STOCK', requestId: 'r1', sku: 'KIT-1' },
  });
  expect((await failureOf(new SubgraphUnavailableError()))?.extensions?.code).toBe('SUBGRAPH_UNAVAILABLE');
  const unpublished = new StrataError('OUTBOX_UNAVAILABLE', 'The change was not made.', 503);
  expect((await failureOf(unpublished))?.extensions?.code).toBe('OUTBOX_UNAVAILABLE');
});

test('details cannot pose as the code or the request', async () => {
  const details = { code: 'ADMIN', requestId: 'other' };
  expect((await failureOf(new ConflictError('No.', { details })))?.extensions).toEqual({
    code: 'CONFLICT',
    requestId: 'r1',
  });
});

test.each<[string, unknown]>([
  ['any other error', new Error('connect ECONNREFUSED 127.0.0.1:5432')],
  [
    "a GraphQL error of a resolver's own making",
    new GraphQLError('select * from secret', { extensions: { code: 'LEAK', sql: 'secret' } }),
  ],
  ['an internal error of ours', new StrataError('MALFORMED_CONDITION', 'secret', 500)],
  ['a text', 'secret'],
  ['nothing', undefined],
])('%s is masked', async (_, error) => {
  const failure = await failureOf(error);
  expect(failure?.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', requestId: 'r1' });
  expect(JSON.stringify(failure)).not.toMatch(/secret|127\.0\.0\.1/);
});

test('null where there may be none is an error of ours', async () => {
  expect((await run(graph, '{ nothing }')).codes).toEqual(['INTERNAL_SERVER_ERROR']);
});

test('what went wrong is shown in development alone', () => {
  const error = new GraphQLError('wrapped', { originalError: new Error('the cause') });
  expect(JSON.stringify(formatError(error, { development: true }))).toContain('the cause');
  expect(JSON.stringify(formatError(error, { development: false }))).not.toContain('the cause');
});

test('queries that are none, or wrong, say where', async () => {
  const syntax = await run(graph, '{ fail').catch((error: unknown) => formatError(error, { development: false }));
  expect(syntax).toMatchObject({ extensions: { code: 'GRAPHQL_PARSE_FAILED' }, locations: [{ line: 1, column: 7 }] });
  const unknown = await run(graph, '{ missing }');
  expect(unknown.errors[0]).toMatchObject({
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    locations: [{ line: 1, column: 3 }],
  });
  expect((await run(graph, '{ fail(count: "many") }')).codes).toEqual(['GRAPHQL_VALIDATION_FAILED']);
});

test('variables of a wrong type or missing are bad input', async () => {
  const query = 'query ($count: Int!) { fail(count: $count) }';
  expect((await run(graph, query, { variables: { count: 'many' } })).codes).toEqual(['BAD_USER_INPUT']);
  expect((await run(graph, query)).codes).toEqual(['BAD_USER_INPUT']);
});

test('what the database says of its constraints has codes of its own, and nothing of its words', async () => {
  const insert = (pieces: number, sku = 'A') =>
    databaseError(() => database.orm.em.fork().insert(Stock, { id: newId(), sku, pieces }));
  await insert(1);
  const failures = [
    await failureOf(await insert(1)),
    await failureOf(await insert(-1, 'B')),
    await failureOf(await insert(1, 'TOO LONG')),
    await failureOf(await insert(3_000_000_000, 'C')),
  ];
  expect(failures.map((failure) => failure?.extensions?.code)).toEqual([
    'CONFLICT',
    'BAD_USER_INPUT',
    'BAD_USER_INPUT',
    'BAD_USER_INPUT',
  ]);
  expect(JSON.stringify(failures)).not.toMatch(/stock|insert|constraint|sku/i);
});

test('a stale version is a conflict, a statement that is wrong an error of ours', async () => {
  expect((await failureOf(OptimisticLockError.lockFailed('Stock')))?.extensions?.code).toBe('CONFLICT');
  const wrong = await databaseError(() => database.orm.em.getConnection().execute('select * from nowhere'));
  expect((await failureOf(wrong))?.extensions?.code).toBe('INTERNAL_SERVER_ERROR');
});
