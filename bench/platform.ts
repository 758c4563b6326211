import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLogger } from '@strata/basis-core';
import { cloneDatabase, dropDatabase, provisionDatabase, startEmbeddedPostgres } from '@strata/basis-storage';
import {
  ask,
  type Measure,
  median,
  root,
  type Started,
  seconds,
  startSystem,
  untilAnswered,
  withFolder,
} from './measure.ts';

const REPEATS = 3;
const CLONES = 20;

const measures: (() => Promise<Measure[]>)[] = [starts, cloneOfTheRepository, newSubgraph, clonedDatabase];
// demo
measures.push(editedResolver, statements, oneSubgraphsTests);
// /demo

/** What a person waits for, on this machine, in this run. */
export async function platform(): Promise<Measure[]> {
  const rows: Measure[] = [];
  for (const measure of measures) rows.push(...(await measure()));
  return rows;
}

async function starts(): Promise<Measure[]> {
  const fresh: number[] = [];
  const again: number[] = [];
  const memory: number[] = [];
  for (let run = 0; run < REPEATS; run += 1) {
    await withFolder(async (dataDir) => {
      const first = await startSystem(root, ['--data-dir', dataDir]);
      fresh.push(first.startMs);
      await first.stop();
      const second = await startSystem(root, ['--data-dir', dataDir]);
      again.push(second.startMs);
      memory.push(nodeMemoryMb(second));
      await second.stop();
    });
  }
  return [
    { what: '`npm start`, empty data directory → first federated answer', value: seconds(median(fresh)), goal: '8 s' },
    { what: 'the same with data there', value: seconds(median(again)), goal: '3 s' },
    {
      what: 'memory of Node, everything in one process, idle',
      value: `${Math.round(median(memory))} MB`,
      goal: '450 MB',
    },
  ];
}

/** RSS of the service process: of all that npm started, the Node with the most. PostgreSQL is not Node. */
function nodeMemoryMb({ pid }: Started): number {
  const lines = execFileSync('ps', ['-e', '-o', 'pgid=,rss=,comm='], { encoding: 'utf8' }).trim().split('\n');
  const ours = lines.map((line) => line.trim().split(/\s+/)).filter(([group]) => Number(group) === pid);
  return Math.max(...ours.map(([, rss]) => Number(rss))) / 1_024;
}

function withClone<T>(work: (checkout: string) => Promise<T>): Promise<T> {
  return withFolder((folder) => {
    const checkout = join(folder, 'strata');
    execFileSync('git', ['clone', '--quiet', root, checkout]);
    return work(checkout);
  });
}

async function cloneOfTheRepository(): Promise<Measure[]> {
  const spent: number[] = [];
  for (let run = 0; run < REPEATS; run += 1) {
    await withClone(async (checkout) => {
      const system = await startSystem(checkout, []);
      spent.push(system.startMs);
      await system.stop();
    });
  }
  return [{ what: 'clone → first federated answer, package cache warm', value: seconds(median(spent)), goal: '60 s' }];
}

/** A checkout whose dependencies are linked, for measures that change files. */
function copyOfCheckout(folder: string): string {
  const checkout = join(folder, 'strata');
  execFileSync('git', ['clone', '--quiet', root, checkout]);
  cpSync(join(root, 'node_modules'), join(checkout, 'node_modules'), { recursive: true, verbatimSymlinks: true });
  return checkout;
}

async function newSubgraph(): Promise<Measure[]> {
  return withFolder(async (folder) => {
    const checkout = copyOfCheckout(folder);
    const from = performance.now();
    execFileSync(process.execPath, [join(checkout, 'basis/cli/bin/strata.js'), 'new', 'subgraph', 'wishlist'], {
      cwd: checkout,
      stdio: 'ignore',
    });
    const system = await startSystem(checkout, []);
    const strata = join(checkout, 'basis/cli/bin/strata.js');
    const port = new URL(system.url).port;
    const token = execFileSync(process.execPath, [strata, 'token', 'customer', '--port', port], {
      encoding: 'utf8',
    }).trim();
    await untilAnswered(system.url, '{ wishes(first: 1) { totalCount } }', token);
    const value = seconds(performance.now() - from);
    await system.stop();
    return [{ what: '`new subgraph` → its first answer', value, goal: '30 s' }];
  });
}

async function clonedDatabase(): Promise<Measure[]> {
  return withFolder(async (dataDir) => {
    const logger = createLogger({ service: 'bench', level: 'warn' });
    const server = await startEmbeddedPostgres({ dataDir, logger, durable: false }); // As tests have it.
    try {
      await provisionDatabase(server, { service: 'template', password: 'bench' });
      const spent: number[] = [];
      for (let run = 0; run < CLONES; run += 1) {
        const from = performance.now();
        await cloneDatabase(server.adminUrl, 'template', `clone-${run}`, 'template');
        spent.push(performance.now() - from);
        await dropDatabase(server.adminUrl, `clone-${run}`);
      }
      return [{ what: 'clone of a test database', value: `${Math.round(median(spent))} ms`, goal: '100 ms' }];
    } finally {
      await server.stop();
    }
  });
}

// demo
async function editedResolver(): Promise<Measure[]> {
  return withFolder(async (folder) => {
    const checkout = copyOfCheckout(folder);
    const system = await startSystem(checkout, ['--watch']);
    const file = join(checkout, 'subgraphs/catalog/src/category.resolver.ts');
    const original = readFileSync(file, 'utf8');
    const spent: number[] = [];
    for (let run = 0; run < REPEATS + 2; run += 1) {
      await new Promise((resume) => setTimeout(resume, 6_000)); // The spare process gets warm, as between two edits of a person.
      const from = performance.now();
      writeFileSync(file, original.replace("name: 'asc'", run % 2 === 0 ? "name: 'desc'" : "name: 'asc'"));
      await untilFirstCategory(system.url, run % 2 === 0 ? 'last' : 'first');
      spent.push(performance.now() - from);
    }
    await system.stop();
    return [{ what: 'edit of a resolver → new answer (`--watch`)', value: seconds(median(spent)), goal: '1 s' }];
  });
}

async function untilFirstCategory(url: string, wanted: 'first' | 'last'): Promise<void> {
  for (;;) {
    const answer = await ask(url, '{ categories { name } }');
    const names = (answer?.data?.categories as { name: string }[] | undefined)?.map(({ name }) => name) ?? [];
    const sorted = [...names].sort((a, b) => a.localeCompare(b));
    if (names.length > 1 && names[0] === (wanted === 'first' ? sorted[0] : sorted.at(-1))) return;
    await new Promise((resume) => setTimeout(resume, 20));
  }
}

async function oneSubgraphsTests(): Promise<Measure[]> {
  const from = performance.now();
  execFileSync('npm', ['test', '--silent', '--', 'subgraphs/catalog'], { cwd: root, stdio: 'ignore' });
  return [{ what: "one subgraph's tests (catalog)", value: seconds(performance.now() - from), goal: '10 s' }];
}

/** Statements that a page costs, heard in the log of a system that writes each of them. */
async function statements(): Promise<Measure[]> {
  return withFolder(async (dataDir) => {
    const log: string[] = [];
    const system = await startSystem(root, ['--data-dir', dataDir], { LOG_LEVEL: 'debug' }, (line) => log.push(line));
    const counts: number[] = [];
    for (const first of [5, 50]) {
      const query = `{ products(first: ${first}) { nodes { name stock { available } reviews(first: 3) { nodes { rating author { displayName } } } } } }`;
      await untilAnswered(system.url, query);
      await untilQuiet(log);
      log.length = 0;
      await untilAnswered(system.url, query);
      await untilQuiet(log);
      counts.push(log.filter((line) => line.includes('"sql":true')).length);
    }
    await system.stop();
    const what = 'SQL statements for products with stock, reviews(first: 3), author: 5 and 50 products';
    return [{ what, value: counts.join(' and '), goal: 'the same number' }];
  });
}

async function untilQuiet(log: readonly string[]): Promise<void> {
  for (let seen = -1; seen !== log.length; ) {
    seen = log.length;
    await new Promise((resume) => setTimeout(resume, 200));
  }
}
// /demo
