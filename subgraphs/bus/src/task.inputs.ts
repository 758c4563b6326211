import { Json, Limits } from '@strata/basis-graph';
import { Field, ID, InputType } from 'type-graphql';
import { TaskState } from './task.ts';

@InputType({ description: 'Which tasks: those for which all that is given holds.' })
export class TaskFilter {
  @Limits({ minLength: 1, maxLength: 200 })
  @Field(() => String, { nullable: true })
  topic?: string | null;

  @Field(() => TaskState, { nullable: true })
  state?: TaskState | null;
}

@InputType()
export class RetryTaskInput {
  @Field(() => String)
  service!: string;

  @Field(() => ID)
  id!: string;
}

@InputType()
export class CancelTaskInput {
  @Field(() => String)
  service!: string;

  @Field(() => ID)
  id!: string;
}

@InputType()
export class RunTaskInput {
  @Field(() => String, { description: 'Who is to carry it out.' })
  service!: string;

  @Limits({ minLength: 1, maxLength: 200 })
  @Field(() => String)
  topic!: string;

  @Field(() => Json, { description: 'An object that fits the contract.' })
  input!: unknown;
}
