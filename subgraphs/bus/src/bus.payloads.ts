import { Public } from '@strata/basis-graph';
import { Field, ObjectType } from 'type-graphql';
import { Bus } from './bus.entity.ts';

@ObjectType()
@Public()
export class AddBusPayload {
  @Field(() => Bus)
  bus!: Bus;
}
