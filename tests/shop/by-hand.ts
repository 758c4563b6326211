// demo
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root, startSystem } from '../../bench/measure.ts';
import { IMPATIENT, runShop } from './run.ts';
import { shopAt } from './running-shop.ts';

const run = promisify(execFile);
const STRATA = join(root, 'basis/cli/bin/strata.js');

/** As the command line has it: whole numbers. */
export interface ShopOptions {
  readonly seed: readonly string[];
  readonly orders: string;
  readonly kills: string;
  readonly buyers: string;
  /** Of each product, of which there are twelve. */
  readonly pieces: string;
  readonly folder: string;
  say(line: string): void;
}

/** Orders, kills, and the books afterwards, on a system of its own for each seed. @returns whether all agrees */
export async function shop(options: ShopOptions): Promise<boolean> {
  let passed = true;
  for (const seed of options.seed) if (!(await runSeed(options, seed))) passed = false;
  return passed;
}

async function runSeed({ folder, say, ...options }: ShopOptions, seed: string): Promise<boolean> {
  const dataDir = mkdtempSync(join(folder, `shop-${seed}-`));
  chmodSync(dataDir, 0o755);
  const system = await startSystem(root, ['--processes', '--data-dir', dataDir], IMPATIENT);
  const end = () => void system.stop().finally(() => process.exit(1));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  try {
    const tokenOf = async (account: string) =>
      (await run(process.execPath, [STRATA, 'token', account, '--data-dir', dataDir])).stdout.trim();
    const { wrong, kills, statuses, seconds } = await runShop(await shopAt(system.url, dataDir, tokenOf), {
      seed: Number(seed),
      buyers: Number(options.buyers),
      orders: Number(options.orders),
      kills: Number(options.kills),
      pieces: Number(options.pieces),
      say,
    });
    const sign = wrong.length === 0 ? '✓' : '✗';
    say(`${sign} shop, seed ${seed}: ${options.orders} orders, ${kills} kills, ${seconds} s`);
    say(`  ${JSON.stringify(statuses)}; ${wrong.length} wrong`);
    for (const line of wrong) say(`  ${line}`);
    return wrong.length === 0;
  } finally {
    await system.stop();
  }
}
