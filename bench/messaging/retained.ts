import { type Measure, median } from '../measure.ts';
import { writeRate } from './speed.ts';
import type { Stage } from './stage.ts';

const RETAINED = 10_000_000;
const CHUNK = 500_000;
const ROUNDS = 3;

/** Whether a long history in the outbox slows down those who add to it. */
export async function retainedRows(
  stage: Stage,
  row: (what: string, value: string, goal: string) => Measure,
): Promise<Measure[]> {
  await stage.stopCopy();
  const before = median(await rounds(stage));
  for (let written = 0; written < RETAINED; written += CHUNK) {
    // Addressed to nobody: it is retained, and no stream waits for it.
    await stage.sourceDb.query(
      `insert into outbox.message (part, kind, topic, target, schema_version, aggregate_id, aggregate_version, payload)
       select n & 7, 'event', 'source.Retained', null, 1, gen_random_uuid(), n, '{"name": "a thing of old", "amount": 1}'
       from generate_series(1, $1::int) n`,
      [CHUNK],
    );
  }
  const after = median(await rounds(stage));
  return [row('commits per second with 10,000,000 retained rows ÷ with few', (after / before).toFixed(2), '1')];
}

async function rounds(stage: Stage): Promise<number[]> {
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) rates.push(await writeRate(stage, 'thing'));
  return rates;
}
