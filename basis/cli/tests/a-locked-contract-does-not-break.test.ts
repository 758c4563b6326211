import {
  type Contract,
  entity,
  event,
  flag,
  id,
  list,
  money,
  oneOf,
  optional,
  record,
  task,
  text,
  whole,
} from '@strata/basis-contract';
import { defineSubgraph, usesOf } from '@strata/basis-subgraph';
import { contractFaults } from '../src/contracts/catalogue.ts';
import { lockFaults, nextLock } from '../src/contracts/lock.ts';

const fields = { name: text(), price: money(), note: optional(text()), status: oneOf('DRAFT', 'ACTIVE') };
const lines = (line: Parameters<typeof record>[0]) => list(record(line));
const { name, price, note } = fields;
const Product = entity('shop.Product', 1, fields);
const Category = entity('shop.Category', 1, {});
const ship = task('shop.ship', 1, {
  input: { orderId: id(), fast: optional(flag()), how: oneOf('AIR', 'ROAD') },
  output: { parcel: text() },
  failures: ['LOST'],
});
const { input, output, failures } = ship;

const faultsOf = (before: Contract, after: Contract) =>
  lockFaults(nextLock({}, [before]), [after]).map(({ message }) => message);

describe('refused, in one line that says what and how to mend it', () => {
  test('a field that goes', () => {
    const { price: _gone, ...rest } = fields;
    expect(faultsOf(Product, entity('shop.Product', 1, rest))).toEqual([
      "price was removed. Leave version 1 as it was, and declare entity('shop.Product', 2, …) beside it",
    ]);
  });

  test.each<[string, Contract, Contract, string]>([
    ['another type', Product, entity('shop.Product', 1, { ...fields, name: whole() }), 'name was text and is whole'],
    ['optional → required', Product, entity('shop.Product', 1, { ...fields, note: text() }), 'note was optional'],
    [
      'required → optional',
      Product,
      entity('shop.Product', 1, { ...fields, name: optional(text()) }),
      'name was required',
    ],
    [
      'a value that goes',
      Product,
      entity('shop.Product', 1, { ...fields, status: oneOf('DRAFT') }),
      'status may no longer be ACTIVE',
    ],
    [
      'a value that comes',
      Product,
      entity('shop.Product', 1, { ...fields, status: oneOf('DRAFT', 'ACTIVE', 'GONE') }),
      'status may now be GONE',
    ],
    ['a required field', Product, entity('shop.Product', 1, { ...fields, size: whole() }), 'size is new and required'],
    ['another kind', Product, event('shop.Product', 1, { of: Category, fields }), 'the kind was entity and is event'],
    [
      'a change deep inside',
      entity('shop.Order', 1, { lines: lines({ count: whole() }) }),
      entity('shop.Order', 1, { lines: lines({ count: text() }) }),
      'lines[].count was whole and is text',
    ],
    [
      'an event of another entity',
      event('shop.Sold', 1, { of: Product, fields: {} }),
      event('shop.Sold', 1, { of: Category, fields: {} }),
      'it happened to shop.Product and happens to shop.Category',
    ],
    [
      'a required input',
      ship,
      task('shop.ship', 1, { input: { ...input, to: text() }, output, failures }),
      'input to is new and required',
    ],
    [
      'an input that must be there',
      ship,
      task('shop.ship', 1, { input: { ...input, fast: flag() }, output, failures }),
      'input fast was optional',
    ],
    [
      'an input value that goes',
      ship,
      task('shop.ship', 1, { input: { ...input, how: oneOf('AIR') }, output, failures }),
      'input how may no longer be ROAD',
    ],
    ['an output that goes', ship, task('shop.ship', 1, { input, output: {}, failures }), 'output parcel was removed'],
    ['a reason that goes', ship, task('shop.ship', 1, { input, output, failures: [] }), 'failure LOST was removed'],
    [
      'a reason that comes',
      ship,
      task('shop.ship', 1, { input, output, failures: ['LOST', 'LATE'] }),
      'failure LATE is new',
    ],
  ])('%s', (_, before, after, change) => {
    expect(faultsOf(before, after)).toEqual([expect.stringContaining(change)]);
    expect(faultsOf(before, after)[0]).toContain(`declare ${after.kind}('${before.name}', 2, …) beside it`);
  });
});

test.each<[string, Contract, Contract]>([
  ['nothing', Product, Product],
  [
    'the order of fields and values',
    Product,
    entity('shop.Product', 1, { status: oneOf('ACTIVE', 'DRAFT'), note, price, name }),
  ],
  ['a new optional field', Product, entity('shop.Product', 1, { ...fields, size: optional(whole()) })],
  [
    'a new optional field deep inside',
    entity('shop.Order', 1, { lines: lines({ count: whole() }) }),
    entity('shop.Order', 1, { lines: lines({ count: whole(), note: optional(text()) }) }),
  ],
  [
    'an input that need not be there any more',
    ship,
    task('shop.ship', 1, { input: { ...input, orderId: optional(id()) }, output, failures }),
  ],
  [
    'another input value',
    ship,
    task('shop.ship', 1, { input: { ...input, how: oneOf('AIR', 'ROAD', 'SEA') }, output, failures }),
  ],
  ['another version beside it', Product, entity('shop.Product', 1, fields)],
])('allowed under the same version: %s', (_, before, after) => {
  const second = entity('shop.Product', 2, {});
  expect(lockFaults(nextLock({}, [before]), [after, second])).toEqual([]);
});

test('a version that went stays in the lock and never returns', () => {
  const lock = nextLock(nextLock({}, [Product]), []);
  expect(lock).toMatchObject({ 'shop.Product 1': { retired: true, fields: { name: 'text' } } });
  expect(nextLock(lock, [entity('shop.Product', 2, {})])).toMatchObject({ 'shop.Product 1': { retired: true } });
  expect(lockFaults(lock, [Product])).toMatchObject([{ message: expect.stringContaining('was retired') }]);
});

describe('who uses a contract', () => {
  const manifest = (used: Contract) =>
    defineSubgraph({
      name: 'depot',
      entities: [],
      resolvers: [],
      permissions: {} as never,
      migrations: [],
      handles: [{ kind: 'on', contract: used } as never], // never: what else a handler has is not looked at
    });
  const faults = (contracts: readonly Contract[], used: Contract) =>
    contractFaults({ owners: [{ name: 'shop', contracts, lock: {} }], uses: usesOf(manifest(used)) });

  test('keeps it from being removed', () => {
    expect(faults([Product], Product)).toEqual([]);
    expect(faults([], Product)).toEqual([
      {
        contract: 'shop.Product 1',
        message: 'is not in sdk/shop/contract.ts, but depot uses it. Declare it (again), or move depot on first.',
      },
    ]);
  });

  test('imports it, and keeps no copy of its own', () => {
    expect(faults([Product], entity('shop.Product', 1, { name: text() }))).toMatchObject([
      { message: 'depot uses a copy that differs. Import it from @strata/sdk-shop.' },
    ]);
  });
});

test('an sdk package declares what is its own, once', () => {
  const twin = entity('shop.Product', 1, fields);
  const stranger = entity('depot.Shelf', 1, {});
  const owners = [{ name: 'shop', contracts: [Product, twin, stranger], lock: {} }];
  expect(contractFaults({ owners, uses: [] })).toMatchObject([
    { contract: 'depot.Shelf 1', message: expect.stringContaining('cannot declare it') },
    { contract: 'shop.Product 1', message: expect.stringContaining('declared twice') },
  ]);
});
