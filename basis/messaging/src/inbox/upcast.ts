import type { EntityContract, EventContract, TaskContract } from '@strata/basis-contract';
import type { MessageHeaders, MessageKind } from '../queue/wire.ts';
import { InvalidPayloadError } from './fault.ts';

/** What an upcaster may look at beside the payload. */
export interface Upcastable {
  readonly aggregateId: string;
  readonly aggregateVersion: number | null;
  readonly headers: MessageHeaders;
  readonly at: string;
}

/** Turns messages of an older version of a contract into those of a newer one, before anything here sees them. */
export interface Upcaster {
  readonly kind: Extract<MessageKind, 'entity' | 'event' | 'task'>;
  readonly topic: string;
  readonly fromVersion: number;
  readonly toVersion: number;
  cast(payload: unknown, message: Upcastable): unknown;
}

/** An upcaster as a manifest lists it. */
export interface UpcastDefinition {
  readonly kind: 'upcast';
  readonly upcaster: Upcaster;
}

/**
 * Declares how a message of an older version becomes one of a newer version of the same contract. Several make a
 * chain. What `cast` throws is taken for an invalid payload, and the message is parked.
 *
 * @example upcast(Product, { fromVersion: 1, toVersion: 2 }, ({ title, ...rest }) => ({ ...rest, name: title }))
 */
export function upcast(
  contract: EntityContract | EventContract | TaskContract,
  { fromVersion, toVersion = contract.version }: { fromVersion: number; toVersion?: number },
  cast: (payload: Record<string, unknown>, message: Upcastable) => object,
): UpcastDefinition {
  if (fromVersion >= toVersion) {
    throw new TypeError(`An upcaster of ${contract.name} goes from a version to a later one.`);
  }
  const upcaster: Upcaster = {
    kind: contract.kind,
    topic: contract.name,
    fromVersion,
    toVersion,
    cast: (payload, message) => {
      try {
        return cast(payload as Record<string, unknown>, message);
      } catch (error) {
        throw new InvalidPayloadError(`${contract.name} ${fromVersion} to ${toVersion}: ${error}`, { cause: error });
      }
    },
  };
  return Object.freeze({ kind: 'upcast', upcaster });
}
