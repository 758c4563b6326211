import { Allow, DateTime } from '@strata/basis-graph';
import type { CheckResult, ReplicaStatus } from '@strata/basis-messaging';
import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import { moment } from './service-list.ts';

/** What a replica is at. */
export enum ReplicaState {
  FILLING = 'filling',
  READY = 'ready',
}
registerEnumType(ReplicaState, { name: 'ReplicaState' });

/** What a comparison of a replica with its source found, in rows. */
@ObjectType({ description: 'What a comparison of a replica with its source found, in rows.' })
@Allow('bus:read')
export class ReplicaCheck {
  @Field(() => Boolean)
  running!: boolean;

  @Field(() => Float, { description: 'Rows that were compared.' })
  rows!: number;

  @Field(() => Float, { description: 'Rows that said something else than the source.' })
  differing!: number;

  @Field(() => Float, { description: 'Rows that the source has and the replica had not.' })
  missing!: number;

  @Field(() => Float, { description: 'Rows that the replica had and the source has not.' })
  extra!: number;

  @Field(() => Float, { description: 'Rows that were put right.' })
  repaired!: number;
}

/** A copy of another service's entity. */
@ObjectType({ description: 'A copy of another service’s entity.' })
@Allow('bus:read')
export class Replica {
  @Field(() => String, { description: 'Who keeps it.' })
  service!: string;

  @Field(() => String, { description: 'What it is a copy of, such as `catalog.Product`.' })
  entity!: string;

  @Field(() => String, { description: 'Who owns the entity.' })
  source!: string;

  @Field(() => ReplicaState)
  state!: ReplicaState;

  @Field(() => Int, { description: 'How often it was filled.' })
  generation!: number;

  @Field(() => Float, { description: 'Rows that the latest fill brought.' })
  rowsDone!: number;

  @Field(() => Float, { nullable: true, description: 'How many there are, about.' })
  rowsTotal!: number | null;

  @Field(() => DateTime, { nullable: true })
  startedAt!: Date | null;

  @Field(() => DateTime, { nullable: true })
  readyAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When the last check ended.' })
  checkedAt!: Date | null;

  @Field(() => ReplicaCheck, { nullable: true })
  check!: ReplicaCheck | null;
}

/** Replicas, and the services that could not be asked for theirs. */
@ObjectType({ description: 'Replicas, by service.' })
@Allow('bus:read')
export class ReplicaList {
  @Field(() => [Replica])
  nodes!: Replica[];

  @Field(() => [String], { description: 'Services that could not be asked.' })
  unreachable!: string[];
}

/** A replica as it comes from its service. */
export type SentReplica = Omit<ReplicaStatus, 'startedAt' | 'readyAt' | 'checkedAt' | 'check'> & {
  startedAt: string | null;
  readyAt: string | null;
  checkedAt: string | null;
  check: (CheckResult & { running: boolean }) | null;
};

/** A replica as the graph shows it. */
export function replicaShown(replica: SentReplica & { service: string }): Replica {
  return {
    ...replica,
    state: replica.state as ReplicaState,
    startedAt: moment(replica.startedAt),
    readyAt: moment(replica.readyAt),
    checkedAt: moment(replica.checkedAt),
  };
}
