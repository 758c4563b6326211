import {
  Arg,
  Args,
  ArgsType,
  Field,
  FieldResolver,
  ID,
  InputType,
  Int,
  ObjectType,
  Query,
  Resolver,
} from 'type-graphql';
import { buildGraph, DateTime, Decimal, type Graph, Limits, MoneyInput, moneyOf, Public } from '../src/index.ts';
import { type Answer, run } from './support/run.ts';

const ID_1 = '018f5e00-0000-7000-8000-000000000001';

@InputType()
class LineInput {
  @Field(() => ID)
  productId!: string;

  @Limits({ min: 1, max: 99 })
  @Field(() => Int)
  quantity!: number;
}

@InputType()
class OrderInput {
  @Limits({ minItems: 1, maxItems: 3 })
  @Field(() => [LineInput])
  lines!: LineInput[];

  @Limits({ minLength: 1, maxLength: 20 })
  @Field(() => String, { nullable: true })
  note?: string;

  @Field(() => MoneyInput, { nullable: true })
  tip?: MoneyInput;

  @Field(() => [String], { nullable: true })
  tags?: string[];

  /** Refers to its own type. */
  @Field(() => OrderInput, { nullable: true })
  gift?: OrderInput;
}

@InputType()
class GreetingInput extends OrderInput {
  @Field(() => String, { nullable: true })
  greeting?: string;
}

@ArgsType()
class SearchArgs {
  @Limits({ maxLength: 5 })
  @Field(() => String, { nullable: true })
  search?: string;
}

@ObjectType()
@Public()
class Shelf {
  @Field(() => ID)
  id!: string;
}

let calls = 0;

@Resolver(() => Shelf)
class ShelfResolver {
  @Public()
  @Query(() => Shelf, { nullable: true })
  shelf(@Arg('id', () => ID) id: string): Shelf {
    calls += 1;
    return { id };
  }

  @Public()
  @Query(() => String)
  order(@Arg('input', () => OrderInput) input: OrderInput): string {
    calls += 1;
    return input.tip ? moneyOf(input.tip, 'input.tip').minor.toString() : 'ok';
  }

  @Public()
  @Query(() => String)
  greet(@Arg('input', () => GreetingInput) { greeting }: GreetingInput): string {
    return `${greeting}`;
  }

  @Public()
  @Query(() => String)
  search(
    @Args(() => SearchArgs) { search }: SearchArgs,
    @Arg('ids', () => [ID], { nullable: true }) ids?: string[],
  ): string {
    calls += 1;
    return `${search} ${ids?.length}`;
  }

  @Public()
  @Query(() => String)
  at(@Arg('time', () => DateTime) time: Date, @Arg('exact', () => Decimal, { nullable: true }) exact?: string): string {
    return `${time.toISOString()} ${exact}`;
  }

  @FieldResolver(() => String)
  label(@Arg('prefix', () => String) prefix: string): string {
    return prefix;
  }
}

let graph: Graph;
beforeAll(async () => {
  graph = await buildGraph({ name: 'shelves', permissions: {}, resolvers: [ShelfResolver] });
});
beforeEach(() => {
  calls = 0;
});

function order(input: object): Promise<Answer> {
  return run(graph, 'query ($input: OrderInput!) { order(input: $input) }', { variables: { input } });
}

const line = { productId: ID_1, quantity: 1 };

test('what keeps the limits passes', async () => {
  const { data, codes } = await order({
    lines: [line, { ...line, quantity: 99 }],
    note: ' a ',
    gift: { lines: [line] },
  });
  expect(codes).toEqual([]);
  expect(data.order).toBe('ok');
});

test.each<[string, object, string, string]>([
  ['an id that is none', { lines: [{ ...line, productId: '42' }] }, 'input.lines[0].productId', 'is not an id'],
  [
    'a quantity of nothing',
    { lines: [line, { ...line, quantity: 0 }] },
    'input.lines[1].quantity',
    'must be at least 1',
  ],
  ['a negative quantity', { lines: [{ ...line, quantity: -1 }] }, 'input.lines[0].quantity', 'must be at least 1'],
  [
    'a quantity beyond the limit',
    { lines: [{ ...line, quantity: 100 }] },
    'input.lines[0].quantity',
    'must be at most 99',
  ],
  ['no lines', { lines: [] }, 'input.lines', 'must list at least 1'],
  ['too many lines', { lines: [line, line, line, line] }, 'input.lines', 'must list at most 3'],
  ['a text with NUL', { lines: [line], note: 'a\0b' }, 'input.note', 'must not contain NUL'],
  ['half a surrogate', { lines: [line], note: 'a\ud800' }, 'input.note', 'is not well-formed'],
  ['a text of white space', { lines: [line], note: '  ' }, 'input.note', 'must not be empty'],
  ['a text beyond its limit', { lines: [line], note: 'x'.repeat(21) }, 'input.note', 'at most 20 characters'],
  [
    'a text of 100,000 characters where none is declared',
    { lines: [line], tags: ['x'.repeat(100_000)] },
    'input.tags[0]',
    'at most 10000 characters',
  ],
  [
    'a list of 100,000 where none is declared',
    { lines: [line], tags: Array(100_000).fill('') },
    'input.tags',
    'at most 1000',
  ],
  [
    'a fault deep inside',
    { lines: [line], gift: { lines: [line], gift: { lines: [] } } },
    'input.gift.gift.lines',
    'at least 1',
  ],
])('%s is refused, naming its place', async (_, input, field, message) => {
  const { codes, errors } = await order(input);
  expect(codes).toEqual(['BAD_USER_INPUT']);
  expect(errors[0]?.extensions?.field).toBe(field);
  expect(errors[0]?.message).toContain(message);
  expect(calls).toBe(0);
});

test('limits hold for an input type that inherits them', async () => {
  const query = 'query ($input: GreetingInput!) { greet(input: $input) }';
  const ask = (input: object) => run(graph, query, { variables: { input } });
  expect((await ask({ lines: [], greeting: 'Hello' })).errors[0]?.extensions?.field).toBe('input.lines');
  expect((await ask({ lines: [line], greeting: 'Hello' })).data.greet).toBe('Hello');
});

test('ids and texts are checked everywhere: literals, lists, single arguments, arguments of fields', async () => {
  expect((await run(graph, '{ shelf(id: "42") { id } }')).codes).toEqual(['BAD_USER_INPUT']);
  expect((await run(graph, '{ shelf(id: 42) { id } }')).codes).toEqual(['BAD_USER_INPUT']);
  expect((await run(graph, `{ search(ids: ["${ID_1}", "x"]) }`)).errors[0]?.extensions?.field).toBe('ids[1]');
  expect((await run(graph, '{ search(search: "123456") }')).errors[0]?.extensions?.field).toBe('search');
  expect(calls).toBe(0);
  const { codes } = await run(graph, `{ shelf(id: "${ID_1}") { label(prefix: "\\u0000") } }`);
  expect(codes).toEqual(['BAD_USER_INPUT']);
});

test.each<[string, object]>([
  ['more digits than the currency has', { amount: '1.999', currency: 'EUR' }],
  ['any digit of a currency without them', { amount: '1.5', currency: 'JPY' }],
  ['more than a column holds', { amount: '99999999999999999999', currency: 'EUR' }],
  ['a currency that is none', { amount: '1', currency: 'EURO' }],
  ['a number instead of a text', { amount: 1.5, currency: 'EUR' }],
  ['an exponent', { amount: '1e3', currency: 'EUR' }],
  ['a comma', { amount: '1,50', currency: 'EUR' }],
  ['a NUL', { amount: '1\0', currency: 'EUR' }],
])('money with %s is refused', async (_, tip) => {
  expect((await order({ lines: [line], tip })).codes).toEqual(['BAD_USER_INPUT']);
});

test('money keeps its digits', async () => {
  expect((await order({ lines: [line], tip: { amount: '19.99', currency: 'EUR' } })).data.order).toBe('1999');
  expect((await order({ lines: [line], tip: { amount: '90071992547409.93', currency: 'EUR' } })).data.order).toBe(
    '9007199254740993',
  );
});

test.each(['yesterday', '2024-02-30T00:00:00Z', '2024-01-01', '2024-01-01T00:00:00', '2024-01-01T25:00:00Z', ''])(
  '%j is no moment',
  async (time) => {
    expect((await run(graph, 'query ($time: DateTime!) { at(time: $time) }', { variables: { time } })).codes).toEqual([
      'BAD_USER_INPUT',
    ]);
    expect((await run(graph, `{ at(time: ${JSON.stringify(time)}) }`)).codes).toEqual(['BAD_USER_INPUT']);
  },
);

test('a moment is answered in UTC, a decimal as it was given', async () => {
  const { data } = await run(graph, '{ at(time: "2024-02-29T13:00:00.5+01:00", exact: "1.50") }');
  expect(data.at).toBe('2024-02-29T12:00:00.500Z 1.50');
});
