import type { Logger } from '@strata/basis-core';
import { newId } from '@strata/basis-core';
import { controlQueue, eventsQueue, type Transport } from '../queue/transport.ts';
import {
  type ControlMessage,
  type Envelope,
  envelopesIn,
  isBefore,
  type Lost,
  type Message,
  type Parcel,
  type Position,
  type Subscribe,
  type Subscribed,
  type WireMessage,
} from '../queue/wire.ts';
import { type Acks, createAcks } from './acknowledge.ts';
import { messageOf } from './handle.ts';
import { ownerOf } from './routes.ts';

/** A source forgets a process that it has not heard of for a minute. */
const HEARTBEAT_MS = 15_000;
const ASK_EVERY_MS = 1_000;

/** What a process hears, and what it does then. */
export interface BroadcastOptions {
  /** What kind of process it is: `gateway`. Each gets a name of its own from it. */
  readonly name: string;
  /** The contracts' names: `sso.AccessChanged`. The service before the dot is the one that is listened to. */
  readonly topics: readonly string[];
  readonly transport: Transport;
  readonly logger: Logger;
  /** In order for each aggregate; more than once after trouble. What it throws counts as a message not heard. */
  onMessage(message: Message): void | Promise<void>;
  /** Something may not have been heard: whatever was concluded from these topics is to be dropped. */
  onFlush(source: string): void | Promise<void>;
}

/** A process that hears everything from now on. It keeps nothing in a database. */
export interface BroadcastConsumer {
  /** `gateway@018f…`: the name that its sources know it by. */
  readonly name: string;
  /** Whether each source has answered: until then, nothing is heard of it. */
  isListening(): boolean;
  /** Stops, and throws its queues away. */
  close(): Promise<void>;
}

interface Heard {
  epoch: string;
  cursors: Position[];
}

/** What is heard, and how far. */
interface Hearing {
  knows(source: string): boolean;
  answered(message: Subscribed | Lost): Promise<void>;
  take(envelope: Envelope): Promise<void>;
}

function createHearing(
  options: BroadcastOptions,
  { acks, subscribe }: { acks: Acks; subscribe(source: string): Promise<void> },
): Hearing {
  const { logger } = options;
  const heard = new Map<string, Heard>();

  async function flush(source: string, why: string): Promise<void> {
    logger.info({ source }, `what was heard is dropped: ${why}`);
    await options.onFlush(source);
  }

  /** What the source believes to have been heard: when it is more than that, something was missed. */
  async function answered({ source, epoch, cursors }: Subscribed | Lost): Promise<void> {
    const known = heard.get(source);
    const isSame = known?.epoch === epoch;
    const missed = cursors.some((cursor, part) => isBefore(known?.cursors[part] ?? [-1, -1], cursor));
    if (isSame && !missed) return;
    await flush(source, isSame ? 'the source has gone on without this process' : 'it begins anew');
    const furthest = (cursor: Position, part: number) => {
      const own = known?.cursors[part];
      return isSame && own !== undefined && isBefore(cursor, own) ? own : cursor;
    };
    heard.set(source, { epoch, cursors: cursors.map(furthest) });
  }

  async function take({ source, epoch, part, from, to, messages }: Envelope): Promise<void> {
    const known = heard.get(source);
    if (known?.epoch !== epoch) return subscribe(source);
    const cursor = known.cursors[part] ?? [0, 0];
    if (isBefore(cursor, to)) {
      if (isBefore(cursor, from)) await flush(source, 'something is missing');
      for (const wire of JSON.parse(messages) as WireMessage[]) {
        if (isBefore(cursor, [wire[0], wire[1]])) await tell(messageOf(source, part, wire));
      }
      known.cursors[part] = to;
    }
    acks.note(source, epoch, part, known.cursors[part] ?? to);
  }

  async function tell(message: Message): Promise<void> {
    try {
      await options.onMessage(message);
    } catch (error) {
      logger.warn({ err: error, topic: message.topic }, 'a broadcast message could not be taken in');
      await options.onFlush(message.source);
    }
  }

  return { knows: (source) => heard.has(source), answered, take };
}

/**
 * Starts to listen. Every process of a kind hears every message, unlike the processes of a service, which share them.
 * What was sent before it listened, and what is lost, it never hears: it is told to flush instead.
 */
export function createBroadcastConsumer(options: BroadcastOptions): BroadcastConsumer {
  const { topics, transport, logger } = options;
  const name = `${options.name}@${newId()}`;
  const sources = [...new Set(topics.map(ownerOf))];
  const acks = createAcks({ service: name, transport, logger });
  let order: Promise<void> = Promise.resolve();

  async function subscribe(source: string): Promise<void> {
    const own = topics.filter((topic) => ownerOf(topic) === source);
    const data: Subscribe = { kind: 'subscribe', consumer: name, topics: own, process: true };
    try {
      await transport.send(controlQueue(source), [{ id: `subscribe-${name}`, data }]);
    } catch (error) {
      logger.debug({ err: error, source }, 'a subscription could not be sent');
    }
  }

  const hearing = createHearing(options, { acks, subscribe });

  /** One at a time, or a gap would be seen where two only overtook each other. */
  function inOrder(work: () => Promise<void>): Promise<void> {
    const done = order.then(work);
    order = done.catch(() => undefined);
    return done;
  }

  async function takeAll(data: Envelope | Parcel): Promise<void> {
    for (const envelope of envelopesIn(data)) await hearing.take(envelope);
  }

  const listeners = [
    transport.listen(eventsQueue(name), (data) => inOrder(() => takeAll(data as Envelope | Parcel)), {
      concurrency: 1,
    }),
    transport.listen(
      controlQueue(name),
      async (data) => {
        const message = data as ControlMessage;
        if (message.kind === 'subscribed' || message.kind === 'lost') await inOrder(() => hearing.answered(message));
      },
      { concurrency: 1 },
    ),
  ];
  const subscribeTo = (wanted: readonly string[]) => void Promise.all(wanted.map(subscribe));
  const timers = [
    setInterval(() => subscribeTo(sources.filter((source) => !hearing.knows(source))), ASK_EVERY_MS),
    // Answered with what the source believes to have been heard: a heartbeat, and a check.
    setInterval(() => subscribeTo(sources), HEARTBEAT_MS),
  ];
  subscribeTo(sources);

  return {
    name,
    isListening: () => sources.every(hearing.knows),
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      await Promise.all(listeners.map((listener) => listener.close()));
      await acks.flush();
      await Promise.all([eventsQueue(name), controlQueue(name)].map((queue) => transport.remove(queue)));
    },
  };
}
