import { Public } from '@strata/basis-graph';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** sso's user, known here by id: who wrote the reviews. */
@ObjectType('User')
@Directive('@key(fields: "id")')
@Public()
export class User {
  @Field(() => ID)
  id!: string;

  static of(id: string): User {
    return Object.assign(new User(), { id });
  }
}
