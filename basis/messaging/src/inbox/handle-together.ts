import { kindOfError } from './fault.ts';
import { type Arrival, type Handling, lockAt, messageOf, moveTo } from './handle.ts';
import { contentsOf } from './routes.ts';
import { HandlerFailure, inHandlerTransaction, runHandlers } from './run-handler.ts';

/** How a message must not be handled: for the tests that show that the proof would notice. */
interface Breach {
  readonly skipCursorCheck?: boolean;
  readonly oneTransaction?: boolean;
}

/**
 * Negative control, for tests alone. With `oneTransaction`, the handlers of all messages share a transaction and its
 * locks; without it, each has its own and the cursor is not looked at.
 */
export async function handleTogether(handling: Handling, arrivals: readonly Arrival[], breach: Breach): Promise<void> {
  const groups = breach.oneTransaction ? [arrivals] : arrivals.map((arrival) => [arrival]);
  for (const group of groups) await inOneTransaction(handling, group, breach);
  handling.wake();
}

async function inOneTransaction(handling: Handling, group: readonly Arrival[], breach: Breach): Promise<void> {
  for (;;) {
    try {
      return await inHandlerTransaction(handling, group[0]?.signal, async (transaction) => {
        for (const { source, part, wire } of group) {
          const message = messageOf(source, part, wire);
          const at = await lockAt(transaction.em, message);
          const [tick, id] = at?.position ?? [0, 0];
          const isOld = tick > wire[0] || (tick === wire[0] && id >= wire[1]);
          if (isOld && !breach.skipCursorCheck) continue;
          const handlers = handling.routes.find(contentsOf(message))?.handlers ?? [];
          await runHandlers(handling, transaction, handlers, message);
          await moveTo(transaction, message);
        }
      });
    } catch (error) {
      const cause = error instanceof HandlerFailure ? error.cause : error;
      if (kindOfError(cause, { ours: true }) !== 'conflict') throw cause;
      handling.counters.retries += 1;
    }
  }
}
