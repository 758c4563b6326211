import { createMetrics } from '../src/index.ts';

/** The lines of a scrape that begin with a name, sorted. */
async function lines(metrics: ReturnType<typeof createMetrics>, name: string): Promise<string[]> {
  const { body } = await metrics.scrape();
  return body.split('\n').filter((line) => line.startsWith(name));
}

test('counters, gauges and histograms are in the text format, with the process’s own', async () => {
  const metrics = createMetrics();
  const sent = metrics.counter({ name: 'mails_sent_total', help: 'Mails that were sent' });
  sent.add({ service: 'mail', kind: 'a "b"' });
  sent.add({ service: 'mail', kind: 'a "b"' }, 2);
  metrics.gauge({ name: 'mails_waiting', help: 'Mails that wait' }).set({ service: 'mail' }, 7);
  const took = metrics.histogram({ name: 'mail_duration_seconds', help: 'Time to send', buckets: [0.1, 1] });
  for (const seconds of [0.05, 0.1, 0.5, 3]) took.observe({ service: 'mail' }, seconds);
  const { contentType, body } = await metrics.scrape();
  expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(body).toContain('# HELP mails_sent_total Mails that were sent\n# TYPE mails_sent_total counter\n');
  expect(body).toContain('mails_sent_total{service="mail",kind="a \\"b\\""} 3\n');
  expect(body).toContain('# TYPE mails_waiting gauge\nmails_waiting{service="mail"} 7\n');
  expect(await lines(metrics, 'mail_duration_seconds')).toEqual([
    'mail_duration_seconds_bucket{le="0.1",service="mail"} 2',
    'mail_duration_seconds_bucket{le="1",service="mail"} 3',
    'mail_duration_seconds_bucket{le="+Inf",service="mail"} 4',
    'mail_duration_seconds_sum{service="mail"} 3.65',
    'mail_duration_seconds_count{service="mail"} 4',
  ]);
  expect(body).toMatch(/^process_resident_memory_bytes \d+$/m);
  expect(body).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
});

test('the services of a process share a metric, and one that stops takes its series along', async () => {
  const metrics = createMetrics();
  const spec = { name: 'rows', help: 'Rows' };
  metrics.gauge(spec).set({ service: 'a', state: 'x' }, 1);
  metrics.gauge(spec).set({ service: 'b', state: 'x' }, 2);
  expect(await lines(metrics, 'rows')).toHaveLength(2);
  metrics.gauge(spec).forget({ service: 'a' });
  expect(await lines(metrics, 'rows')).toEqual(['rows{service="b",state="x"} 2']);
});

test('what is collected for a scrape is shared by those that come with it, and its failure spoils nothing', async () => {
  const metrics = createMetrics();
  const asked = metrics.counter({ name: 'asked_total', help: 'Questions' });
  const leave = metrics.onScrape(async () => asked.add({}));
  metrics.onScrape(() => Promise.reject(new Error('the database is down')));
  await Promise.all([metrics.scrape(), metrics.scrape()]);
  expect(await lines(metrics, 'asked_total')).toEqual(['asked_total 1']);
  leave();
});

test('a collector that hangs holds a scrape up for two seconds and no longer', async () => {
  const metrics = createMetrics();
  metrics.onScrape(() => new Promise(() => {}));
  const startedAt = performance.now();
  expect((await metrics.scrape()).body).toContain('process_cpu_seconds_total');
  expect(performance.now() - startedAt).toBeLessThan(3_500);
});

test('labels without end do not fill the memory', async () => {
  const metrics = createMetrics();
  const mistaken = metrics.counter({ name: 'mistaken_total', help: 'One series for each id' });
  for (let id = 0; id < 10_100; id += 1) mistaken.add({ id });
  expect(await lines(metrics, 'mistaken_total')).toHaveLength(10_000);
});
