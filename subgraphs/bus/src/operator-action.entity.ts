import { Check, Entity, Enum, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Allow, DateTime, Json, Public } from '@strata/basis-graph';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';

/** What an operator may do to a service. */
export enum OperatorActionType {
  EDIT_DEAD_LETTER = 'EDIT_DEAD_LETTER',
  REPLAY_DEAD_LETTERS = 'REPLAY_DEAD_LETTERS',
  DISCARD_DEAD_LETTERS = 'DISCARD_DEAD_LETTERS',
  RETRY_TASK = 'RETRY_TASK',
  CANCEL_TASK = 'CANCEL_TASK',
  RUN_TASK = 'RUN_TASK',
  CHECK_REPLICA = 'CHECK_REPLICA',
  REBUILD_REPLICA = 'REBUILD_REPLICA',
  ABANDON_CONSUMER = 'ABANDON_CONSUMER',
  CHANGE_QUEUE = 'CHANGE_QUEUE',
}
registerEnumType(OperatorActionType, { name: 'OperatorActionType' });

/** How far an action came. */
export enum OperatorActionState {
  STARTED = 'STARTED',
  SUCCEEDED = 'SUCCEEDED',
  FAILED = 'FAILED',
}
registerEnumType(OperatorActionState, {
  name: 'OperatorActionState',
  valuesConfig: {
    STARTED: { description: 'Under way; or whoever carried it out is gone, and the audit of the service knows more.' },
  },
});

/** Why an action failed. */
@ObjectType({ description: 'Why an action failed.' })
@Public()
export class OperatorActionError {
  @Field(() => String, { description: 'Stable, such as CONFLICT. SUBGRAPH_UNAVAILABLE: it may have been done.' })
  code!: string;

  @Field(() => String)
  message!: string;
}

/** Something that is about to be done to a service. */
export interface Intent {
  id: string;
  /** The action that failed, and is tried again by this one under the same `Idempotency-Key`. */
  retryOf?: string;
  type: OperatorActionType;
  service: string;
  arguments: object;
}

/** What came of an action: its result, or why it failed and what is known besides. */
export type ActionOutcome = { result: object } | { error: OperatorActionError; result?: object };

/** How long a job may be unknown: while a service is deployed anew, its other process may have it. */
const JOB_LOST_AFTER_MS = 60 * 60 * 1_000;
const JOB_LOST = { code: 'JOB_LOST', message: 'Its service knows nothing of the job any more: it may have been done.' };

/** What somebody did to the messages of a service. Written before it is done, completed after; never changed then. */
@Entity()
@Index({ properties: ['startedAt', 'id'] })
@Check({ name: 'operator_action_ended', expression: "(state = 'STARTED') = (ended_at is null)" })
@Check({ name: 'operator_action_failed', expression: "(state = 'FAILED') = (error_code is not null)" })
@ObjectType({ description: 'What somebody did to the messages of a service.' })
@Allow('bus:read')
export class OperatorAction {
  @PrimaryKey({ type: 'uuid' })
  @Field(() => ID)
  id!: string;

  /** sso's; no foreign key, for it is another service's row. */
  @Property({ type: 'uuid' })
  @Field(() => ID, { description: 'Who did it: a user’s id, or a client’s. The audit of the service has it too.' })
  operatorId!: string;

  @Enum({ items: () => OperatorActionType })
  @Field(() => OperatorActionType)
  type!: OperatorActionType;

  @Property({ type: 'string', length: 60 })
  @Field(() => String)
  service!: string;

  /** Payloads are not among them: what is to be forgotten would live on here. */
  @Property({ type: 'json' })
  @Field(() => Json, { description: 'What it was to be done with; of a payload, its SHA-256.' })
  arguments!: object;

  @Enum({ items: () => OperatorActionState })
  @Field(() => OperatorActionState)
  state: OperatorActionState = OperatorActionState.STARTED;

  @Property({ type: 'datetime', length: 3 })
  @Field(() => DateTime)
  startedAt!: Date;

  @Property({ type: 'datetime', length: 3, nullable: true })
  @Field(() => DateTime, { nullable: true })
  endedAt: Date | null = null;

  /** The service's job, where it takes long. */
  @Property({ type: 'string', length: 60, nullable: true })
  jobId: string | null = null;

  /** The first of the actions that were tried under one `Idempotency-Key`. */
  @Property({ type: 'uuid', nullable: true, index: true })
  retryOf: string | null = null;

  @Property({ type: 'json', nullable: true })
  @Field(() => Json, { nullable: true, description: 'What came of it, as the service counts it.' })
  result: object | null = null;

  @Property({ type: 'string', length: 60, nullable: true })
  errorCode: string | null = null;

  @Property({ type: 'text', nullable: true })
  errorMessage: string | null = null;

  @Field(() => OperatorActionError, { nullable: true, description: 'Why it FAILED.' })
  get error(): OperatorActionError | null {
    if (this.errorCode === null) return null;
    return { code: this.errorCode, message: this.errorMessage ?? '' };
  }

  /** One that is about to be carried out. */
  static begin(intent: Intent, operatorId: string, now: Date): OperatorAction {
    return Object.assign(new OperatorAction(), intent, { operatorId, startedAt: now });
  }

  /** Notes what came of it. Of two who tell, the first is believed. */
  end(outcome: ActionOutcome, now: Date): void {
    if (this.state !== OperatorActionState.STARTED) return;
    this.endedAt = now;
    this.result = outcome.result ?? null;
    this.state = OperatorActionState.SUCCEEDED;
    if (!('error' in outcome)) return;
    this.state = OperatorActionState.FAILED;
    this.errorCode = outcome.error.code;
    this.errorMessage = outcome.error.message;
  }

  /** Notes that its service knows nothing of its job: after a while, that is its end. */
  loseJob(now: Date): void {
    if (now.getTime() - this.startedAt.getTime() >= JOB_LOST_AFTER_MS) this.end({ error: JOB_LOST }, now);
  }
}
