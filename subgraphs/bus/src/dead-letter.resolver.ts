import { BadUserInputError } from '@strata/basis-core';
import { Allow, pageSize } from '@strata/basis-graph';
import type { Context } from '@strata/basis-subgraph';
import { Arg, Ctx, Int, Mutation, Query, Resolver } from 'type-graphql';
import {
  choiceOf,
  DeadLetterFilter,
  DiscardDeadLettersInput,
  EditDeadLetterInput,
  ReplayDeadLettersInput,
} from './dead-letter.inputs.ts';
import { DiscardDeadLettersPayload, EditDeadLetterPayload, ReplayDeadLettersPayload } from './dead-letter.payloads.ts';
import {
  DeadLetter,
  DeadLetterGroupList,
  DeadLetterList,
  groupShown,
  letterShown,
  type SentGroup,
  type SentLetter,
} from './dead-letter.ts';
import { digestOf, operate, operateByJob } from './operate.ts';
import { OperatorActionType } from './operator-action.entity.ts';
import { listOf, nullIfMissing, withQuery } from './service-list.ts';

const LIMITS = { defaultFirst: 50, maxFirst: 100 };

@Resolver()
export class DeadLetterResolver {
  @Allow('bus:read')
  @Query(() => DeadLetterList, { description: 'At most `first` of each service (50; up to 100), by number.' })
  deadLetters(
    @Arg('service', () => String, { nullable: true }) service: string | null,
    @Arg('filter', () => DeadLetterFilter, { nullable: true }) filter: DeadLetterFilter | null,
    @Arg('first', () => Int, { nullable: true }) first: number | null,
    @Arg('after', () => Int, { nullable: true, description: 'The last number of the page before, with `service`.' })
    after: number | null,
    @Ctx() context: Context,
  ): Promise<DeadLetterList> {
    if (after !== null && service === null) {
      throw new BadUserInputError('after needs service: each numbers its own.', { details: { field: 'after' } });
    }
    const path = withQuery('/dead-letters', { ...filter, limit: pageSize({ first }, LIMITS), after });
    return listOf<SentLetter, DeadLetter>(context, { service, path }, letterShown);
  }

  @Allow('bus:read')
  @Query(() => DeadLetterGroupList, { description: 'Failures of the same kind as one; at most 200 of each service.' })
  deadLetterGroups(
    @Arg('service', () => String, { nullable: true }) service: string | null,
    @Arg('filter', () => DeadLetterFilter, { nullable: true }) filter: DeadLetterFilter | null,
    @Ctx() context: Context,
  ): Promise<DeadLetterGroupList> {
    const path = withQuery('/dead-letters/groups', { ...filter });
    return listOf<SentGroup, DeadLetterGroupList['nodes'][number]>(context, { service, path }, groupShown);
  }

  @Allow('bus:read')
  @Query(() => DeadLetter, { nullable: true })
  deadLetter(
    @Arg('service', () => String) service: string,
    @Arg('number', () => Int) number: number,
    @Ctx() context: Context,
  ): Promise<DeadLetter | null> {
    return nullIfMissing(letterOf(context, service, number));
  }

  @Allow('bus:operate')
  @Mutation(() => EditDeadLetterPayload, { description: 'Of a letter that is over, CONFLICT.' })
  async editDeadLetter(
    @Arg('input', () => EditDeadLetterInput) { service, number, payload }: EditDeadLetterInput,
    @Ctx() context: Context,
  ): Promise<EditDeadLetterPayload> {
    const operation = {
      type: OperatorActionType.EDIT_DEAD_LETTER,
      service,
      arguments: { number, payloadSha256: digestOf(payload) },
      path: '/dead-letters/edit',
      body: { number, payload },
    } as const;
    const action = await operate(context, operation, () => ({}));
    return { action, deadLetter: await letterOf(context, service, number) };
  }

  @Allow('bus:operate')
  @Mutation(() => ReplayDeadLettersPayload, {
    description: 'What is not open is left alone; one that is over, CONFLICT.',
  })
  async replayDeadLetters(
    @Arg('input', () => ReplayDeadLettersInput) input: ReplayDeadLettersInput,
    @Ctx() context: Context,
  ): Promise<ReplayDeadLettersPayload> {
    const choice = choiceOf(input);
    const type = OperatorActionType.REPLAY_DEAD_LETTERS;
    const operation = { type, service: input.service, arguments: { choice }, path: '/dead-letters/replay' } as const;
    return { action: await operateByJob(context, { ...operation, body: { choice } }) };
  }

  @Allow('bus:operate')
  @Mutation(() => DiscardDeadLettersPayload, { description: 'What only waited behind is replayed.' })
  async discardDeadLetters(
    @Arg('input', () => DiscardDeadLettersInput) input: DiscardDeadLettersInput,
    @Ctx() context: Context,
  ): Promise<DiscardDeadLettersPayload> {
    const choice = choiceOf(input);
    const type = OperatorActionType.DISCARD_DEAD_LETTERS;
    const operation = { type, service: input.service, arguments: { choice }, path: '/dead-letters/discard' } as const;
    return { action: await operate<object>(context, { ...operation, body: { choice } }, (counts) => counts) };
  }
}

async function letterOf({ operations }: Context, service: string, number: number): Promise<DeadLetter> {
  const letter = await operations.call<SentLetter>(service, { method: 'GET', path: `/dead-letters/${number}` });
  return letterShown({ ...letter, service });
}
