// demo
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTestSystem, type TestAnswer, type TestSystem } from '@strata/basis-testing';
import { composition } from '../strata.ts';
import { type Given, type Operation, operations } from './blast-radius/operations.ts';
import { type Answered, tableIn, tableOf } from './blast-radius/table.ts';

/** Every service is stopped once, and every operation asked for each time. */
const LIMIT_MS = 300_000;
const README = join(import.meta.dirname, '..', 'README.md');

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem(composition);
});
afterAll(() => system.stop());

const ask = (operation: Operation, given: Given) =>
  system.ask(operation.query, operation.variables?.(given) ?? {}, operation.as);

const PLACE = `mutation($id: ID!) {
  placeOrder(input: { lines: [{ productId: $id, quantity: 1 }] }) { order { id } } }`;
const SHIP = 'mutation($id: ID!) { shipOrder(input: { orderId: $id }) { order { status } } }';

/** Things for one round of operations: as many confirmed orders as operations, and one that was shipped. */
async function roundOf(count: number): Promise<{ orders: string[]; shippedId: string; productId: string }> {
  const { data } = await system.ask('{ products(first: 1, orderBy: PRICE_ASC) { nodes { id } } }');
  const productId: string = data.products.nodes[0].id;
  const placed = await Promise.all(
    Array.from({ length: count + 1 }, () => system.ask(PLACE, { id: productId }, 'customer')),
  );
  const [shippedId = '', ...orders] = placed.map((answer) => answer.data.placeOrder.order.id as string);
  await system.settled();
  await system.ask(SHIP, { id: shippedId }, 'staff');
  await system.settled();
  return { orders, shippedId, productId };
}

function howAnswered({ data, errors }: TestAnswer): Answered {
  if (errors === undefined) return 'fully';
  return data != null && Object.values(data).some((value) => value !== null) ? 'partly' : 'not';
}

test(
  'what is answered while a service is down is what the README says',
  async () => {
    const found = new Map<string, Answered>();
    let number = 0;
    const services = composition.subgraphs.map(({ name }) => name);
    for (const service of services) {
      const { orders, ...given } = await roundOf(operations.length);
      await system.stopService(service);
      for (const [index, operation] of operations.entries()) {
        number += 1;
        const answer = await ask(operation, { ...given, orderId: orders[index] ?? '', number });
        found.set(`${operation.name} ${service}`, howAnswered(answer));
      }
      await system.startService(service);
      await system.settled();
    }
    const table = tableOf(operations, services, ({ name }, service) => found.get(`${name} ${service}`) ?? 'not');
    const readme = tableIn(readFileSync(README, 'utf8'));
    // What is measured is written down by whoever changed it, and checked by everybody else.
    if (process.env.STRATA_WRITE_README === '1') writeFileSync(README, readme.withTable(table));
    else expect(readme.table).toBe(table);
  },
  LIMIT_MS,
);
