import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { Emission } from '@strata/basis-contract';
import type { Clock, Logger, Viewer } from '@strata/basis-core';
import type { Pool, PoolClient } from 'pg';
import type { Transport } from './queue/transport.ts';
import type { Message, MessageKind, Position } from './queue/wire.ts';

/** One transaction's work: a command's or a handler's. */
export interface Unit {
  /** The transaction's EntityManager; what it holds at the end is flushed and committed. */
  em: SqlEntityManager;
  /** On whose behalf; in a handler, the service itself. */
  viewer: Viewer;
  /** The moment of the unit: the same for everything that it writes. */
  now: Date;
  requestId: string;
  logger: Logger;
  /** Publishes an event, or asks for a task, with the transaction: when it commits, not before and not without. */
  emit(emission: Emission): void;
}

/** One change of a domain, carried out in one transaction. */
export interface Command<Input, Output> {
  execute(unit: Unit, input: Input): Promise<Output>;
}

/** What a handler of one message works with. */
export interface HandlerUnit extends Unit {
  message: Message;
  /** Aborted when the handler has taken too long; its transaction is rolled back then. */
  signal: AbortSignal;
}

/** Takes one message in, in a transaction of its own that moves the cursor too. */
export interface Handler {
  /** Unique in its service; what dead letters are listed under. */
  readonly name: string;
  readonly kind: Extract<MessageKind, 'entity' | 'event' | 'outcome'>;
  readonly topic: string;
  readonly schemaVersion: number;
  readonly timeoutMs: number;
  handle(unit: HandlerUnit, message: Message): Promise<void>;
}

/** Messages of one source and part, in order, still as PostgreSQL's text. */
export interface Batch {
  readonly source: string;
  readonly part: number;
  /** The JSON text of an array of `WireMessage`. */
  readonly messages: string;
  /** The cursor: whatever is at or before it was taken in already. */
  readonly after: Position;
}

/** Takes messages in as a set, in the transaction that moves the cursor: replicas, and tasks that arrive. */
export interface Absorber {
  readonly kind: MessageKind;
  readonly topic: string;
  readonly schemaVersion: number;
  /** Idempotent. Takes from the batch what is of its kind, topic and version and lies after the cursor. */
  absorb(client: PoolClient, batch: Batch): Promise<void>;
  /** After the commit. */
  absorbed?(): void;
}

/** Points of the path at which a test may stop, or kill, a process. */
export type Checkpoint =
  | 'before the tick'
  | 'after the tick, before the publish'
  | 'in the middle of the publish'
  | 'after the publish'
  | 'before the commit of the consumer'
  | 'after the commit of the consumer, before the ack'
  | 'before the commit of a handler'
  | 'before the commit of a task'
  | 'after the commit of a task';

/** What every part of a service's messaging is made with. */
export interface Base {
  readonly service: string;
  /** A few connections to the service's own database, apart from those of requests. */
  readonly pool: Pool;
  readonly transport: Transport;
  readonly logger: Logger;
  readonly clock: Clock;
  /** For tests; does nothing otherwise. */
  readonly checkpoint: (point: Checkpoint) => void | Promise<void>;
}
