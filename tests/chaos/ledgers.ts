/** An event that a service committed, noted in the same transaction as what it tells of. */
export interface CommittedEvent {
  readonly service: string;
  readonly topic: string;
  /** Made for this event alone, and carried in its payload. */
  readonly key: string;
  readonly aggregate: string;
  /** The how-manieth event of its aggregate; counted under the lock of the aggregate's row. */
  readonly sequence: number;
  readonly atMs: number;
}

/** What a handler did about an event, noted in the transaction of the handler; in the order of the notes. */
export interface AppliedEvent {
  readonly service: string;
  readonly topic: string;
  readonly key: string;
  readonly aggregate: string;
  readonly sequence: number;
  readonly atMs: number;
}

/** A version of a published row that a handler was given; in the order of the notes. */
export interface SeenVersion {
  readonly service: string;
  readonly topic: string;
  readonly aggregate: string;
  readonly version: number;
}

/** A row as a contract shows it: `payload` is its JSON with sorted keys. */
export interface PublishedRow {
  readonly id: string;
  readonly version: number;
  readonly payload: string;
}

/** A service's copy of an entity, beside what its owner has. */
export interface ReplicaRows {
  readonly service: string;
  readonly topic: string;
  readonly source: readonly PublishedRow[];
  readonly replica: readonly PublishedRow[];
}

/** Something that was noted about a task, under the key that its asker gave it. */
export interface TaskNote {
  readonly service: string;
  readonly key: string;
}

/** Something bad that was done to the system. */
export interface Fault {
  readonly kind: string;
  readonly target: string;
  readonly atMs: number;
  /** When what was taken away was there again. */
  readonly backAtMs: number;
}

/** All that is known of a run once it is over. Nothing in it comes from the bus. */
export interface Ledgers {
  readonly committed: readonly CommittedEvent[];
  readonly applied: readonly AppliedEvent[];
  readonly versions: readonly SeenVersion[];
  readonly replicas: readonly ReplicaRows[];
  readonly asked: readonly TaskNote[];
  readonly carriedOut: readonly TaskNote[];
  readonly outcomes: readonly TaskNote[];
  readonly faults: readonly Fault[];
  /** Deadlocks in the databases of readers, as PostgreSQL counts them since it was last crashed. */
  readonly deadlocks: number;
  /** Which services handle which topics. */
  readonly listeners: readonly { readonly service: string; readonly topic: string }[];
}
