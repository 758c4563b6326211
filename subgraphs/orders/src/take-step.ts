import type { Unit } from '@strata/basis-subgraph';
import type { Order } from './order.entity.ts';
import type { OrderStep, OrderTask } from './order.process.ts';
import { orderTasks } from './order-tasks.ts';

/** Takes a step of an order's process, and asks for what follows. @throws OrderNotOpenError where it has no such step */
export function takeStep(unit: Unit, order: Order, step: OrderStep): Promise<void> {
  return askFor(unit, order, order.take(step, unit.now));
}

/** Asks for tasks on behalf of an order. */
export async function askFor({ em, emit }: Unit, order: Order, tasks: readonly OrderTask[]): Promise<void> {
  for (const task of tasks) emit(await orderTasks[task](order, em));
}
