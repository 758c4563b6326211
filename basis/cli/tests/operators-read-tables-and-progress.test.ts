import { findingsOf, type ServiceHealth } from '../src/operators/doctor.ts';
import { showProgress } from '../src/operators/progress.ts';
import { ago, bytes, table } from '../src/operators/table.ts';

test('a table is as wide as it must be, numbers on the right, nothing over a line', () => {
  const rows = [
    { name: 'orders', rows: 12, why: null },
    { name: 'mail-eg', rows: 1_024, why: `line one\nline two ${'x'.repeat(90)}` },
  ];
  const shown = table(rows, [
    { head: 'SERVICE', of: ({ name }) => name },
    { head: 'ROWS', of: (row) => row.rows },
    { head: 'WHY', of: ({ why }) => why },
  ]);
  expect(shown.split('\n')).toEqual([
    'SERVICE  ROWS  WHY',
    'orders     12',
    `mail-eg  1024  line one line two ${'x'.repeat(61)}…`,
  ]);
});

test('durations and sizes are said as people say them', () => {
  expect([0.004, 12, 119, 600, 10_000, 300_000, null].map(ago)).toEqual([
    '4 ms',
    '12 s',
    '119 s',
    '10 min',
    '3 h',
    '3 d',
    '',
  ]);
  expect([0, 900, 2_048, 5 * 1024 ** 3].map(bytes)).toEqual(['0 B', '900 B', '2.0 KiB', '5.0 GiB']);
});

function recorded(isTTY: boolean) {
  const written: string[] = [];
  const write = (text: string | Uint8Array) => written.push(String(text)) > 0;
  return { written, output: { isTTY, write } };
}

test('a bar moves on a terminal', () => {
  const { written, output } = recorded(true);
  const progress = showProgress('orders: check catalog.Product', output);
  progress.at({ done: 0, total: 200 });
  progress.at({ done: 100, total: 200 });
  progress.end();
  expect(written[1]).toContain(`${'█'.repeat(15)}${'░'.repeat(15)}  orders: check catalog.Product  100 of 200 (50 %)`);
  expect(written.every((text) => text === '\n' || text.startsWith('\r'))).toBe(true);
});

test('elsewhere there are lines, few of them, and the last one says how it ended', () => {
  const { written, output } = recorded(false);
  const progress = showProgress('orders: replay', output);
  for (let done = 0; done <= 1_000; done += 1) progress.at({ done, total: 1_000 });
  progress.end();
  expect(written).toEqual(['orders: replay  0 of 1000 (0 %)\n', 'orders: replay  1000 of 1000 (100 %)\n']);
});

const now = new Date().toISOString();
const part = {
  part: 0,
  end: [5, 5],
  sent: [5, 5],
  ack: [5, 5],
  unacknowledged: 0,
  oldestSeconds: 0,
  resends: 0,
} as const;
const consumer = {
  name: 'orders',
  kind: 'service',
  state: 'active',
  topics: ['catalog.Product'],
  registeredAt: now,
  seenAt: now,
  unacknowledged: 0,
  oldestSeconds: 0,
  parts: [part],
} as const;
const well: ServiceHealth = {
  outbox: {
    epoch: 'e',
    tick: 5,
    tickAgeSeconds: 1,
    consumers: [consumer],
    bytes: 8_192,
    oldestSnapshotTransactions: 1,
  },
  state: {
    cursors: [],
    deadLetters: [],
    tasks: [],
    asked: [],
    replicas: [{ entity: 'sso.User', source: 'sso', state: 'ready', generation: 1, done: 3, total: 3 }],
    daysAhead: 7,
    oldestTransactionSeconds: 0,
  },
};

test('where all is well there is nothing to do', () => {
  expect(findingsOf('catalog', well)).toEqual([]);
});

test.each<[string, ServiceHealth, RegExp, RegExp]>([
  [
    'a consumer that is behind',
    { ...well, outbox: { ...well.outbox, consumers: [{ ...consumer, unacknowledged: 9, oldestSeconds: 600 }] } },
    /^orders is 9 messages and 10 min behind/,
    /strata outbox abandon catalog orders/,
  ],
  [
    'parked messages',
    {
      ...well,
      state: {
        ...well.state,
        deadLetters: [
          { source: 'sso', reason: 'HANDLER_FAILED', state: 'failed', messages: 2, aggregates: 2 },
          { source: 'sso', reason: 'BEHIND', state: 'behind', messages: 3, aggregates: 1 },
        ],
      },
    },
    /^5 messages are parked \(HANDLER_FAILED\)/,
    /strata dead-letters list catalog --grouped/,
  ],
  [
    'a replica that is not filled',
    {
      ...well,
      state: {
        ...well.state,
        replicas: [{ entity: 'sso.User', source: 'sso', state: 'filling', generation: 2, done: 1, total: 3 }],
      },
    },
    /sso\.User is being filled: 1 of 3 rows/,
    /needs sso to be up/,
  ],
  [
    'a task that nobody gets done',
    { ...well, state: { ...well.state, tasks: [{ topic: 'a.b', state: 'waiting', tasks: 1, overdueSeconds: 900 }] } },
    /a task a\.b has been due for 15 min/,
    /strata tasks list catalog --topic a\.b/,
  ],
  ['days that run out', { ...well, state: { ...well.state, daysAhead: 0.4 } }, /for 0\.4 days only/, /log says why/],
  [
    'a transaction that was forgotten',
    { ...well, state: { ...well.state, oldestTransactionSeconds: 900 } },
    /open for 15 min/,
    /pg_terminate_backend/,
  ],
])('told, with what to do: %s', (_, health, what, advice) => {
  expect(findingsOf('catalog', health)).toEqual([
    { service: 'catalog', what: expect.stringMatching(what), advice: expect.stringMatching(advice) },
  ]);
});
