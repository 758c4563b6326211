import { Public } from '@strata/basis-graph';
import { Field, ObjectType } from 'type-graphql';
import { __Noun__ } from './__noun-kebab__.entity.ts';

@ObjectType()
@Public()
export class Add__Noun__Payload {
  @Field(() => __Noun__)
  __noun__!: __Noun__;
}
