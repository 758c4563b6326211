import { setTimeout as delay } from 'node:timers/promises';
import type { Envelope, MessagingSabotage } from '@strata/basis-messaging';
import type { Sabotage } from './messages.ts';

type WrongRelay = NonNullable<MessagingSabotage['relay']>;
type WrongInbox = NonNullable<MessagingSabotage['inbox']>;
type Turn = NonNullable<WrongRelay['turn']>;
type Tools = Parameters<Turn>[0];

/** How relays are broken on purpose. What is not in here breaks something else. */
export const wrongRelays: Partial<Record<Sabotage, WrongRelay>> = {
  // A lower id may commit later: it is passed over for ever.
  'id > cursor': {
    claimed: `select m.* from outbox.message m
      where m.id > prior.last_id and (this.last_id is null or m.id <= this.last_id)`,
  },
  // What began first is published first, though it may have waited for a lock: the later version before the earlier.
  'xmin cursor': { turn: untilXmin },
  'skip locked rows': { turn: skipLocked },
  'publish before the tick': { turn: publishFirst },
};

/** How inboxes are. */
export const wrongInboxes: Partial<Record<Sabotage, WrongInbox>> = {
  'no cursor check': { skipCursorCheck: true },
  // Whoever has its queue in a table has no positions either.
  'skip locked rows': { skipCursorCheck: true, withoutAcks: true },
  'xmin cursor': { skipCursorCheck: true, withoutAcks: true },
  'handlers share a transaction': { oneTransaction: true },
};

/** Rows that a relay takes at once; another relay takes the next ones meanwhile. */
const ROWS = 5;

/** The queue in a table that many have: whoever finds rows that nobody holds takes them. */
async function skipLocked({ pool, epoch, send }: Tools): Promise<void> {
  await pool.query(QUEUE_TABLE);
  for (;;) {
    const { rows } = await pool.query<Cut>(TAKE_ROWS, [ROWS]);
    if (rows.length === 0) return;
    await send(rows.map((row) => addressed(row, epoch, [0, 0], [1, Number(row.last_id)])));
  }
}

const QUEUE_TABLE = `do $$ begin
  if to_regclass('outbox.unsent') is null then
    perform pg_advisory_xact_lock(1);
    create table if not exists outbox.unsent (id bigint primary key);
    create or replace function outbox.enqueue() returns trigger language plpgsql as
      $enqueue$ begin insert into outbox.unsent values (new.id); return null; end $enqueue$;
    create or replace trigger enqueue after insert on outbox.message for each row execute function outbox.enqueue();
  end if; end $$`;

/** The messages of \`taken\` as envelopes; the consumer takes them in the order in which they stand there. */
const envelopesOf = (order: string) => `
  select c.name as consumer, m.part, max(m.id) as last_id, count(*)::int as messages,
    array_agg(distinct m.kind || ' ' || m.topic || ' ' || m.schema_version) as contents,
    json_agg(json_build_array(1, m.id, m.kind, m.topic, m.schema_version, m.aggregate_id, m.aggregate_version,
      m.payload, m.headers, m.created_at) order by ${order})::text as text
  from taken join outbox.message m using (id)
  join outbox.consumer c on m.target = c.name or (m.target is null and m.topic = any (c.topics))
  group by c.name, m.part`;

const TAKE_ROWS = `
  with taken as (
    delete from outbox.unsent where id in (select id from outbox.unsent order by id limit $1 for update skip locked)
    returning id)
  ${envelopesOf('m.id')}`;

/** What all who began earlier have left behind, in the order in which its writers began. */
async function untilXmin({ pool, epoch, send }: Tools): Promise<void> {
  await pool.query(QUEUE_TABLE);
  const { rows } = await pool.query<Cut>(TAKE_UNTIL_XMIN);
  await send(rows.map((row) => addressed(row, epoch, [0, 0], [1, Number(row.last_id)])));
}

const TAKE_UNTIL_XMIN = `
  with taken as (
    delete from outbox.unsent where id in (
      select id from outbox.message join outbox.unsent using (id) where xid < pg_snapshot_xmin(pg_current_snapshot()))
    returning id)
  ${envelopesOf('m.xid, m.id')}`;

interface Cut {
  consumer: string;
  part: number;
  last_tick: string;
  last_id: string;
  messages: number;
  contents: string[];
  text: string;
}

type Position = Envelope['from'];
let attempts = 0;

function addressed(cut: Cut, epoch: string, from: Position, to: Position) {
  attempts += 1;
  const { consumer, part, messages: count, contents, text: messages } = cut;
  const source = process.env.CHAOS_SERVICE ?? '';
  const data: Envelope = { kind: 'envelope', source, epoch, part, from, to, count, contents, messages };
  return { consumer, message: { id: `wrong-${process.pid}-${attempts}`, data } };
}

/** How long this relay leaves a tick uncommitted whose envelopes are out, and how often it dies of it. */
const OPEN_MS = 150;
const DEATHS = 0.03;
const PROCESS_TIMEOUT_MS = 60_000;

interface Link {
  consumer: string;
  part: number;
  from: Position;
  to: Position;
}

/** Sends the envelopes of a tick, and only then commits it: whoever takes the tick anew may find other rows in it. */
async function publishFirst({ pool, epoch, window, send }: Tools): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const turn = await client.query<{ turn: { links?: Link[] } }>('select outbox.turn($1, $2, $3, $4) as turn', [
      window.messages,
      window.bytes,
      window.resendMs,
      PROCESS_TIMEOUT_MS,
    ]);
    const links = turn.rows[0]?.turn.links ?? [];
    const cuts = await client.query<Cut & { link: number }>('select * from outbox.envelopes($1)', [
      JSON.stringify(links),
    ]);
    // Of a link that needs several envelopes this relay sends the first; the rest is sent again in time.
    const firsts = cuts.rows.filter((cut, index, all) => all.findIndex(({ link }) => link === cut.link) === index);
    await send(firsts.map((cut) => ofLink(cut, links[cut.link] as Link, epoch)));
    if (links.length > 0) await delay(OPEN_MS);
    if (links.length > 0 && Math.random() < DEATHS) process.kill(process.pid, 'SIGKILL');
    await client.query('commit');
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
  await sendAgain({ pool, epoch, window, send });
}

function ofLink(cut: Cut, { consumer, part, from, to }: Link, epoch: string) {
  return addressed({ ...cut, consumer, part }, epoch, from, to);
}

async function sendAgain({ pool, epoch, window, send }: Tools): Promise<void> {
  const resendMaxMs = 2_000;
  const { rows } = await pool.query<{ links: Link[] }>('select outbox.pump($1, $2, $3, $4, 64) as links', [
    window.messages,
    window.bytes,
    window.resendMs,
    resendMaxMs,
  ]);
  const links = rows[0]?.links ?? [];
  const cuts = await pool.query<Cut & { link: number }>('select * from outbox.envelopes($1)', [JSON.stringify(links)]);
  const firsts = cuts.rows.filter((cut, index, all) => all.findIndex(({ link }) => link === cut.link) === index);
  await send(firsts.map((cut) => ofLink(cut, links[cut.link] as Link, epoch)));
}
