import type { ChaosSystem } from './system.ts';

/** What is asked of each service's bus when a run did not come right. */
const QUESTIONS: Readonly<Record<string, string>> = {
  'streams that are behind': `select consumer, part, end_tick, end_id, sent_tick, sent_id, ack_tick, ack_id, resends,
      resend_at, clock_timestamp() as now from outbox.stream
    where (ack_tick, ack_id) <> (end_tick, end_id) order by consumer, part limit 6`,
  'cursors that moved last': `select source, part, tick, id, at from inbox.cursor order by at desc limit 3`,
  'dead letters': `select state, reason, handler, left(error, 300) as error, count(*)::int from inbox.dead_letter
    group by 1, 2, 3, 4 limit 5`,
  replicas: `select entity, state, generation, rows_done, rows_total from inbox.replica where state <> 'ready'`,
  tasks: `select topic, state, count(*)::int, max(attempts) as attempts, left(max(error), 200) as error
    from inbox.task where state not in ('done', 'failed') group by 1, 2`,
  'what runs in the database': `select application_name, state, wait_event, extract(epoch from now() - xact_start)::int as seconds,
      left(query, 80) as query
    from pg_stat_activity where datname = current_database() and xact_start < now() - interval '1 second' limit 6`,
};

/** What the services' own tables say about why something is missing: for a person. */
export async function diagnose({ postgres, databaseOf, members }: ChaosSystem): Promise<string[]> {
  const services = [...new Set(members.map(({ service }) => service))];
  const lines: string[] = [];
  for (const service of services) {
    for (const [what, sql] of Object.entries(QUESTIONS)) {
      const rows = await postgres.query(databaseOf(service), sql).catch((error: Error) => [{ error: error.message }]);
      lines.push(...rows.map((row) => `${service}, ${what}: ${JSON.stringify(row)}`));
    }
  }
  return lines;
}
