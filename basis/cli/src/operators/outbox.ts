import type { OutboxStatus } from '@strata/basis-messaging';
import type { Operations } from '@strata/basis-subgraph';
import { type Answer, listed, onlyOne, read } from './answer.ts';
import { whoAmI } from './operations.ts';
import { ago, bytes, secondsSince, table } from './table.ts';

/** `strata outbox status`: who reads what each service publishes, and how far they are. */
export async function outboxStatus(operations: Operations, service: string | undefined): Promise<Answer> {
  const gathered = await read<OutboxStatus>(operations, service, '/outbox');
  const outboxes = table(gathered.found, [
    { head: 'SERVICE', of: (outbox) => outbox.service },
    { head: 'TICK', of: ({ tick }) => tick },
    { head: 'LAST', of: ({ tickAgeSeconds }) => `${ago(tickAgeSeconds)} ago` },
    { head: 'SIZE', of: (outbox) => bytes(outbox.bytes) },
    { head: 'CONSUMERS', of: ({ consumers }) => consumers.length },
  ]);
  const readers = gathered.found.flatMap(({ service: source, consumers }) =>
    consumers.map((consumer) => ({ source, ...consumer })),
  );
  const consumers = table(readers, [
    { head: 'SERVICE', of: ({ source }) => source },
    { head: 'CONSUMER', of: ({ name }) => name },
    { head: 'STATE', of: ({ state, kind }) => (kind === 'process' ? `${state} (process)` : state) },
    { head: 'BEHIND', of: ({ unacknowledged }) => unacknowledged },
    { head: 'OLDEST', of: ({ oldestSeconds, unacknowledged }) => (unacknowledged > 0 ? ago(oldestSeconds) : '') },
    { head: 'HEARD OF', of: ({ seenAt }) => `${ago(secondsSince(seenAt))} ago` },
    { head: 'TOPICS', of: ({ topics }) => topics.join(', ') },
  ]);
  const text = readers.length === 0 ? outboxes : `${outboxes}\n\n${consumers}`;
  return listed('outboxes', gathered, text, 'There are no outboxes.');
}

/** `strata outbox abandon`: nothing is kept for the consumer any more. */
export async function abandonConsumer(operations: Operations, service: string, consumer: string): Promise<Answer> {
  const call = { method: 'POST', path: '/outbox/abandon', body: { consumer, who: whoAmI() } } as const;
  const json = await operations.call(onlyOne(operations, service), call);
  return {
    json,
    text: `${service} keeps nothing for ${consumer} any more. Should it come back, it builds its replicas anew; events that it had not taken in are lost to it.`,
  };
}
