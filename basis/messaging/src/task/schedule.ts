import { payloadFault } from '@strata/basis-contract';
import { newId } from '@strata/basis-core';
import { withTransaction } from '../database.ts';
import type { Base } from '../parts.ts';
import { nextOf, patternOf } from './rhythm.ts';
import type { ScheduleDefinition, TaskDefinition } from './task.ts';

/** The tasks that a service makes by itself, again and again. The rows of inbox.schedule are the truth. */
export interface Schedules {
  /** Makes the rows agree with the manifest: new ones, those whose rhythm was changed, and no others. */
  agree(): Promise<void>;
  /** Makes the tasks that are due. @returns in how many milliseconds the next one is, if there is any */
  fire(): Promise<number | undefined>;
}

/**
 * The schedules of a manifest.
 *
 * @param fired called after the commit that made a task
 * @throws TypeError when one names no task that is carried out here, has an input that does not fit, or a taken name
 */
export function createSchedules(
  { pool, logger }: Base,
  schedules: readonly ScheduleDefinition[],
  tasks: readonly TaskDefinition[],
  fired: () => void,
): Schedules {
  const byName = new Map(schedules.map((each) => [each.name, each]));
  checkSchedules(schedules, tasks);
  const names = [...byName.keys()];

  return {
    async agree() {
      await withTransaction(pool, async (client) => {
        await client.query('delete from inbox.schedule where name <> all($1)', [names]);
        const { rows } = await client.query<{ now: Date }>('select now()');
        const now = rows[0]?.now ?? new Date();
        for (const { name, rhythm } of schedules) {
          await client.query(
            `insert into inbox.schedule (name, pattern, next_at) values ($1, $2, $3)
             on conflict (name) do update set pattern = excluded.pattern, next_at = excluded.next_at
             where schedule.pattern <> excluded.pattern`,
            [name, patternOf(rhythm), nextOf(rhythm, now, now)],
          );
        }
      });
    },
    async fire() {
      if (names.length === 0) return undefined;
      const made = await withTransaction(pool, async (client) => {
        const { rows } = await client.query<{ name: string; pattern: string; next_at: Date; now: Date }>(
          `select name, pattern, next_at, now() from inbox.schedule
           where name = any($1) and next_at <= now() order by name for update skip locked`,
          [names],
        );
        let count = 0;
        for (const { name, pattern, next_at: due, now } of rows) {
          const definition = byName.get(name);
          // Another version of this service has another rhythm for it: it sees to it.
          if (definition === undefined || patternOf(definition.rhythm) !== pattern) continue;
          const { rowCount } = await client.query(MAKE, valuesOf(definition));
          // The one before is still open: its next time stays due, and comes when that has ended.
          if (rowCount === 0) continue;
          await client.query('update inbox.schedule set next_at = $2, last_at = now() where name = $1', [
            name,
            nextOf(definition.rhythm, now, due),
          ]);
          logger.debug({ schedule: name }, 'a schedule was due');
          count += 1;
        }
        return count;
      });
      if (made > 0) fired();
      const { rows } = await pool.query<{ ms: number | null }>(
        `select (extract(epoch from min(next_at) - clock_timestamp()) * 1000)::float8 as ms
         from inbox.schedule where name = any($1) and next_at > now()`,
        [names],
      );
      return rows[0]?.ms ?? undefined;
    },
  };
}

/** Its aggregate is nobody's; there is nobody to be told. */
const MAKE = `
  insert into inbox.task (id, topic, schema_version, aggregate_id, schedule, input, headers)
  values ($1, $2, $3, $1, $4, $5, $6) on conflict do nothing`;

function valuesOf({ name, task, input }: ScheduleDefinition): unknown[] {
  return [newId(), task.name, task.version, name, JSON.stringify(input), JSON.stringify({ requestId: newId() })];
}

function checkSchedules(schedules: readonly ScheduleDefinition[], tasks: readonly TaskDefinition[]): void {
  const names = new Set<string>();
  for (const { name, task, input } of schedules) {
    if (names.has(name)) throw new TypeError(`Two schedules are named "${name}".`);
    names.add(name);
    if (!tasks.some((each) => each.task === task)) {
      throw new TypeError(`The schedule "${name}" is for ${task.name}, which is not carried out here.`);
    }
    const fault = payloadFault(task.input, input);
    if (fault !== undefined) throw new TypeError(`The input of the schedule "${name}" does not fit: ${fault}.`);
  }
}
