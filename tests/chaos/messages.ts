import type { Checkpoint } from '@strata/basis-messaging';

/** What a member process is told. */
export type Order =
  /** Dies, as by kill -9, when it next comes to this point. */
  | { readonly kind: 'die at'; readonly checkpoint: Checkpoint }
  | { readonly kind: 'live on' }
  | { readonly kind: 'write' }
  | { readonly kind: 'stop writing' };

/** What it says. */
export interface Report {
  readonly kind: 'ready' | 'wrote the last';
}

/** Ways to break the bus on purpose, to see that the checker notices: negative controls. */
export type Sabotage =
  | 'id > cursor'
  | 'xmin cursor'
  | 'skip locked rows'
  | 'no cursor check'
  | 'publish before the tick'
  | 'handlers share a transaction'
  | 'outbox row before the update'
  | 'batched updates';
