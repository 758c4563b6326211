/** A place in a source's stream: the tick that a message became visible in, and its id. Compared in that order. */
export type Position = readonly [tick: number, id: number];

/** What a message is: the state of a published row, something that happened, work asked for, and what came of it. */
export type MessageKind = 'entity' | 'event' | 'task' | 'outcome' | 'cancel';

/** What travels beside a payload. */
export interface MessageHeaders {
  /** W3C trace context of whoever caused it. */
  readonly traceparent?: string;
  readonly requestId?: string;
  /** The viewer on whose behalf it was caused. */
  readonly viewerId?: string;
  readonly [name: string]: unknown;
}

/** One row of an outbox, as its consumers get it. */
export interface Message<Payload = unknown> {
  /** The service whose outbox it is from. */
  readonly source: string;
  readonly part: number;
  readonly position: Position;
  readonly kind: MessageKind;
  /** The contract's name: `catalog.Product`. */
  readonly topic: string;
  readonly schemaVersion: number;
  readonly aggregateId: string;
  /** Only of entities: the version of the row that the payload shows. */
  readonly aggregateVersion: number | null;
  readonly payload: Payload;
  readonly headers: MessageHeaders;
  /** When it was written, ISO 8601. */
  readonly at: string;
}

/** A message inside an envelope's text: PostgreSQL builds this array, and takes it apart again (`->0` to `->9`). */
export type WireMessage = readonly [
  tick: number,
  id: number,
  kind: MessageKind,
  topic: string,
  schemaVersion: number,
  aggregateId: string,
  aggregateVersion: number | null,
  payload: unknown,
  headers: MessageHeaders,
  at: string,
];

/** Messages of one source for one consumer and one part, in order: a job of the consumer's queue, or in a parcel of it. */
export interface Envelope {
  readonly kind: 'envelope';
  readonly source: string;
  readonly epoch: string;
  readonly part: number;
  /** The end of the envelope before it. A consumer takes an envelope in when `from <= cursor < to`. */
  readonly from: Position;
  readonly to: Position;
  readonly count: number;
  /** What is inside, each once: `entity catalog.Product 1`, so that nobody has to parse `messages` to know. */
  readonly contents: readonly string[];
  /** The JSON text of an array of `WireMessage`. */
  readonly messages: string;
}

/** Small envelopes of one source for one consumer as one job, for a job costs more than what is in it. */
export interface Parcel {
  readonly kind: 'parcel';
  readonly envelopes: readonly Envelope[];
}

/** The envelopes of a job of a consumer's queue. */
export function envelopesIn(data: Envelope | Parcel): readonly Envelope[] {
  return data.kind === 'parcel' ? data.envelopes : [data];
}

/**
 * To a source's control queue: send me these topics (and what is addressed to me) from now on. Idempotent. Processes of
 * a consumer that ask for different topics get all of them, while any goes on asking.
 */
export interface Subscribe {
  readonly kind: 'subscribe';
  readonly consumer: string;
  readonly topics: readonly string[];
  /** A process that hears everything from now on and keeps its cursor in memory; forgotten when it falls silent. */
  readonly process?: boolean;
  /** Said before, and meant still. */
  readonly still?: boolean;
}

/** Back to the consumer's control queue: where each part of its stream begins, or goes on. */
export interface Subscribed {
  readonly kind: 'subscribed';
  readonly source: string;
  readonly epoch: string;
  /** For each part, in order. */
  readonly cursors: readonly Position[];
  /**
   * An epoch before, and for each part up to where a position of it means the same in this one: a cursor of that epoch
   * goes on from there, or from where it is if that is less, and nothing is taken in twice.
   */
  readonly continues?: { readonly epoch: string; readonly cursors: readonly Position[] };
  /** All that the consumer gets, whichever process of it asked for it. */
  readonly topics?: readonly string[];
}

/** To a source's control queue: I have all up to here. Also the heartbeat of a process. */
export interface Ack {
  readonly kind: 'ack';
  readonly consumer: string;
  readonly epoch: string;
  readonly cursors: readonly (readonly [part: number, tick: number, id: number])[];
  /** Parts in which something is missing: to be sent again from these cursors at once. */
  readonly missing?: readonly number[];
}

/** Back to a consumer whose cursor lies before what the source still has: rebuild your replicas, then go on from here. */
export interface Lost {
  readonly kind: 'lost';
  readonly source: string;
  readonly epoch: string;
  readonly cursors: readonly Position[];
}

/** To a source's control queue: the next rows of a published entity, by id. */
export interface ExportRows {
  readonly kind: 'export';
  readonly consumer: string;
  readonly entity: string;
  /** The version of the contract through which it is published. */
  readonly schemaVersion: number;
  readonly generation: number;
  /** The id after which to go on; null from the beginning. */
  readonly after: string | null;
  readonly limit: number;
  /** Not beyond this id. */
  readonly upTo?: string;
  /** The check that looks into these rows; without one, a replica is being filled. */
  readonly check?: string;
}

/** Back: a chunk of rows. `next` is null with the last one. */
export interface ExportedRows {
  readonly kind: 'exported';
  readonly source: string;
  readonly entity: string;
  readonly generation: number;
  readonly after: string | null;
  readonly next: string | null;
  /** How many rows there are in all, about; null where they were not counted, which is done with the first chunk. */
  readonly total: number | null;
  readonly count: number;
  readonly check?: string;
  /** The JSON text of `[id, version, payload][]`. */
  readonly rows: string;
}

/** To a source's control queue: the checksums of a published entity by ranges of ids. */
export interface AskChecksums {
  readonly kind: 'ask-checksums';
  readonly consumer: string;
  readonly entity: string;
  readonly schemaVersion: number;
  readonly check: string;
  /** Payload fields that the replica keeps. */
  readonly fields: readonly string[];
  readonly after: string | null;
  /** Rows that are looked at for one answer. */
  readonly limit: number;
}

/** Back: one line for each range of ids, in order; the last range of all goes up to the largest id that there can be. */
export interface Checksums {
  readonly kind: 'checksums';
  readonly source: string;
  readonly entity: string;
  readonly check: string;
  readonly after: string | null;
  readonly next: string | null;
  readonly ranges: readonly { readonly upTo: string; readonly rows: number; readonly checksum: string }[];
}

/** What a service's control queue carries. All of it may arrive twice, late, or not at all. */
export type ControlMessage = Subscribe | Subscribed | Ack | Lost | ExportRows | ExportedRows | AskChecksums | Checksums;

/** How many parts each stream has: what shares a part keeps its order. For ever. */
export const PARTS = 8;
/** Messages of an envelope at most. */
export const ENVELOPE_SIZE = 500;
/** Characters of the messages of a parcel at most. */
export const PARCEL_SIZE = 128 * 1024;
/** Bytes of one message's payload at most. */
export const MAX_PAYLOAD_BYTES = 256 * 1024;

/** Whether `a` comes before `b`. */
export function isBefore(a: Position, b: Position): boolean {
  return a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
}
