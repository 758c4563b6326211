import { Allow, DateTime, Json } from '@strata/basis-graph';
import type { TaskDetail, TaskView } from '@strata/basis-messaging';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { moment } from './service-list.ts';

/** What a task is at. */
export enum TaskState {
  WAITING = 'waiting',
  RUNNING = 'running',
  DONE = 'done',
  FAILED = 'failed',
  EXPIRED = 'expired',
  CANCELLED = 'cancelled',
}
registerEnumType(TaskState, {
  name: 'TaskState',
  valuesConfig: { EXPIRED: { description: 'Its deadline passed.' } },
});

/** Work that services asked of another. */
@ObjectType({ description: 'Work that services asked of another.' })
@Allow('bus:read')
export class Task {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { description: 'Who carries it out.' })
  service!: string;

  @Field(() => String, { description: 'The contract, such as `mail-eg.send`.' })
  topic!: string;

  @Field(() => Int)
  schemaVersion!: number;

  @Field(() => TaskState)
  state!: TaskState;

  @Field(() => [String], { description: 'The services that asked; none where it was made by hand or by a schedule.' })
  askers!: readonly string[];

  @Field(() => String, { nullable: true, description: 'Asked for twice under one key, it is carried out once.' })
  key!: string | null;

  @Field(() => String, { nullable: true })
  schedule!: string | null;

  @Field(() => Int)
  attempts!: number;

  @Field(() => DateTime)
  arrivedAt!: Date;

  @Field(() => DateTime)
  dueAt!: Date;

  @Field(() => DateTime, { nullable: true })
  deadlineAt!: Date | null;

  @Field(() => DateTime, { nullable: true })
  endedAt!: Date | null;

  @Field(() => Boolean, { description: 'Asked to stop, and still running.' })
  cancelling!: boolean;

  @Field(() => String, { nullable: true, description: 'The declared reason for which it failed.' })
  failure!: string | null;

  @Field(() => String, { nullable: true, description: 'What the last attempt that failed threw.' })
  error!: string | null;
}

/** A task with what it was asked with, and what came of it. */
@ObjectType({ description: 'A task with what it was asked with, and what came of it.' })
@Allow('bus:read')
export class TaskDetails extends Task {
  @Allow('bus:operate')
  @Field(() => Json, { nullable: true, description: 'Null also for who may not see what tasks say.' })
  input!: object;

  @Allow('bus:operate')
  @Field(() => Json, { nullable: true })
  output!: object | null;
}

/** Tasks, and the services that could not be asked for theirs. */
@ObjectType({ description: 'Tasks, the latest of each service first.' })
@Allow('bus:read')
export class TaskList {
  @Field(() => [Task])
  nodes!: Task[];

  @Field(() => [String], { description: 'Services that could not be asked.' })
  unreachable!: string[];
}

type Moments = 'arrivedAt' | 'dueAt' | 'deadlineAt' | 'endedAt';
/** A task as it comes from its service. */
export type SentTask = Omit<TaskView, Moments> & {
  arrivedAt: string;
  dueAt: string;
  deadlineAt: string | null;
  endedAt: string | null;
};
/** A task with its input and output as it comes from its service. */
export type SentTaskDetails = SentTask & Pick<TaskDetail, 'input' | 'output'>;

/** A task as the graph shows it. */
export function taskShown<T extends SentTask>(task: T & { service: string }) {
  return {
    ...task,
    state: task.state as TaskState,
    arrivedAt: moment(task.arrivedAt),
    dueAt: moment(task.dueAt),
    deadlineAt: moment(task.deadlineAt),
    endedAt: moment(task.endedAt),
  };
}
