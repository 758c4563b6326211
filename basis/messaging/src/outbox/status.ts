import type { Pool } from 'pg';
import type { Position } from '../queue/wire.ts';

/** One part of a consumer's stream. */
export interface StreamStatus {
  readonly part: number;
  readonly end: Position;
  readonly sent: Position;
  readonly ack: Position;
  /** Messages that are not acknowledged, at most. */
  readonly unacknowledged: number;
  /** How long ago the oldest of these was written; 0 when there is none. */
  readonly oldestSeconds: number;
  readonly resends: number;
}

/** How far a consumer is. */
export interface ConsumerStatus {
  readonly name: string;
  readonly kind: 'service' | 'process';
  readonly state: 'active' | 'abandoned';
  readonly topics: readonly string[];
  readonly registeredAt: string;
  /** When it was last heard of. */
  readonly seenAt: string;
  readonly unacknowledged: number;
  readonly oldestSeconds: number;
  readonly parts: readonly StreamStatus[];
}

/** How an outbox is doing. */
export interface OutboxStatus {
  readonly epoch: string;
  readonly tick: number;
  readonly tickAgeSeconds: number;
  readonly consumers: readonly ConsumerStatus[];
  readonly bytes: number;
  /** How many transactions began since the oldest that is still open began: what long ones hold back. */
  readonly oldestSnapshotTransactions: number;
}

// Of what is not acknowledged, the oldest was written after all had been acknowledged, and not before the last tick that
// something was acknowledged of.
const STATUS = `
select json_build_object(
  'epoch', e.epoch, 'tick', t.tick, 'tickAgeSeconds', extract(epoch from clock_timestamp() - t.at)::float8,
  'bytes', (select coalesce(sum(pg_total_relation_size(relid)), 0) from pg_partition_tree('outbox.message')),
  'oldestSnapshotTransactions',
    pg_snapshot_xmax(now.snapshot)::text::int8 - pg_snapshot_xmin(now.snapshot)::text::int8,
  'consumers', (select coalesce(json_agg(json_build_object(
      'name', c.name, 'kind', c.kind, 'state', c.state, 'topics', c.topics,
      'registeredAt', c.registered_at, 'seenAt', c.seen_at, 'parts', coalesce(p.parts, '[]'),
      'unacknowledged', coalesce(p.unacknowledged, 0), 'oldestSeconds', coalesce(p.oldest, 0)) order by c.name), '[]')
    from outbox.consumer c left join lateral (
      select json_agg(json_build_object('part', s.part, 'end', json_build_array(s.end_tick, s.end_id),
          'sent', json_build_array(s.sent_tick, s.sent_id), 'ack', json_build_array(s.ack_tick, s.ack_id),
          'unacknowledged', s.behind, 'oldestSeconds', s.age, 'resends', s.resends) order by s.part) as parts,
        sum(s.behind) as unacknowledged, max(s.age) as oldest
      from (
        select s.*, greatest(end_count - ack_count, 0) as behind,
          case when (ack_tick, ack_id) = (end_tick, end_id) then 0
            else extract(epoch from clock_timestamp() - greatest(s.behind_at, acked.first_at))::float8 end as age
        from outbox.stream s left join outbox.tick acked on acked.tick = s.ack_tick where s.consumer = c.name
      ) s
    ) p on true)
) as status
from outbox.epoch e, (select * from outbox.tick order by tick desc limit 1) t, (select pg_current_snapshot() as snapshot) now
`;

/** Reads it all in one statement. @throws when the outbox was never prepared */
export async function readOutboxStatus(pool: Pool): Promise<OutboxStatus> {
  const { rows } = await pool.query<{ status: OutboxStatus }>(STATUS);
  if (rows[0] === undefined) throw new Error('This outbox has never had a relay: there is no tick.');
  return rows[0].status;
}
