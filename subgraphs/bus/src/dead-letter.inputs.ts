import { BadUserInputError } from '@strata/basis-core';
import { Json, Limits } from '@strata/basis-graph';
import { Field, ID, InputType, Int } from 'type-graphql';
import { DeadLetterState } from './dead-letter.ts';

const MAX_NAME_LENGTH = 200;

@InputType({
  description: 'Which dead letters: those for which all that is given holds. Without a state, the open ones.',
})
export class DeadLetterFilter {
  @Limits({ minLength: 1, maxLength: MAX_NAME_LENGTH })
  @Field(() => String, { nullable: true, description: 'Who sent them.' })
  source?: string | null;

  @Limits({ minLength: 1, maxLength: MAX_NAME_LENGTH })
  @Field(() => String, { nullable: true })
  topic?: string | null;

  @Limits({ minLength: 1, maxLength: MAX_NAME_LENGTH })
  @Field(() => String, { nullable: true })
  handler?: string | null;

  @Field(() => DeadLetterState, { nullable: true })
  state?: DeadLetterState | null;

  @Limits({ minLength: 1, maxLength: MAX_NAME_LENGTH })
  @Field(() => String, { nullable: true })
  reason?: string | null;

  @Limits({ minLength: 1, maxLength: MAX_NAME_LENGTH })
  @Field(() => String, { nullable: true })
  fingerprint?: string | null;

  @Field(() => ID, { nullable: true })
  aggregateId?: string | null;
}

@InputType({ description: 'Which letters of a service are meant: exactly one of number, filter and all.' })
export class DeadLetterChoiceInput {
  @Field(() => String)
  service!: string;

  @Limits({ min: 1 })
  @Field(() => Int, { nullable: true })
  number?: number | null;

  @Field(() => DeadLetterFilter, { nullable: true, description: 'All that match, in order.' })
  filter?: DeadLetterFilter | null;

  @Field(() => Boolean, { nullable: true, description: 'True: all that are open, in order.' })
  all?: boolean | null;
}

@InputType()
export class ReplayDeadLettersInput extends DeadLetterChoiceInput {}

@InputType()
export class DiscardDeadLettersInput extends DeadLetterChoiceInput {}

@InputType()
export class EditDeadLetterInput {
  @Field(() => String)
  service!: string;

  @Limits({ min: 1 })
  @Field(() => Int)
  number!: number;

  @Field(() => Json, { description: 'The whole payload. It is checked when the letter is replayed.' })
  payload!: unknown;
}

/** Which letters of a service are meant, as its endpoint is told. */
export type Choice = { number: number } | { filter: Record<string, string> } | 'all';

/** @throws BadUserInputError unless exactly one way to choose was taken, and by a filter that says something */
export function choiceOf({ number, filter, all }: DeadLetterChoiceInput): Choice {
  const wanted = Object.entries(filter ?? {}).filter((entry): entry is [string, string] => entry[1] != null);
  const ways: Choice[] = [
    ...(number == null ? [] : [{ number }]),
    ...(wanted.length === 0 ? [] : [{ filter: Object.fromEntries(wanted) }]),
    ...(all === true ? (['all'] as const) : []),
  ];
  const [choice] = ways;
  if (choice !== undefined && ways.length === 1) return choice;
  throw new BadUserInputError('Say which dead letters: a number, a filter that says something, or all of them.', {
    details: { field: 'input' },
  });
}
