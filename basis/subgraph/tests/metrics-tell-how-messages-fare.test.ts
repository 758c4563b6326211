import { processMetrics } from '@strata/basis-core';
import { publishMessagingMetrics } from '@strata/basis-messaging';
import { Pool } from 'pg';
import { type ShopAndShelf, startShopAndShelf, UNLUCKY } from './support/shop-and-shelf.ts';

/** A scrape shares what was collected within the second before it. */
const FRESH_MS = 1_000;

let both: ShopAndShelf;
beforeAll(async () => {
  both = await startShopAndShelf();
  await both.settled();
});
afterAll(() => both.stop());

/** The value of a series, by what stands before it; undefined when it is not there. */
async function values(): Promise<(series: string) => number | undefined> {
  await new Promise((resume) => setTimeout(resume, FRESH_MS + 100));
  const { body } = await processMetrics.scrape();
  const lines = new Map(
    body.split('\n').map((line) => [line.slice(0, line.lastIndexOf(' ')), line.slice(line.lastIndexOf(' ') + 1)]),
  );
  return (series) => (lines.has(series) ? Number(lines.get(series)) : undefined);
}

test('outbox, inbox, replicas, tasks and queues are told', async () => {
  const productId = await both.addProduct('Kettle');
  await both.settled();
  await both.sell(productId, 2);
  await both.settled();
  const value = await values();
  for (const service of ['shop', 'shelf']) {
    expect(value(`strata_database_up{service="${service}"}`)).toBe(1);
    expect(value(`strata_queue_up{service="${service}"}`)).toBe(1);
    expect(value(`strata_queue_waiting_jobs{service="${service}",queue="events"}`)).toBe(0);
    expect(value(`strata_outbox_days_ahead{service="${service}"}`)).toBeGreaterThan(1);
    expect(value(`strata_outbox_size_bytes{service="${service}"}`)).toBeGreaterThan(0);
  }
  expect(value('strata_outbox_consumer_active{service="shop",consumer="shelf"}')).toBe(1);
  for (let part = 0; part < 8; part += 1) {
    const stream = `{service="shop",consumer="shelf",part="${part}"}`;
    expect(value(`strata_outbox_unacknowledged_messages${stream.replaceAll(/part="(\d)"/g, 'part="$1"')}`)).toBe(0);
    expect(value(`strata_outbox_oldest_unacknowledged_seconds${stream}`)).toBe(0);
  }
  expect(value('strata_outbox_published_messages_total{service="shop",consumer="shelf"}')).toBeGreaterThanOrEqual(3);
  expect(value('strata_relay_events_total{service="shop",event="ticks"}')).toBeGreaterThanOrEqual(2);
  expect(value('strata_inbox_events_total{service="shelf",event="messages"}')).toBeGreaterThanOrEqual(3);
  expect(value('strata_commit_to_applied_seconds_count{service="shelf",source="shop"}')).toBeGreaterThanOrEqual(2);
  const handled = '{service="shelf",handler="on shop.ProductSold",outcome="done"}';
  expect(value(`strata_handler_duration_seconds_count${handled}`)).toBe(1);
  expect(value('strata_replica_ready{service="shelf",entity="shop.Product",source="shop"}')).toBe(1);
  expect(value('strata_tasks{service="shelf",topic="shelf.restock",state="done"}')).toBe(1);
  expect(value('strata_task_events_total{service="shelf",event="done"}')).toBe(1);
  expect(value('strata_task_duration_seconds_count{service="shelf",topic="shelf.restock",outcome="done"}')).toBe(1);
});

test('what is parked is told by its reason, and no more once it is over', async () => {
  const productId = await both.addProduct('Toaster');
  await both.sell(productId, UNLUCKY);
  await both.sell(productId, 1);
  await both.settled();
  const parked = await values();
  const open = (reason: string, state: string) =>
    `strata_dead_letters_open{service="shelf",source="shop",reason="${reason}",state="${state}"}`;
  expect(parked(open('HANDLER_FAILED', 'failed'))).toBe(1);
  expect(parked(open('BEHIND', 'behind'))).toBe(1);
  expect(parked('strata_dead_letters_aggregates{service="shelf",source="shop",reason="HANDLER_FAILED"}')).toBe(1);
  expect(parked('strata_inbox_parked_messages_total{service="shelf",reason="HANDLER_FAILED"}')).toBe(1);
  expect(
    parked('strata_handler_duration_seconds_count{service="shelf",handler="on shop.ProductSold",outcome="failed"}'),
  ).toBeGreaterThan(1);
  await both.shelf.messaging?.deadLetters.discard('all', { who: 'a test' });
  const over = await values();
  expect(over(open('HANDLER_FAILED', 'failed'))).toBeUndefined();
  expect(over(open('BEHIND', 'behind'))).toBeUndefined();
});

test('a database and a queue that are out of reach do not fail a scrape, and are told', async () => {
  const pool = new Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/nothing' });
  const waiting = () => new Promise<number>(() => {});
  const counters = { inbox: { gaps: 4 }, relay: {}, tasks: {} };
  const stop = publishMessagingMetrics({ service: 'cut-off', pool, transport: { waiting }, counters });
  const value = await values();
  expect(value('strata_database_up{service="cut-off"}')).toBe(0);
  expect(value('strata_queue_up{service="cut-off"}')).toBe(0);
  expect(value('strata_outbox_days_ahead{service="cut-off"}')).toBeUndefined();
  expect(value('strata_inbox_events_total{service="cut-off",event="gaps"}')).toBe(4);
  expect(value('strata_database_up{service="shop"}')).toBe(1);
  stop();
  await pool.end();
  expect((await values())('strata_database_up{service="cut-off"}')).toBeUndefined();
});
