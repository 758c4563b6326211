import type { Base } from '../parts.ts';
import { eventsQueue } from '../queue/transport.ts';
import { tracesOf, withTraces } from '../telemetry/message-trace.ts';
import { meterPublished } from '../telemetry/meters.ts';
import type { OutageLog } from '../telemetry/outage-log.ts';
import { within } from '../time-limit.ts';
import type { Link } from './claim.ts';
import type { RelayCounters } from './counters.ts';
import { type Addressed, groupsOf, readEnvelopes } from './envelope.ts';
import { parcelsOf } from './parcel.ts';

/** What it takes to send. */
export interface DeliveryOptions extends Pick<Base, 'service' | 'pool' | 'transport' | 'logger' | 'checkpoint'> {
  readonly sendTimeoutMs: number;
  readonly outages: OutageLog;
  readonly counters: RelayCounters;
}

/** Carries links to the queues of their consumers. */
export interface Delivery {
  /** Reads the messages of links and sends them. Does not throw when a queue does not take them. */
  carry(epoch: string, links: readonly Link[]): Promise<void>;
  send(envelopes: readonly Addressed[]): Promise<void>;
  /** Whether the transport failed, and has not been seen to be back. */
  readonly isDown: boolean;
  /** Looks whether the transport is back. @returns whether it has just come back: what it held may be gone */
  isBack(): Promise<boolean>;
}

/** So often something is sent again whatever waits in the consumer's queue: what is missing may not be in it. */
const RESENDS_UNASKED = 3;
/** After that, nothing is as long as so many jobs wait: the consumer is away, and its queue would grow for ever. */
const MAX_WAITING = 64;
const OUTAGE = 'what carries envelopes to their consumers';

/** Makes what sends. */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { service, pool, transport, logger, checkpoint, sendTimeoutMs, outages, counters } = options;
  const late = () => new Error(`The transport has not answered within ${sendTimeoutMs} ms.`);
  let isDown = false;

  async function sendTo(consumer: string, envelopes: readonly Addressed[]): Promise<void> {
    const messages = envelopes.map(({ message }) => message);
    try {
      const traces = tracesOf(...envelopes.map(({ message }) => message.data));
      const attributes = { 'strata.service': service, 'messaging.destination.name': eventsQueue(consumer) };
      await withTraces(`publish ${consumer}`, attributes, { traces, kind: 'producer' }, () =>
        within(sendTimeoutMs, transport.send(eventsQueue(consumer), parcelsOf(messages)), late),
      );
      counters.envelopes += messages.length;
      const sent = messages.reduce((sum, { data }) => sum + data.count, 0);
      counters.messagesSent += sent;
      meterPublished(service, consumer, sent);
    } catch (error) {
      isDown = true;
      counters.sendFailures += 1;
      outages.lost(OUTAGE, error);
    }
  }

  async function send(envelopes: readonly Addressed[]): Promise<void> {
    const [first, ...others] = Map.groupBy(envelopes, ({ consumer }) => consumer);
    if (first === undefined) return;
    const sending = others.map((one) => sendTo(...one));
    await sendTo(...first);
    await checkpoint('in the middle of the publish');
    await Promise.all(sending);
  }

  /** What a link counted and what was read for it are two looks at the same rows. */
  function check(links: readonly Link[], envelopes: readonly Addressed[]): void {
    for (const [index, { messages, ...link }] of links.entries()) {
      const count = envelopes[index]?.message.data.count ?? 0;
      if (count !== messages) logger.error({ ...link, messages, count }, 'an envelope lacks messages of its link');
    }
  }

  async function carry(epoch: string, links: readonly Link[]): Promise<void> {
    let sending = Promise.resolve();
    for (const group of groupsOf(await withoutStale(options, links))) {
      const envelopes = await readEnvelopes(pool, { service, epoch }, group);
      check(group, envelopes);
      await sending;
      // What is not sent now is sent again when the transport is back.
      if (isDown) return;
      sending = send(envelopes);
      sending.catch(() => undefined); // it is awaited below; until then its failure is nobody's
    }
    await sending;
  }

  return {
    carry,
    send,
    get isDown() {
      return isDown;
    },
    async isBack() {
      if (!(await within(sendTimeoutMs, transport.isReady(), late).catch(() => false))) return false;
      isDown = false;
      outages.back(OUTAGE);
      return true;
    },
  };
}

/** Without what was sent again and again to those who do not take what waits in their queues. */
async function withoutStale(
  { transport, sendTimeoutMs }: DeliveryOptions,
  links: readonly Link[],
): Promise<readonly Link[]> {
  const isStale = ({ again, resends = 0 }: Link) => again === true && resends > RESENDS_UNASKED;
  const late = () => new Error('The transport does not answer.');
  const isFull = async (consumer: string) => {
    const waiting = within(sendTimeoutMs, transport.waiting(eventsQueue(consumer)), late);
    return (await waiting.catch(() => 0)) >= MAX_WAITING;
  };
  const consumers = [...new Set(links.filter(isStale).map(({ consumer }) => consumer))];
  const full = await Promise.all(consumers.map(isFull));
  return links.filter((link) => !(isStale(link) && full[consumers.indexOf(link.consumer)]));
}
