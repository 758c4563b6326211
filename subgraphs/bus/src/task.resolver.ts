import { Allow, pageSize } from '@strata/basis-graph';
import type { Context } from '@strata/basis-subgraph';
import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { digestOf, type Operation, operate } from './operate.ts';
import { type OperatorAction, OperatorActionType } from './operator-action.entity.ts';
import { listOf, nullIfMissing, withQuery } from './service-list.ts';
import { CancelTaskInput, RetryTaskInput, RunTaskInput, TaskFilter } from './task.inputs.ts';
import { CancelTaskPayload, RetryTaskPayload, RunTaskPayload } from './task.payloads.ts';
import { type SentTask, type SentTaskDetails, type Task, TaskDetails, TaskList, taskShown } from './task.ts';

const LIMITS = { defaultFirst: 50, maxFirst: 100 };

@Resolver()
export class TaskResolver {
  @Allow('bus:read')
  @Query(() => TaskList, { description: 'At most `first` of each service (50; up to 100), the latest first.' })
  tasks(
    @Arg('service', () => String, { nullable: true }) service: string | null,
    @Arg('filter', () => TaskFilter, { nullable: true }) filter: TaskFilter | null,
    @Arg('first', () => Int, { nullable: true }) first: number | null,
    @Ctx() context: Context,
  ): Promise<TaskList> {
    const path = withQuery('/tasks', { ...filter, limit: pageSize({ first }, LIMITS) });
    return listOf<SentTask, Task>(context, { service, path }, taskShown);
  }

  @Allow('bus:read')
  @Query(() => TaskDetails, { nullable: true })
  task(
    @Arg('service', () => String) service: string,
    @Arg('id', () => ID) id: string,
    @Ctx() context: Context,
  ): Promise<TaskDetails | null> {
    return nullIfMissing(taskOf(context, service, id));
  }

  @Allow('bus:operate')
  @Mutation(() => RetryTaskPayload, { description: 'Tries it now. One that runs, or is done, is a CONFLICT.' })
  retryTask(@Arg('input', () => RetryTaskInput) { service, id }: RetryTaskInput, @Ctx() context: Context) {
    const type = OperatorActionType.RETRY_TASK;
    return change(context, { type, service, arguments: { id }, path: '/tasks/retry', body: { id } });
  }

  @Allow('bus:operate')
  @Mutation(() => CancelTaskPayload, { description: 'Gives it up. One that has ended is a CONFLICT.' })
  cancelTask(@Arg('input', () => CancelTaskInput) { service, id }: CancelTaskInput, @Ctx() context: Context) {
    const type = OperatorActionType.CANCEL_TASK;
    return change(context, { type, service, arguments: { id }, path: '/tasks/cancel', body: { id } });
  }

  @Allow('bus:operate')
  @Mutation(() => RunTaskPayload, { description: 'Makes a task; under an Idempotency-Key, once.' })
  runTask(@Arg('input', () => RunTaskInput) { service, topic, input }: RunTaskInput, @Ctx() context: Context) {
    const type = OperatorActionType.RUN_TASK;
    const args = { topic, inputSha256: digestOf(input) };
    return change(context, { type, service, arguments: args, path: '/tasks/run', body: { topic, input } });
  }
}

/** Has a service change a task; what it answers with is the task. */
async function change(
  context: Context,
  operation: Operation,
): Promise<{ action: OperatorAction; task: TaskDetails | null }> {
  const action = await operate<SentTaskDetails>(context, operation, ({ id, state }) => ({ id, state }));
  const made = action.result as { id: string } | null;
  return { action, task: made && (await taskOf(context, operation.service, made.id)) };
}

async function taskOf({ operations }: Context, service: string, id: string): Promise<TaskDetails> {
  const task = await operations.call<SentTaskDetails>(service, { method: 'GET', path: `/tasks/${id}` });
  return taskShown({ ...task, service });
}
