import type { HostedSubgraph } from '@strata/basis-subgraph';

/** How long messages may take to come to rest. */
const SETTLE_LIMIT_MS = 60_000;
const POLL_MS = 15;

/** What the messages of a service are at. */
interface Facts {
  service: string;
  ready: boolean;
  /** Written, and not sent on yet. */
  unsent: boolean;
  /** Sent, and not taken in everywhere. */
  unacknowledged: boolean;
  /** Due, or running. */
  tasks: boolean;
  /** Moves whenever anything is written. */
  last: string;
}

/**
 * Waits until all that was committed in these services, and all that came of it, is taken in: nothing is on its way, no
 * task is due, and every replica is filled.
 *
 * @throws Error saying what moves still, when that takes longer than 20 s
 */
export async function settled(hosted: () => readonly HostedSubgraph[]): Promise<void> {
  const deadline = performance.now() + SETTLE_LIMIT_MS;
  let before: string | undefined;
  for (;;) {
    const services = hosted();
    const names = services.map(({ definition }) => definition.name);
    const facts = await Promise.all(services.map((service) => factsOf(service, names)));
    const moving = facts.filter(
      ({ ready, unsent, unacknowledged, tasks }) => !ready || unsent || unacknowledged || tasks,
    );
    // What one took in while another was looked at has left something behind there: twice the same, and all is still.
    const now = moving.length === 0 ? JSON.stringify(facts) : undefined;
    if (now !== undefined && now === before) return;
    before = now;
    if (performance.now() > deadline) throw new Error(`Messages do not come to rest: ${JSON.stringify(moving)}`);
    await new Promise((resume) => setTimeout(resume, now === undefined ? POLL_MS : 0));
  }
}

async function factsOf({ definition, orm, messaging }: HostedSubgraph, running: string[]): Promise<Facts> {
  const ready = (await messaging?.isReady()) ?? true;
  const [row] = await orm.em.fork().execute<Omit<Facts, 'service' | 'ready'>[]>(FACTS, [`{${running.join(',')}}`]);
  if (row === undefined) throw new Error('The state of messages is one row.');
  return { service: definition.name, ready, ...row };
}

// Services that do not run take nothing in; what waits for them waits.
const FACTS = `
select coalesce((select max(id) from outbox.message), 0)::text as last,
  exists (select from outbox.message m, (select snapshot from outbox.tick order by tick desc limit 1) t
    where m.xid >= pg_snapshot_xmin(t.snapshot) and not pg_visible_in_snapshot(m.xid, t.snapshot)) as unsent,
  exists (select from outbox.stream s join outbox.consumer c on c.name = s.consumer
    where c.state = 'active' and c.name = any(?::text[]) and (s.ack_tick, s.ack_id) < (s.end_tick, s.end_id)) as unacknowledged,
  exists (select from inbox.task where state = 'running' or (state = 'waiting' and due_at <= clock_timestamp())) as tasks`;
