// demo
import type { Ask } from './accounts.ts';

// What waits for its time, such as a schedule, does not move; what is due does.
const MOVING = `
select exists (select from inbox.task where state = 'running'
    or (state = 'waiting' and schedule is null)) as tasks,
  exists (select from outbox.asked where outcome is null) as asked,
  exists (select from outbox.stream s join outbox.consumer c on c.name = s.consumer
    where c.state = 'active' and (s.ack_tick, s.ack_id) < (s.end_tick, s.end_id)) as unacknowledged,
  exists (select from outbox.message m, (select snapshot from outbox.tick order by tick desc limit 1) t
    where m.xid >= pg_snapshot_xmin(t.snapshot) and not pg_visible_in_snapshot(m.xid, t.snapshot)) as unsent`;

/** Whether nothing moves in any of these services, nor will. */
export async function isAtRest(ask: Ask, services: readonly string[]): Promise<boolean> {
  const states = await Promise.all(services.map((service) => ask<Record<string, boolean>>(service, MOVING)));
  return states.every(([state]) => state !== undefined && !Object.values(state).includes(true));
}
