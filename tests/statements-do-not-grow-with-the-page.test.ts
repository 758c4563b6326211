// demo
import { Writable } from 'node:stream';
import { createLogger } from '@strata/basis-core';
import { startTestSystem, type TestSystem } from '@strata/basis-testing';
import { composition } from '../strata.ts';

const statements: string[] = [];
const destination = new Writable({
  write(line: Buffer, _encoding, done) {
    const entry = JSON.parse(String(line)) as { sql?: boolean; msg: string };
    if (entry.sql && /select|insert|update|delete/i.test(entry.msg)) statements.push(entry.msg);
    done();
  },
});

let system: TestSystem;
beforeAll(async () => {
  const logger = createLogger({ service: 'test', level: 'debug', destination });
  system = await startTestSystem(composition, { logger });
});
afterAll(() => system.stop());

async function statementsFor(first: number): Promise<number> {
  const query = `{ products(first: ${first}) { nodes { name category { name } stock { available } rating
    reviews(first: 3) { totalCount nodes { rating author { displayName } } } } } }`;
  await system.ask(query, {}, 'customer');
  statements.length = 0;
  const { data, errors } = await system.ask(query, {}, 'customer');
  expect(errors).toBeUndefined();
  expect(data.products.nodes).toHaveLength(first);
  return statements.length;
}

test('50 products with stock, reviews and authors take as many statements as 5', async () => {
  const five = await statementsFor(5);
  expect(five).toBeGreaterThan(3);
  expect(await statementsFor(50)).toBe(five);
});

test('50 orders with their lines and products take as many statements as 5', async () => {
  const count = async (first: number) => {
    const query = `{ orders(first: ${first}) { nodes { number total { amount } customer { displayName } lines { quantity product { name } } } } }`;
    await system.ask(query, {}, 'staff');
    statements.length = 0;
    const { data, errors } = await system.ask(query, {}, 'staff');
    expect(errors).toBeUndefined();
    expect(data.orders.nodes).toHaveLength(first);
    return statements.length;
  };
  const five = await count(5);
  expect(five).toBeGreaterThan(2);
  expect(await count(50)).toBe(five);
});
