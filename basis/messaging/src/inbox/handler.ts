import {
  type EntityContract,
  type EventContract,
  type PayloadOf,
  payloadFault,
  readPayload,
} from '@strata/basis-contract';
import type { Handler, HandlerUnit } from '../parts.ts';
import type { Message } from '../queue/wire.ts';
import { InvalidPayloadError } from './fault.ts';

/** How long a handler may take unless it says otherwise. */
export const HANDLER_TIMEOUT_MS = 10_000;

/** A handler of events, or of changes of published entities, as a manifest lists it. */
export interface OnDefinition {
  readonly kind: 'on';
  readonly contract: EventContract | EntityContract;
  readonly handler: Handler;
}

/** What differs from one handler to the next. */
export interface OnOptions {
  /** Unique in its service, for as long as dead letters of it may be there. Default: `on <topic>`. */
  name?: string;
  /** Then its transaction is rolled back. Default `HANDLER_TIMEOUT_MS`. */
  timeoutMs?: number;
}

/**
 * Declares what this service does when something happens elsewhere, or a published row changes. It runs once for each
 * message, in the order of each aggregate's messages, in a transaction of its own: what it writes through `unit.em`
 * and emits is committed with the proof that the message was taken in. What it throws is tried again a few times;
 * then the message is parked, and the aggregate's later messages behind it.
 *
 * @example export const reserveStock = on(OrderPlaced, async ({ em }, { lines }, { aggregateId }) => { … });
 */
export function on<C extends EventContract | EntityContract>(
  contract: C,
  handle: (unit: HandlerUnit, payload: PayloadOf<C>, message: Message<PayloadOf<C>>) => Promise<void> | void,
  { name = `on ${contract.name}`, timeoutMs = HANDLER_TIMEOUT_MS }: OnOptions = {},
): OnDefinition {
  const handler: Handler = {
    name,
    kind: contract.kind,
    topic: contract.name,
    schemaVersion: contract.version,
    timeoutMs,
    handle: async (unit, message) => {
      const payload = readPayload(contract.fields, message.payload);
      const fault = payloadFault(contract.fields, payload);
      if (fault !== undefined) throw new InvalidPayloadError(`${contract.name} ${contract.version}: ${fault}`);
      const checked = { ...message, payload } as Message<PayloadOf<C>>;
      await handle(unit, checked.payload, checked);
    },
  };
  return Object.freeze({ kind: 'on', contract, handler });
}
