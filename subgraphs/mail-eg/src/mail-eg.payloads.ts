import { Public } from '@strata/basis-graph';
import { Field, ObjectType } from 'type-graphql';
import { MailEg } from './mail-eg.entity.ts';

@ObjectType()
@Public()
export class AddMailEgPayload {
  @Field(() => MailEg)
  mailEg!: MailEg;
}
