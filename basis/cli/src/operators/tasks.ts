import type { TaskView } from '@strata/basis-messaging';
import type { Operations } from '@strata/basis-subgraph';
import { type Answer, listed, onlyOne, read } from './answer.ts';
import { jsonOf } from './dead-letters.ts';
import { whoAmI } from './operations.ts';
import { ago, secondsSince, table } from './table.ts';

/** Which tasks; what is left out does not matter. */
export interface TaskFilter {
  topic?: string;
  state?: string;
  limit?: string;
}

/** As JSON has it. */
type Shown = Omit<TaskView, 'arrivedAt' | 'dueAt' | 'deadlineAt' | 'endedAt'> & { arrivedAt: string; dueAt: string };

/** `strata tasks list`: the latest first. */
export async function listTasks(
  operations: Operations,
  service: string | undefined,
  filter: TaskFilter,
): Promise<Answer> {
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== undefined)).toString();
  const gathered = await read<Shown>(operations, service, `/tasks${query === '' ? '' : `?${query}`}`);
  const text = table(gathered.found, [
    { head: 'SERVICE', of: (task) => task.service },
    { head: 'TASK', of: ({ id }) => id },
    { head: 'TOPIC', of: ({ topic }) => topic },
    { head: 'STATE', of: ({ state, cancelling }) => (cancelling ? `${state}, to be cancelled` : state) },
    { head: 'FOR', of: ({ askers, schedule }) => askers.join(', ') || (schedule ?? '') },
    { head: 'ATTEMPTS', of: ({ attempts }) => attempts },
    { head: 'ARRIVED', of: ({ arrivedAt }) => `${ago(secondsSince(arrivedAt))} ago` },
    { head: 'WHY', of: ({ failure, error }) => failure ?? error },
  ]);
  return listed('tasks', gathered, text, 'There are no such tasks.');
}

/** `strata tasks show`: with its input and what came of it. */
export async function showTask(operations: Operations, service: string, id: string): Promise<Answer> {
  return one(
    await operations.call(onlyOne(operations, service), { method: 'GET', path: `/tasks/${encodeURIComponent(id)}` }),
  );
}

/** `strata tasks retry` and `cancel`. */
export async function changeTask(
  operations: Operations,
  action: 'retry' | 'cancel',
  service: string,
  id: string,
): Promise<Answer> {
  const call = { method: 'POST', path: `/tasks/${action}`, body: { id, who: whoAmI() } } as const;
  const task = await operations.call<Shown>(onlyOne(operations, service), call);
  return { json: task, text: `${task.topic} ${task.id} is ${task.cancelling ? 'asked to stop' : task.state}.` };
}

/** `strata tasks run`: a task that nobody asked for, with an input as JSON or from a file (`@file`). */
export async function runTask(operations: Operations, service: string, topic: string, input: string): Promise<Answer> {
  const call = {
    method: 'POST',
    path: '/tasks/run',
    body: { topic, input: jsonOf(input), who: whoAmI() },
  } as const;
  const task = await operations.call<Shown>(onlyOne(operations, service), call);
  return { json: task, text: `${task.topic} is there as ${task.id}: strata tasks show ${service} ${task.id}` };
}

function one(found: unknown): Answer {
  return { json: found, text: JSON.stringify(found, null, 2) };
}
