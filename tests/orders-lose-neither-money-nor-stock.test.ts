// demo
import { freePort } from '@strata/basis-testing';
import { createStage } from './running-system.ts';
import { IMPATIENT, runShop } from './shop/run.ts';
import { shopAt } from './shop/running-shop.ts';

/** Ten processes start, and what is not at rest after three minutes is said to hang. */
const LIMIT_MS = 600_000;

const stage = createStage();
afterAll(() => stage.clear());

test(
  '64 buyers of the last pieces, with processes killed: every piece and every cent is where it belongs',
  async () => {
    const dataDir = await stage.folder();
    const port = String(await freePort());
    const system = await stage.start(['--processes', '--port', port, '--data-dir', dataDir], IMPATIENT);
    const tokenOf = async (account: string) =>
      (await stage.strata(['token', account, '--data-dir', dataDir])).stdout.trim();
    const shop = await shopAt(system.url, dataDir, tokenOf);
    const { wrong, kills, statuses } = await runShop(shop, { seed: 1, buyers: 64, orders: 128, kills: 8, pieces: 10 });
    expect(wrong).toEqual([]);
    expect(kills).toBe(8);
    // Nothing would be proved by a run in which nothing went well, or nothing wrong.
    expect(statuses).toEqual({
      CONFIRMED: expect.any(Number),
      SHIPPED: expect.any(Number),
      DELIVERED: expect.any(Number),
      CANCELLED: expect.any(Number),
      REJECTED: expect.any(Number),
    });
  },
  LIMIT_MS,
);
