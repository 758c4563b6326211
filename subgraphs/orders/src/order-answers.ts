import type { TaskContract } from '@strata/basis-contract';
import { type OutcomeUnit, on, onOutcome } from '@strata/basis-messaging';
import { loadLocked } from '@strata/basis-storage';
import type { Unit } from '@strata/basis-subgraph';
import * as inventory from '@strata/sdk-inventory';
import * as payments from '@strata/sdk-payments';
import * as sso from '@strata/sdk-sso';
import { Order } from './order.entity.ts';
import { takeStep } from './take-step.ts';

/** What undoes something: after it no step follows, and that it was not done nobody else says. */
const UNDOING: readonly TaskContract[] = [inventory.release, payments.cancel];

/** Takes a step that somebody's answer is. One that came too late changes nothing. */
async function answered(unit: Unit, orderId: string, step: string): Promise<void> {
  const [order] = await loadLocked(unit.em, Order, [orderId]);
  if (order?.allows(step)) await takeStep(unit, order, step);
  else unit.logger.debug({ orderId, step, stage: order?.stage }, 'an answer came too late');
}

async function notDone(unit: OutcomeUnit, task: TaskContract, how: 'failed' | 'expired'): Promise<void> {
  const { aggregateId: orderId, logger } = unit;
  if (UNDOING.includes(task))
    logger.error({ orderId, task: task.name, how }, 'what was to be undone was not: see to it by hand');
  else await answered(unit, orderId, `${task.name} ${how}`);
}

const outcomeOf = (task: TaskContract) =>
  onOutcome(task, {
    done: (_output, _input, unit) => answered(unit, unit.aggregateId, `${task.name} done`),
    failed: (_why, _input, unit) => notDone(unit, task, 'failed'),
    expired: (_input, unit) => notDone(unit, task, 'expired'),
  });

/** What orders ask others for. */
export const asked: readonly TaskContract[] = [
  inventory.reserve,
  inventory.keep,
  inventory.take,
  inventory.release,
  payments.authorise,
  payments.capture,
  payments.cancel,
  sso.notify,
];

/** What the others answer, and tell. */
export const answers = [
  ...asked.map(outcomeOf),
  on(inventory.ReservationExpired, (unit, _, { aggregateId }) =>
    answered(unit, aggregateId, inventory.ReservationExpired.name),
  ),
  ...[payments.PaymentAuthorised, payments.PaymentCaptured].map((event) =>
    on(event, (unit, { orderId }) => answered(unit, orderId, event.name)),
  ),
  on(payments.PaymentDeclined, (unit, { orderId }) => answered(unit, orderId, payments.PaymentDeclined.name)),
];
