import { Public } from '@strata/basis-graph';
import { Field, ObjectType } from 'type-graphql';
import { OperatorAction } from './operator-action.entity.ts';
import { TaskDetails } from './task.ts';

const NOT_YET = 'Null while the same request, under the same key, is still under way.';

@ObjectType()
@Public()
export class RetryTaskPayload {
  @Field(() => OperatorAction)
  action!: OperatorAction;

  @Field(() => TaskDetails, { nullable: true, description: NOT_YET })
  task!: TaskDetails | null;
}

@ObjectType()
@Public()
export class CancelTaskPayload {
  @Field(() => OperatorAction)
  action!: OperatorAction;

  @Field(() => TaskDetails, { nullable: true, description: NOT_YET })
  task!: TaskDetails | null;
}

@ObjectType()
@Public()
export class RunTaskPayload {
  @Field(() => OperatorAction)
  action!: OperatorAction;

  @Field(() => TaskDetails, { nullable: true, description: NOT_YET })
  task!: TaskDetails | null;
}
