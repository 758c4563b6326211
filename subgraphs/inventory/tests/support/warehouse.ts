import type { TaskContract } from '@strata/basis-contract';
import { newId } from '@strata/basis-core';
import { definePermissions } from '@strata/basis-graph';
import { on } from '@strata/basis-messaging';
import { defineSubgraph, type HostedSubgraph } from '@strata/basis-subgraph';
import { openTestTransport, settled, silentLogger, startTestSubgraph } from '@strata/basis-testing';
import * as contract from '@strata/sdk-inventory';
import { startInventory, type TestInventory } from './inventory.ts';

const PATIENCE_MS = 20_000;

/** Inventory, and somebody who asks for reservations over the real queue, as orders do. */
export interface Warehouse extends TestInventory {
  /** Asks for a task and waits for its outcome: `done`, or the failure. */
  reserve(orderId: string, ...lines: readonly (readonly [productId: string, quantity: number])[]): Promise<string>;
  keep(orderId: string): Promise<string>;
  take(orderId: string): Promise<string>;
  release(orderId: string): Promise<string>;
  /** Lets the time pass for which pieces are held for an order, and what follows from it happen. */
  expire(orderId: string): Promise<void>;
  /** The orders that were told that their reservation expired. */
  readonly expired: string[];
  /** Rows of the ledger that do not sum to their stock. */
  differences(): Promise<unknown[]>;
}

export async function startWarehouse(): Promise<Warehouse> {
  const queues = openTestTransport(silentLogger());
  const expired: string[] = [];
  const asker = await startTestSubgraph(
    defineSubgraph({
      name: 'orders',
      entities: [],
      resolvers: [],
      permissions: definePermissions({}),
      migrations: [],
      asks: [contract.reserve, contract.keep, contract.take, contract.release],
      handles: [on(contract.ReservationExpired, (_unit, _payload, { aggregateId }) => void expired.push(aggregateId))],
    }),
    { transport: queues.transport },
  );
  const inventory = await startInventory({ transport: queues.transport });
  const services: HostedSubgraph[] = [asker, inventory];
  await settled(() => services);

  async function ask(task: TaskContract, orderId: string, more: object = {}): Promise<string> {
    const input = { orderId, ...more };
    const reply = await messagingOf(asker).tasks.request(task, { id: orderId }, input, { timeoutMs: PATIENCE_MS });
    return 'failed' in reply ? reply.failed : 'done';
  }
  return {
    ...inventory,
    expired,
    reserve: (orderId, ...lines) =>
      ask(contract.reserve, orderId, { lines: lines.map(([productId, quantity]) => ({ productId, quantity })) }),
    keep: (orderId) => ask(contract.keep, orderId),
    take: (orderId) => ask(contract.take, orderId),
    release: (orderId) => ask(contract.release, orderId),
    async expire(orderId) {
      await inventory.orm.em
        .fork()
        .execute("update reservation set held_until = now() - interval '1 second' where id = ?", [orderId]);
      await messagingOf(inventory).tasks.run('inventory.expireReservations', {}, newId());
      await settled(() => services);
    },
    differences: () =>
      inventory.orm.em.fork().execute(
        `select stock.id from stock left join stock_movement on product_id = stock.id
         group by stock.id having available + reserved <> coalesce(sum(delta), 0)`,
      ),
    async stop() {
      await Promise.all([asker.stop(), inventory.stop()]);
      await queues.drop();
    },
  };
}

function messagingOf({ messaging }: HostedSubgraph) {
  if (messaging === undefined) throw new Error('A warehouse has messages.');
  return messaging;
}
