import { Public } from '@strata/basis-graph';
import { Field, ObjectType } from 'type-graphql';
import { OperatorAction } from './operator-action.entity.ts';

@ObjectType()
@Public()
export class AbandonConsumerPayload {
  @Field(() => OperatorAction)
  action!: OperatorAction;
}
