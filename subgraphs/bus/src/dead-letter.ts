import { Allow, DateTime, Json } from '@strata/basis-graph';
import type { DeadLetterGroup as GroupRow, DeadLetter as LetterRow } from '@strata/basis-messaging';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { moment } from './service-list.ts';

/** What a dead letter is at. */
export enum DeadLetterState {
  FAILED = 'failed',
  BEHIND = 'behind',
  REPLAYED = 'replayed',
  DISCARDED = 'discarded',
  SUPERSEDED = 'superseded',
}
registerEnumType(DeadLetterState, {
  name: 'DeadLetterState',
  description: 'FAILED and BEHIND are open: they wait to be replayed.',
  valuesConfig: {
    BEHIND: { description: 'An earlier message of the same aggregate failed.' },
    SUPERSEDED: { description: 'A later state of the row was taken in.' },
  },
});

/** A message that a service could not take in, or that waits behind one. */
@ObjectType({ description: 'A message that a service could not take in, or that waits behind one.' })
@Allow('bus:read')
export class DeadLetter {
  @Field(() => String, { description: 'Whose inbox it is in.' })
  service!: string;

  @Field(() => Int, { description: 'Its number in that service; they rise.' })
  number!: number;

  @Field(() => String, { description: 'Who sent it.' })
  source!: string;

  @Field(() => String, { description: 'entity, event, task, outcome or cancel.' })
  kind!: string;

  @Field(() => String, { description: 'The contract, such as `catalog.Product`.' })
  topic!: string;

  @Field(() => Int)
  schemaVersion!: number;

  @Field(() => ID)
  aggregateId!: string;

  @Field(() => String, { description: 'What was to take it in; empty where nothing does.' })
  handler!: string;

  @Field(() => DeadLetterState)
  state!: DeadLetterState;

  @Field(() => String, { description: 'Stable, such as HANDLER_FAILED.' })
  reason!: string;

  @Field(() => String, { nullable: true })
  error!: string | null;

  @Field(() => String, { nullable: true, description: 'The same for failures of the same kind.' })
  fingerprint!: string | null;

  @Field(() => Int)
  attempts!: number;

  @Allow('bus:operate')
  @Field(() => Json, { nullable: true, description: 'Null also for who may not see what messages say.' })
  payload!: unknown;

  @Allow('bus:operate')
  @Field(() => Json, { nullable: true, description: 'The trace, the request and the viewer that it came from.' })
  headers!: object;

  @Field(() => DateTime)
  writtenAt!: Date;

  @Field(() => DateTime)
  parkedAt!: Date;

  @Field(() => DateTime, { nullable: true })
  triedAt!: Date | null;

  @Field(() => DateTime, { nullable: true })
  endedAt!: Date | null;
}

/** Dead letters, and the services that could not be asked for theirs. */
@ObjectType({ description: 'Dead letters, by number in each service.' })
@Allow('bus:read')
export class DeadLetterList {
  @Field(() => [DeadLetter])
  nodes!: DeadLetter[];

  @Field(() => [String], { description: 'Services that could not be asked.' })
  unreachable!: string[];
}

/** Failures of one kind in one service. */
@ObjectType({ description: 'Failures of one kind in one service.' })
@Allow('bus:read')
export class DeadLetterGroup {
  @Field(() => String)
  service!: string;

  @Field(() => String, { nullable: true })
  fingerprint!: string | null;

  @Field(() => String)
  reason!: string;

  @Field(() => String)
  handler!: string;

  @Field(() => String)
  topic!: string;

  @Field(() => Int, { description: 'Messages.' })
  count!: number;

  @Field(() => Int)
  aggregates!: number;

  @Field(() => String, { nullable: true, description: 'That of the latest.' })
  error!: string | null;

  @Field(() => DateTime)
  firstAt!: Date;

  @Field(() => DateTime)
  lastAt!: Date;
}

/** Kinds of failure, and the services that could not be asked for theirs. */
@ObjectType({ description: 'Kinds of failure, the most frequent of each service first.' })
@Allow('bus:read')
export class DeadLetterGroupList {
  @Field(() => [DeadLetterGroup])
  nodes!: DeadLetterGroup[];

  @Field(() => [String], { description: 'Services that could not be asked.' })
  unreachable!: string[];
}

/** A row with its moments as text, as it comes from its service. */
type Sent<Row, Moments extends keyof Row> = Omit<Row, Moments> & {
  [M in Moments]: null extends Row[M] ? string | null : string;
};
/** A dead letter as it comes from its service. */
export type SentLetter = Sent<LetterRow, 'writtenAt' | 'parkedAt' | 'triedAt' | 'endedAt'>;
/** Failures of one kind as they come from their service. */
export type SentGroup = Sent<GroupRow, 'firstAt' | 'lastAt'>;

/** A letter as the graph shows it. */
export function letterShown(letter: SentLetter & { service: string }): DeadLetter {
  return {
    ...letter,
    state: letter.state as DeadLetterState,
    writtenAt: moment(letter.writtenAt),
    parkedAt: moment(letter.parkedAt),
    triedAt: moment(letter.triedAt),
    endedAt: moment(letter.endedAt),
  };
}

/** A kind of failure as the graph shows it. */
export function groupShown(group: SentGroup & { service: string }): DeadLetterGroup {
  return { ...group, firstAt: moment(group.firstAt), lastAt: moment(group.lastAt) };
}
