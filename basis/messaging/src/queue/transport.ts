import type { Queue } from 'bullmq';

/** What a queue carries: plain JSON. */
export interface QueuedMessage {
  /** Ids of one queue differ; the same id again while the first is still there is ignored. No `:`, not a number. */
  readonly id: string;
  readonly data: object;
}

/** Somebody who listens to a queue. */
export interface Listener {
  /** Takes nothing new, and waits for what is being worked on. */
  close(): Promise<void>;
}

/**
 * What carries messages between services: at least once when it is up, not at all when it loses its data. Nothing
 * relies on its order or its memory.
 */
export interface Transport {
  /** One line for a person: `BullMQ on PostgreSQL`. */
  readonly description: string;
  /** Resolves when the queue has them. @throws when the queue cannot be reached */
  send(queue: string, messages: readonly QueuedMessage[]): Promise<void>;
  /** Calls `work` for each message. When it throws, the message is gone: whoever sent it will send it again. */
  listen(
    queue: string,
    work: (data: object, signal: AbortSignal) => Promise<void>,
    options: { concurrency: number },
  ): Listener;
  /** How many messages wait in a queue. */
  waiting(queue: string): Promise<number>;
  /** Throws a queue away with all that is in it. */
  remove(queue: string): Promise<void>;
  /** BullMQ's own queue, for a console that looks into it: only where BullMQ carries. */
  inspect?(queue: string): Queue<object, void, string>;
  isReady(): Promise<boolean>;
  stop(): Promise<void>;
}

/** The queue of a service that envelopes come in by. */
export const eventsQueue = (service: string) => `${service}.events`;
/** The queue of a service that control messages come in by, as a source and as a consumer. */
export const controlQueue = (service: string) => `${service}.control`;
/** The queue of a service by which its own processes are told of tasks that are due. */
export const tasksQueue = (service: string) => `${service}.tasks`;
