import type { BackendFactory, ConnectionOptions, RedisQueueBackend } from 'bullmq';

/** Connections of a process to the queue's database: one listens for all workers, the others ask. */
export const QUEUE_POOL_MAX = 6;

/** Queues on a Redis, whose keys all begin with `prefix`: by default with `strata`. */
export interface RedisQueues {
  readonly redisUrl: string;
  readonly prefix?: string;
}

/** A server that BullMQ keeps its queues on, opened for this process. */
export interface Carrier {
  readonly description: string;
  /** Typed as BullMQ's default; nothing but what all backends have is used. */
  readonly factory: BackendFactory<RedisQueueBackend>;
  /** What BullMQ's `connection` is for those who add, and for those who work. */
  readonly connections: { readonly queue: ConnectionOptions; readonly worker: ConnectionOptions };
  /** What all keys begin with, where there are keys. */
  readonly prefix: string;
  nameOf(queue: string): string;
  /** Resolves when something can be sent; throws when that takes too long. */
  whenUp(): Promise<void>;
  isReady(): Promise<boolean>;
  close(): Promise<void>;
}
