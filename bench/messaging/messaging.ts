import { type Measure, median, withFolder } from '../measure.ts';
import { caughtUp, drainRate, timeToHeal } from './backlog.ts';
import { idleCpu } from './idle.ts';
import { openPlainBull } from './plain-bull.ts';
import { retainedRows } from './retained.ts';
import { hops, outboxCost, writeRate } from './speed.ts';
import { type Backend, openStage, type Stage } from './stage.ts';

const THINGS = 5_000;
const BACKLOGS = [10_000, 100_000, 1_000_000];
const ROUNDS = 3;

/** What the bus costs and how fast it is, on this machine, on both backends, in this run. */
export async function messaging(): Promise<Measure[]> {
  const rows: Measure[] = [];
  for (const backend of ['postgres', 'redis'] satisfies Backend[]) {
    await withFolder(async (dataDir) => {
      const stage = await openStage(dataDir, backend, THINGS);
      try {
        rows.push(...(await measured(stage)));
      } finally {
        await stage.stop();
      }
    });
  }
  rows.push(...(await idleCpu()));
  return rows;
}

async function measured(stage: Stage): Promise<Measure[]> {
  const on = stage.backend === 'postgres' ? 'PostgreSQL' : 'Redis';
  const row = (what: string, value: string, goal: string): Measure => ({ what: `${on}: ${what}`, value, goal });
  const alone = median(await repeated(() => writeRate(stage, 'thing')));
  const cost = await outboxCost(stage);
  await stage.startCopy();
  await caughtUp(stage);
  const replicated = median(await repeated(() => writeRate(stage, 'thing')));
  await caughtUp(stage);
  const hop = await hops(stage);
  const heal = median(await repeated(() => timeToHeal(stage)));
  const plain = await openPlainBull(stage.queueUrl);
  const [bull, bulk, single] = [await plain.hop(), await plain.bulkRate(), await plain.singleJobRate(stage.applyOne)];
  await plain.close();
  const drained: number[] = [];
  for (const size of BACKLOGS) drained.push(await drainRate(stage, size));
  const best = drained[1] ?? Number.NaN;
  return [
    row(
      'events applied per second, from a backlog of 10,000 / 100,000 / 1,000,000',
      drained.map(whole).join(' / '),
      'the same',
    ),
    row(`÷ a pipeline with one job per event (${whole(single)}/s)`, ratio(best / single), '40'),
    row(`÷ BullMQ addBulk(1000) (${whole(bulk)} jobs/s)`, ratio(best / bulk), '4'),
    row(`commits per second with outbox (${whole(cost.perSecond)}) ÷ without`, ratio(cost.ratio), '0.92'),
    row(`writers with replication running (${whole(replicated)}/s) ÷ outbox only`, ratio(replicated / alone), '0.65'),
    row('commit → applied, p50', ms(hop.p50), stage.backend === 'postgres' ? '25 ms' : ''),
    row('commit → applied, p99', ms(hop.p99), ''),
    row(`commit → applied ÷ BullMQ add → handler (${ms(bull)}), p50`, ratio(hop.p50 / bull), '3'),
    row('time to heal after the queue lost all that it held', ms(heal), '1,000 ms'),
    ...(stage.backend === 'postgres' ? await retainedRows(stage, row) : []),
  ];
}

async function repeated(work: () => Promise<number>): Promise<number[]> {
  const values: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) values.push(await work());
  return values;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function ratio(value: number): string {
  return value.toFixed(value < 10 ? 2 : 0);
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}
