import { Public } from '@strata/basis-graph';
import { Field, ObjectType } from 'type-graphql';
import { DeadLetter } from './dead-letter.ts';
import { OperatorAction } from './operator-action.entity.ts';

@ObjectType()
@Public()
export class EditDeadLetterPayload {
  @Field(() => OperatorAction)
  action!: OperatorAction;

  @Field(() => DeadLetter)
  deadLetter!: DeadLetter;
}

@ObjectType()
@Public()
export class ReplayDeadLettersPayload {
  @Field(() => OperatorAction, {
    description:
      'Its result counts: replayed, failed (again; what waits behind was not tried), total. STARTED when it takes long.',
  })
  action!: OperatorAction;
}

@ObjectType()
@Public()
export class DiscardDeadLettersPayload {
  @Field(() => OperatorAction, {
    description: 'Its result counts: discarded, and after: what only waited behind and was replayed.',
  })
  action!: OperatorAction;
}
