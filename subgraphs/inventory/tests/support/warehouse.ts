import type { TaskContract } from '@strata/basis-contract';
import { newId } from '@strata/basis-core';
import { openTestTransport, silentLogger } from '@strata/basis-testing';
import { expireReservations, keep, release, reserve, take } from '@strata/sdk-inventory';
import { inventory as definition } from '../../src/index.ts';
import { startInventory, type TestInventory } from './inventory.ts';

const PATIENCE_MS = 60_000;
/** Somebody who asks for reservations: here, inventory itself. */
const ASKING = { ...definition, asks: [reserve, keep, take, release, expireReservations] };

/** Inventory, which is asked for reservations over the real queue, as orders do. */
export interface Warehouse extends TestInventory {
  /** Asks for a task and waits for its outcome: `done`, or the failure. */
  reserve(orderId: string, ...lines: readonly (readonly [productId: string, quantity: number])[]): Promise<string>;
  keep(orderId: string): Promise<string>;
  take(orderId: string): Promise<string>;
  release(orderId: string): Promise<string>;
  /** Lets the time pass for which pieces are held for an order, and what follows from it happen. */
  expire(orderId: string): Promise<void>;
  /** Whether an order was told that its reservation expired. */
  hasExpired(orderId: string): Promise<boolean>;
  /** Rows of the ledger that do not sum to their stock. */
  differences(): Promise<unknown[]>;
}

export async function startWarehouse(): Promise<Warehouse> {
  const queues = openTestTransport(silentLogger());
  const inventory = await startInventory({ transport: queues.transport }, ASKING);
  const { messaging } = inventory;
  if (messaging === undefined) throw new Error('A warehouse has messages.');
  const { tasks } = messaging;
  const sql = <T>(statement: string, ...values: unknown[]) => inventory.orm.em.fork().execute<T[]>(statement, values);

  async function ask(task: TaskContract, orderId: string, more: object = {}): Promise<string> {
    const input = { orderId, ...more };
    const reply = await tasks.request(task, { id: orderId }, input, { timeoutMs: PATIENCE_MS });
    return 'failed' in reply ? reply.failed : 'done';
  }
  return {
    ...inventory,
    reserve: (orderId, ...lines) =>
      ask(reserve, orderId, { lines: lines.map(([productId, quantity]) => ({ productId, quantity })) }),
    keep: (orderId) => ask(keep, orderId),
    take: (orderId) => ask(take, orderId),
    release: (orderId) => ask(release, orderId),
    async expire(orderId) {
      await sql("update reservation set held_until = now() - interval '1 second' where id = ?", orderId);
      const reply = await tasks.request(expireReservations, { id: newId() }, {}, { timeoutMs: PATIENCE_MS });
      if ('failed' in reply) throw new Error(`Nothing expires: ${reply.failed}`);
    },
    async hasExpired(orderId) {
      const told = "select 1 from outbox.message where topic = 'inventory.ReservationExpired' and aggregate_id = ?";
      return (await sql(told, orderId)).length > 0;
    },
    differences: () =>
      sql(
        `select stock.id from stock left join stock_movement on product_id = stock.id
         group by stock.id having available + reserved <> coalesce(sum(delta), 0)`,
      ),
    async stop() {
      await inventory.stop();
      await queues.drop();
    },
  };
}
