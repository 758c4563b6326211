import { Public } from '@strata/basis-graph';
import { Field, ObjectType } from 'type-graphql';
import { OperatorAction } from './operator-action.entity.ts';

@ObjectType()
@Public()
export class CheckReplicaPayload {
  @Field(() => OperatorAction, {
    description: 'Its result counts rows: rows, differing, missing, extra, repaired. STARTED when it takes long.',
  })
  action!: OperatorAction;
}

@ObjectType()
@Public()
export class RebuildReplicaPayload {
  @Field(() => OperatorAction, {
    description: 'Its result is the replica once it is filled. STARTED when it takes long.',
  })
  action!: OperatorAction;
}
