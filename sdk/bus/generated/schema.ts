// @ts-nocheck
/* istanbul ignore file */
/* tslint:disable */
/* eslint-disable */

export type Scalars = {
    Int: number,
    String: string,
    ID: string,
    Boolean: boolean,
    DateTime: string,
    JSON: unknown,
    Float: number,
    link__Import: any,
    federation__FieldSet: any,
    federation__Scope: any,
    federation__Policy: any,
    federation__ContextFieldValue: any,
}

export interface Query {
    deadLetter: (DeadLetter | null)
    /** Failures of the same kind as one; at most 200 of each service. */
    deadLetterGroups: DeadLetterGroupList
    /** At most `first` of each service (50; up to 100), by number. */
    deadLetters: DeadLetterList
    /** Entities, events and tasks, with who produces and who consumes them. */
    eventCatalogue: EventCatalogue
    operatorAction: (OperatorAction | null)
    /** What operators did, the latest first. */
    operatorActions: OperatorActionConnection
    /** What services publish, who reads it, and how far they are. */
    outboxes: OutboxList
    replicas: ReplicaList
    task: (TaskDetails | null)
    /** At most `first` of each service (50; up to 100), the latest first. */
    tasks: TaskList
    _service: _Service
    __typename: 'Query'
}

export interface Mutation {
    /** Keeps nothing for a consumer any more. Should it come back, it builds its replicas anew, and events are lost to it. */
    abandonConsumer: AbandonConsumerPayload
    /** Gives it up. One that has ended is a CONFLICT. */
    cancelTask: CancelTaskPayload
    /** Compares it with its source. While one is under way, CONFLICT. */
    checkReplica: CheckReplicaPayload
    /** What only waited behind is replayed. */
    discardDeadLetters: DiscardDeadLettersPayload
    /** Of a letter that is over, CONFLICT. */
    editDeadLetter: EditDeadLetterPayload
    /** Fills it anew; its rows serve until they are replaced. */
    rebuildReplica: RebuildReplicaPayload
    /** What is not open is left alone; one that is over, CONFLICT. */
    replayDeadLetters: ReplayDeadLettersPayload
    /** Tries it now. One that runs, or is done, is a CONFLICT. */
    retryTask: RetryTaskPayload
    /** Makes a task; under an Idempotency-Key, once. */
    runTask: RunTaskPayload
    __typename: 'Mutation'
}

export interface AbandonConsumerPayload {
    action: OperatorAction
    __typename: 'AbandonConsumerPayload'
}

export interface CancelTaskPayload {
    action: OperatorAction
    /** Null while the same request, under the same key, is still under way. */
    task: (TaskDetails | null)
    __typename: 'CancelTaskPayload'
}

export interface CheckReplicaPayload {
    /** Its result counts rows: rows, differing, missing, extra, repaired. STARTED when it takes long. */
    action: OperatorAction
    __typename: 'CheckReplicaPayload'
}

export type ConsumerState = 'ACTIVE' | 'ABANDONED'


/** A message that a service could not take in, or that waits behind one. */
export interface DeadLetter {
    /** Whose inbox it is in. */
    service: Scalars['String']
    /** Its number in that service; they rise. */
    number: Scalars['Int']
    /** Who sent it. */
    source: Scalars['String']
    /** entity, event, task, outcome or cancel. */
    kind: Scalars['String']
    /** The contract, such as `catalog.Product`. */
    topic: Scalars['String']
    schemaVersion: Scalars['Int']
    aggregateId: Scalars['ID']
    /** What was to take it in; empty where nothing does. */
    handler: Scalars['String']
    state: DeadLetterState
    /** Stable, such as HANDLER_FAILED. */
    reason: Scalars['String']
    error: (Scalars['String'] | null)
    /** The same for failures of the same kind. */
    fingerprint: (Scalars['String'] | null)
    attempts: Scalars['Int']
    /** Null also for who may not see what messages say. */
    payload: (Scalars['JSON'] | null)
    /** The trace, the request and the viewer that it came from. */
    headers: (Scalars['JSON'] | null)
    writtenAt: Scalars['DateTime']
    parkedAt: Scalars['DateTime']
    triedAt: (Scalars['DateTime'] | null)
    endedAt: (Scalars['DateTime'] | null)
    __typename: 'DeadLetter'
}


/** Failures of one kind in one service. */
export interface DeadLetterGroup {
    service: Scalars['String']
    fingerprint: (Scalars['String'] | null)
    reason: Scalars['String']
    handler: Scalars['String']
    topic: Scalars['String']
    /** Messages. */
    count: Scalars['Int']
    aggregates: Scalars['Int']
    /** That of the latest. */
    error: (Scalars['String'] | null)
    firstAt: Scalars['DateTime']
    lastAt: Scalars['DateTime']
    __typename: 'DeadLetterGroup'
}


/** Kinds of failure, the most frequent of each service first. */
export interface DeadLetterGroupList {
    nodes: DeadLetterGroup[]
    /** Services that could not be asked. */
    unreachable: Scalars['String'][]
    __typename: 'DeadLetterGroupList'
}


/** Dead letters, by number in each service. */
export interface DeadLetterList {
    nodes: DeadLetter[]
    /** Services that could not be asked. */
    unreachable: Scalars['String'][]
    __typename: 'DeadLetterList'
}


/** FAILED and BEHIND are open: they wait to be replayed. */
export type DeadLetterState = 'FAILED' | 'BEHIND' | 'REPLAYED' | 'DISCARDED' | 'SUPERSEDED'

export interface DiscardDeadLettersPayload {
    /** Its result counts: discarded, and after: what only waited behind and was replayed. */
    action: OperatorAction
    __typename: 'DiscardDeadLettersPayload'
}

export interface EditDeadLetterPayload {
    action: OperatorAction
    deadLetter: DeadLetter
    __typename: 'EditDeadLetterPayload'
}


/** What services tell each other, as those that run say it themselves. */
export interface EventCatalogue {
    /** By topic and version. */
    nodes: MessageType[]
    /** Services that could not be asked: they are missing among the others’ too. */
    unreachable: Scalars['String'][]
    __typename: 'EventCatalogue'
}

export type MessageKind = 'ENTITY' | 'EVENT' | 'TASK'


/** One version of what services tell each other. */
export interface MessageType {
    /** The contract, such as `catalog.Product`. */
    topic: Scalars['String']
    version: Scalars['Int']
    kind: MessageKind
    /** Services that publish it; of a task, those that ask for it. */
    producers: Scalars['String'][]
    /** Services that keep copies of it, or do something about it. */
    consumers: Scalars['String'][]
    /** JSON Schema of its payload; of a task, of its input. */
    schema: Scalars['JSON']
    /** Of a task, the JSON Schema of its output. */
    outputSchema: (Scalars['JSON'] | null)
    /** Of a task, the declared reasons for which it fails. */
    failures: (Scalars['String'][] | null)
    __typename: 'MessageType'
}


/** What somebody did to the messages of a service. */
export interface OperatorAction {
    id: Scalars['ID']
    /** Who did it: a user’s id, or a client’s. The audit of the service has it too. */
    operatorId: Scalars['ID']
    type: OperatorActionType
    service: Scalars['String']
    /** What it was to be done with; of a payload, its SHA-256. */
    arguments: Scalars['JSON']
    state: OperatorActionState
    startedAt: Scalars['DateTime']
    endedAt: (Scalars['DateTime'] | null)
    /** What came of it, as the service counts it. */
    result: (Scalars['JSON'] | null)
    /** Why it FAILED. */
    error: (OperatorActionError | null)
    /** While it is under way, where it is known. */
    progress: (OperatorActionProgress | null)
    __typename: 'OperatorAction'
}


/** One page of a list. */
export interface OperatorActionConnection {
    nodes: OperatorAction[]
    edges: OperatorActionEdge[]
    pageInfo: PageInfo
    /** How many there are in the whole list. */
    totalCount: Scalars['Int']
    __typename: 'OperatorActionConnection'
}

export interface OperatorActionEdge {
    node: OperatorAction
    cursor: Scalars['String']
    __typename: 'OperatorActionEdge'
}


/** Why an action failed. */
export interface OperatorActionError {
    /** Stable, such as CONFLICT. SUBGRAPH_UNAVAILABLE: it may have been done. */
    code: Scalars['String']
    message: Scalars['String']
    __typename: 'OperatorActionError'
}


/** How far something that takes long is, in rows or messages. */
export interface OperatorActionProgress {
    done: Scalars['Float']
    /** About, where it is known. */
    total: (Scalars['Float'] | null)
    __typename: 'OperatorActionProgress'
}

export type OperatorActionState = 'STARTED' | 'SUCCEEDED' | 'FAILED'

export type OperatorActionType = 'EDIT_DEAD_LETTER' | 'REPLAY_DEAD_LETTERS' | 'DISCARD_DEAD_LETTERS' | 'RETRY_TASK' | 'CANCEL_TASK' | 'RUN_TASK' | 'CHECK_REPLICA' | 'REBUILD_REPLICA' | 'ABANDON_CONSUMER' | 'CHANGE_QUEUE'


/** What a service publishes, on its way. */
export interface Outbox {
    service: Scalars['String']
    /** How often messages were taken from it. */
    tick: Scalars['Float']
    /** How long ago that was last. */
    tickAgeSeconds: Scalars['Float']
    /** On disk. */
    sizeBytes: Scalars['Float']
    consumers: OutboxConsumer[]
    __typename: 'Outbox'
}


/** Who reads an outbox, and how far they are. */
export interface OutboxConsumer {
    name: Scalars['String']
    /** service; or process, which hears everything from its beginning on. */
    kind: Scalars['String']
    state: ConsumerState
    topics: Scalars['String'][]
    /** Messages that it has not confirmed, at most. */
    unacknowledged: Scalars['Float']
    /** How long ago the oldest of these was written; 0 when there is none. */
    oldestSeconds: Scalars['Float']
    /** When it was last heard of. */
    seenAt: Scalars['DateTime']
    __typename: 'OutboxConsumer'
}


/** Outboxes, by service. */
export interface OutboxList {
    nodes: Outbox[]
    /** Services that could not be asked. */
    unreachable: Scalars['String'][]
    __typename: 'OutboxList'
}


/** Where a page stands in its list. */
export interface PageInfo {
    hasNextPage: Scalars['Boolean']
    hasPreviousPage: Scalars['Boolean']
    startCursor: (Scalars['String'] | null)
    /** Give it as `after` to read on. */
    endCursor: (Scalars['String'] | null)
    __typename: 'PageInfo'
}

export interface RebuildReplicaPayload {
    /** Its result is the replica once it is filled. STARTED when it takes long. */
    action: OperatorAction
    __typename: 'RebuildReplicaPayload'
}

export interface ReplayDeadLettersPayload {
    /** Its result counts: replayed, failed (again; what waits behind was not tried), total. STARTED when it takes long. */
    action: OperatorAction
    __typename: 'ReplayDeadLettersPayload'
}


/** A copy of another service’s entity. */
export interface Replica {
    /** Who keeps it. */
    service: Scalars['String']
    /** What it is a copy of, such as `catalog.Product`. */
    entity: Scalars['String']
    /** Who owns the entity. */
    source: Scalars['String']
    state: ReplicaState
    /** How often it was filled. */
    generation: Scalars['Int']
    /** Rows that the latest fill brought. */
    rowsDone: Scalars['Float']
    /** How many there are, about. */
    rowsTotal: (Scalars['Float'] | null)
    startedAt: (Scalars['DateTime'] | null)
    readyAt: (Scalars['DateTime'] | null)
    /** When the last check ended. */
    checkedAt: (Scalars['DateTime'] | null)
    check: (ReplicaCheck | null)
    __typename: 'Replica'
}


/** What a comparison of a replica with its source found, in rows. */
export interface ReplicaCheck {
    running: Scalars['Boolean']
    /** Rows that were compared. */
    rows: Scalars['Float']
    /** Rows that said something else than the source. */
    differing: Scalars['Float']
    /** Rows that the source has and the replica had not. */
    missing: Scalars['Float']
    /** Rows that the replica had and the source has not. */
    extra: Scalars['Float']
    /** Rows that were put right. */
    repaired: Scalars['Float']
    __typename: 'ReplicaCheck'
}


/** Replicas, by service. */
export interface ReplicaList {
    nodes: Replica[]
    /** Services that could not be asked. */
    unreachable: Scalars['String'][]
    __typename: 'ReplicaList'
}

export type ReplicaState = 'FILLING' | 'READY'

export interface RetryTaskPayload {
    action: OperatorAction
    /** Null while the same request, under the same key, is still under way. */
    task: (TaskDetails | null)
    __typename: 'RetryTaskPayload'
}

export interface RunTaskPayload {
    action: OperatorAction
    /** Null while the same request, under the same key, is still under way. */
    task: (TaskDetails | null)
    __typename: 'RunTaskPayload'
}


/** Work that services asked of another. */
export interface Task {
    id: Scalars['ID']
    /** Who carries it out. */
    service: Scalars['String']
    /** The contract, such as `mail-eg.send`. */
    topic: Scalars['String']
    schemaVersion: Scalars['Int']
    state: TaskState
    /** The services that asked; none where it was made by hand or by a schedule. */
    askers: Scalars['String'][]
    /** Asked for twice under one key, it is carried out once. */
    key: (Scalars['String'] | null)
    schedule: (Scalars['String'] | null)
    attempts: Scalars['Int']
    arrivedAt: Scalars['DateTime']
    dueAt: Scalars['DateTime']
    deadlineAt: (Scalars['DateTime'] | null)
    endedAt: (Scalars['DateTime'] | null)
    /** Asked to stop, and still running. */
    cancelling: Scalars['Boolean']
    /** The declared reason for which it failed. */
    failure: (Scalars['String'] | null)
    /** What the last attempt that failed threw. */
    error: (Scalars['String'] | null)
    __typename: 'Task'
}


/** A task with what it was asked with, and what came of it. */
export interface TaskDetails {
    id: Scalars['ID']
    /** Who carries it out. */
    service: Scalars['String']
    /** The contract, such as `mail-eg.send`. */
    topic: Scalars['String']
    schemaVersion: Scalars['Int']
    state: TaskState
    /** The services that asked; none where it was made by hand or by a schedule. */
    askers: Scalars['String'][]
    /** Asked for twice under one key, it is carried out once. */
    key: (Scalars['String'] | null)
    schedule: (Scalars['String'] | null)
    attempts: Scalars['Int']
    arrivedAt: Scalars['DateTime']
    dueAt: Scalars['DateTime']
    deadlineAt: (Scalars['DateTime'] | null)
    endedAt: (Scalars['DateTime'] | null)
    /** Asked to stop, and still running. */
    cancelling: Scalars['Boolean']
    /** The declared reason for which it failed. */
    failure: (Scalars['String'] | null)
    /** What the last attempt that failed threw. */
    error: (Scalars['String'] | null)
    /** Null also for who may not see what tasks say. */
    input: (Scalars['JSON'] | null)
    output: (Scalars['JSON'] | null)
    __typename: 'TaskDetails'
}


/** Tasks, the latest of each service first. */
export interface TaskList {
    nodes: Task[]
    /** Services that could not be asked. */
    unreachable: Scalars['String'][]
    __typename: 'TaskList'
}

export type TaskState = 'WAITING' | 'RUNNING' | 'DONE' | 'FAILED' | 'EXPIRED' | 'CANCELLED'

export type link__Purpose = 'SECURITY' | 'EXECUTION'

export interface _Service {
    sdl: (Scalars['String'] | null)
    __typename: '_Service'
}

export interface QueryGenqlSelection{
    deadLetter?: (DeadLetterGenqlSelection & { __args: {number: Scalars['Int'], service: Scalars['String']} })
    /** Failures of the same kind as one; at most 200 of each service. */
    deadLetterGroups?: (DeadLetterGroupListGenqlSelection & { __args?: {filter?: (DeadLetterFilter | null), service?: (Scalars['String'] | null)} })
    /** At most `first` of each service (50; up to 100), by number. */
    deadLetters?: (DeadLetterListGenqlSelection & { __args?: {
    /** The last number of the page before, with `service`. */
    after?: (Scalars['Int'] | null), first?: (Scalars['Int'] | null), filter?: (DeadLetterFilter | null), service?: (Scalars['String'] | null)} })
    /** Entities, events and tasks, with who produces and who consumes them. */
    eventCatalogue?: EventCatalogueGenqlSelection
    operatorAction?: (OperatorActionGenqlSelection & { __args: {id: Scalars['ID']} })
    /** What operators did, the latest first. */
    operatorActions?: (OperatorActionConnectionGenqlSelection & { __args?: {
    /** How many, 1 to 100. Default 20. */
    first?: (Scalars['Int'] | null), 
    /** The cursor behind which the page begins. */
    after?: (Scalars['String'] | null)} })
    /** What services publish, who reads it, and how far they are. */
    outboxes?: (OutboxListGenqlSelection & { __args?: {service?: (Scalars['String'] | null)} })
    replicas?: (ReplicaListGenqlSelection & { __args?: {service?: (Scalars['String'] | null)} })
    task?: (TaskDetailsGenqlSelection & { __args: {id: Scalars['ID'], service: Scalars['String']} })
    /** At most `first` of each service (50; up to 100), the latest first. */
    tasks?: (TaskListGenqlSelection & { __args?: {first?: (Scalars['Int'] | null), filter?: (TaskFilter | null), service?: (Scalars['String'] | null)} })
    _service?: _ServiceGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface MutationGenqlSelection{
    /** Keeps nothing for a consumer any more. Should it come back, it builds its replicas anew, and events are lost to it. */
    abandonConsumer?: (AbandonConsumerPayloadGenqlSelection & { __args: {input: AbandonConsumerInput} })
    /** Gives it up. One that has ended is a CONFLICT. */
    cancelTask?: (CancelTaskPayloadGenqlSelection & { __args: {input: CancelTaskInput} })
    /** Compares it with its source. While one is under way, CONFLICT. */
    checkReplica?: (CheckReplicaPayloadGenqlSelection & { __args: {input: CheckReplicaInput} })
    /** What only waited behind is replayed. */
    discardDeadLetters?: (DiscardDeadLettersPayloadGenqlSelection & { __args: {input: DiscardDeadLettersInput} })
    /** Of a letter that is over, CONFLICT. */
    editDeadLetter?: (EditDeadLetterPayloadGenqlSelection & { __args: {input: EditDeadLetterInput} })
    /** Fills it anew; its rows serve until they are replaced. */
    rebuildReplica?: (RebuildReplicaPayloadGenqlSelection & { __args: {input: RebuildReplicaInput} })
    /** What is not open is left alone; one that is over, CONFLICT. */
    replayDeadLetters?: (ReplayDeadLettersPayloadGenqlSelection & { __args: {input: ReplayDeadLettersInput} })
    /** Tries it now. One that runs, or is done, is a CONFLICT. */
    retryTask?: (RetryTaskPayloadGenqlSelection & { __args: {input: RetryTaskInput} })
    /** Makes a task; under an Idempotency-Key, once. */
    runTask?: (RunTaskPayloadGenqlSelection & { __args: {input: RunTaskInput} })
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface AbandonConsumerInput {
/** Whose outbox it is. */
service: Scalars['String'],consumer: Scalars['String']}

export interface AbandonConsumerPayloadGenqlSelection{
    action?: OperatorActionGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface CancelTaskInput {service: Scalars['String'],id: Scalars['ID']}

export interface CancelTaskPayloadGenqlSelection{
    action?: OperatorActionGenqlSelection
    /** Null while the same request, under the same key, is still under way. */
    task?: TaskDetailsGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface CheckReplicaInput {
/** Who keeps it. */
service: Scalars['String'],entity: Scalars['String'],
/** Whether what differs is put right. Default true. */
repair?: (Scalars['Boolean'] | null)}

export interface CheckReplicaPayloadGenqlSelection{
    /** Its result counts rows: rows, differing, missing, extra, repaired. STARTED when it takes long. */
    action?: OperatorActionGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** A message that a service could not take in, or that waits behind one. */
export interface DeadLetterGenqlSelection{
    /** Whose inbox it is in. */
    service?: boolean | number
    /** Its number in that service; they rise. */
    number?: boolean | number
    /** Who sent it. */
    source?: boolean | number
    /** entity, event, task, outcome or cancel. */
    kind?: boolean | number
    /** The contract, such as `catalog.Product`. */
    topic?: boolean | number
    schemaVersion?: boolean | number
    aggregateId?: boolean | number
    /** What was to take it in; empty where nothing does. */
    handler?: boolean | number
    state?: boolean | number
    /** Stable, such as HANDLER_FAILED. */
    reason?: boolean | number
    error?: boolean | number
    /** The same for failures of the same kind. */
    fingerprint?: boolean | number
    attempts?: boolean | number
    /** Null also for who may not see what messages say. */
    payload?: boolean | number
    /** The trace, the request and the viewer that it came from. */
    headers?: boolean | number
    writtenAt?: boolean | number
    parkedAt?: boolean | number
    triedAt?: boolean | number
    endedAt?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** Which dead letters: those for which all that is given holds. Without a state, the open ones. */
export interface DeadLetterFilter {
/** Who sent them. */
source?: (Scalars['String'] | null),topic?: (Scalars['String'] | null),handler?: (Scalars['String'] | null),state?: (DeadLetterState | null),reason?: (Scalars['String'] | null),fingerprint?: (Scalars['String'] | null),aggregateId?: (Scalars['ID'] | null)}


/** Failures of one kind in one service. */
export interface DeadLetterGroupGenqlSelection{
    service?: boolean | number
    fingerprint?: boolean | number
    reason?: boolean | number
    handler?: boolean | number
    topic?: boolean | number
    /** Messages. */
    count?: boolean | number
    aggregates?: boolean | number
    /** That of the latest. */
    error?: boolean | number
    firstAt?: boolean | number
    lastAt?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** Kinds of failure, the most frequent of each service first. */
export interface DeadLetterGroupListGenqlSelection{
    nodes?: DeadLetterGroupGenqlSelection
    /** Services that could not be asked. */
    unreachable?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** Dead letters, by number in each service. */
export interface DeadLetterListGenqlSelection{
    nodes?: DeadLetterGenqlSelection
    /** Services that could not be asked. */
    unreachable?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface DiscardDeadLettersInput {service: Scalars['String'],number?: (Scalars['Int'] | null),
/** All that match, in order. */
filter?: (DeadLetterFilter | null),
/** True: all that are open, in order. */
all?: (Scalars['Boolean'] | null)}

export interface DiscardDeadLettersPayloadGenqlSelection{
    /** Its result counts: discarded, and after: what only waited behind and was replayed. */
    action?: OperatorActionGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface EditDeadLetterInput {service: Scalars['String'],number: Scalars['Int'],
/** The whole payload. It is checked when the letter is replayed. */
payload: Scalars['JSON']}

export interface EditDeadLetterPayloadGenqlSelection{
    action?: OperatorActionGenqlSelection
    deadLetter?: DeadLetterGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** What services tell each other, as those that run say it themselves. */
export interface EventCatalogueGenqlSelection{
    /** By topic and version. */
    nodes?: MessageTypeGenqlSelection
    /** Services that could not be asked: they are missing among the others’ too. */
    unreachable?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** One version of what services tell each other. */
export interface MessageTypeGenqlSelection{
    /** The contract, such as `catalog.Product`. */
    topic?: boolean | number
    version?: boolean | number
    kind?: boolean | number
    /** Services that publish it; of a task, those that ask for it. */
    producers?: boolean | number
    /** Services that keep copies of it, or do something about it. */
    consumers?: boolean | number
    /** JSON Schema of its payload; of a task, of its input. */
    schema?: boolean | number
    /** Of a task, the JSON Schema of its output. */
    outputSchema?: boolean | number
    /** Of a task, the declared reasons for which it fails. */
    failures?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** What somebody did to the messages of a service. */
export interface OperatorActionGenqlSelection{
    id?: boolean | number
    /** Who did it: a user’s id, or a client’s. The audit of the service has it too. */
    operatorId?: boolean | number
    type?: boolean | number
    service?: boolean | number
    /** What it was to be done with; of a payload, its SHA-256. */
    arguments?: boolean | number
    state?: boolean | number
    startedAt?: boolean | number
    endedAt?: boolean | number
    /** What came of it, as the service counts it. */
    result?: boolean | number
    /** Why it FAILED. */
    error?: OperatorActionErrorGenqlSelection
    /** While it is under way, where it is known. */
    progress?: OperatorActionProgressGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** One page of a list. */
export interface OperatorActionConnectionGenqlSelection{
    nodes?: OperatorActionGenqlSelection
    edges?: OperatorActionEdgeGenqlSelection
    pageInfo?: PageInfoGenqlSelection
    /** How many there are in the whole list. */
    totalCount?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface OperatorActionEdgeGenqlSelection{
    node?: OperatorActionGenqlSelection
    cursor?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** Why an action failed. */
export interface OperatorActionErrorGenqlSelection{
    /** Stable, such as CONFLICT. SUBGRAPH_UNAVAILABLE: it may have been done. */
    code?: boolean | number
    message?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** How far something that takes long is, in rows or messages. */
export interface OperatorActionProgressGenqlSelection{
    done?: boolean | number
    /** About, where it is known. */
    total?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** What a service publishes, on its way. */
export interface OutboxGenqlSelection{
    service?: boolean | number
    /** How often messages were taken from it. */
    tick?: boolean | number
    /** How long ago that was last. */
    tickAgeSeconds?: boolean | number
    /** On disk. */
    sizeBytes?: boolean | number
    consumers?: OutboxConsumerGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** Who reads an outbox, and how far they are. */
export interface OutboxConsumerGenqlSelection{
    name?: boolean | number
    /** service; or process, which hears everything from its beginning on. */
    kind?: boolean | number
    state?: boolean | number
    topics?: boolean | number
    /** Messages that it has not confirmed, at most. */
    unacknowledged?: boolean | number
    /** How long ago the oldest of these was written; 0 when there is none. */
    oldestSeconds?: boolean | number
    /** When it was last heard of. */
    seenAt?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** Outboxes, by service. */
export interface OutboxListGenqlSelection{
    nodes?: OutboxGenqlSelection
    /** Services that could not be asked. */
    unreachable?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** Where a page stands in its list. */
export interface PageInfoGenqlSelection{
    hasNextPage?: boolean | number
    hasPreviousPage?: boolean | number
    startCursor?: boolean | number
    /** Give it as `after` to read on. */
    endCursor?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface RebuildReplicaInput {
/** Who keeps it. */
service: Scalars['String'],entity: Scalars['String']}

export interface RebuildReplicaPayloadGenqlSelection{
    /** Its result is the replica once it is filled. STARTED when it takes long. */
    action?: OperatorActionGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface ReplayDeadLettersInput {service: Scalars['String'],number?: (Scalars['Int'] | null),
/** All that match, in order. */
filter?: (DeadLetterFilter | null),
/** True: all that are open, in order. */
all?: (Scalars['Boolean'] | null)}

export interface ReplayDeadLettersPayloadGenqlSelection{
    /** Its result counts: replayed, failed (again; what waits behind was not tried), total. STARTED when it takes long. */
    action?: OperatorActionGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** A copy of another service’s entity. */
export interface ReplicaGenqlSelection{
    /** Who keeps it. */
    service?: boolean | number
    /** What it is a copy of, such as `catalog.Product`. */
    entity?: boolean | number
    /** Who owns the entity. */
    source?: boolean | number
    state?: boolean | number
    /** How often it was filled. */
    generation?: boolean | number
    /** Rows that the latest fill brought. */
    rowsDone?: boolean | number
    /** How many there are, about. */
    rowsTotal?: boolean | number
    startedAt?: boolean | number
    readyAt?: boolean | number
    /** When the last check ended. */
    checkedAt?: boolean | number
    check?: ReplicaCheckGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** What a comparison of a replica with its source found, in rows. */
export interface ReplicaCheckGenqlSelection{
    running?: boolean | number
    /** Rows that were compared. */
    rows?: boolean | number
    /** Rows that said something else than the source. */
    differing?: boolean | number
    /** Rows that the source has and the replica had not. */
    missing?: boolean | number
    /** Rows that the replica had and the source has not. */
    extra?: boolean | number
    /** Rows that were put right. */
    repaired?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** Replicas, by service. */
export interface ReplicaListGenqlSelection{
    nodes?: ReplicaGenqlSelection
    /** Services that could not be asked. */
    unreachable?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface RetryTaskInput {service: Scalars['String'],id: Scalars['ID']}

export interface RetryTaskPayloadGenqlSelection{
    action?: OperatorActionGenqlSelection
    /** Null while the same request, under the same key, is still under way. */
    task?: TaskDetailsGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface RunTaskInput {
/** Who is to carry it out. */
service: Scalars['String'],topic: Scalars['String'],
/** An object that fits the contract. */
input: Scalars['JSON']}

export interface RunTaskPayloadGenqlSelection{
    action?: OperatorActionGenqlSelection
    /** Null while the same request, under the same key, is still under way. */
    task?: TaskDetailsGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** Work that services asked of another. */
export interface TaskGenqlSelection{
    id?: boolean | number
    /** Who carries it out. */
    service?: boolean | number
    /** The contract, such as `mail-eg.send`. */
    topic?: boolean | number
    schemaVersion?: boolean | number
    state?: boolean | number
    /** The services that asked; none where it was made by hand or by a schedule. */
    askers?: boolean | number
    /** Asked for twice under one key, it is carried out once. */
    key?: boolean | number
    schedule?: boolean | number
    attempts?: boolean | number
    arrivedAt?: boolean | number
    dueAt?: boolean | number
    deadlineAt?: boolean | number
    endedAt?: boolean | number
    /** Asked to stop, and still running. */
    cancelling?: boolean | number
    /** The declared reason for which it failed. */
    failure?: boolean | number
    /** What the last attempt that failed threw. */
    error?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** A task with what it was asked with, and what came of it. */
export interface TaskDetailsGenqlSelection{
    id?: boolean | number
    /** Who carries it out. */
    service?: boolean | number
    /** The contract, such as `mail-eg.send`. */
    topic?: boolean | number
    schemaVersion?: boolean | number
    state?: boolean | number
    /** The services that asked; none where it was made by hand or by a schedule. */
    askers?: boolean | number
    /** Asked for twice under one key, it is carried out once. */
    key?: boolean | number
    schedule?: boolean | number
    attempts?: boolean | number
    arrivedAt?: boolean | number
    dueAt?: boolean | number
    deadlineAt?: boolean | number
    endedAt?: boolean | number
    /** Asked to stop, and still running. */
    cancelling?: boolean | number
    /** The declared reason for which it failed. */
    failure?: boolean | number
    /** What the last attempt that failed threw. */
    error?: boolean | number
    /** Null also for who may not see what tasks say. */
    input?: boolean | number
    output?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** Which tasks: those for which all that is given holds. */
export interface TaskFilter {topic?: (Scalars['String'] | null),state?: (TaskState | null)}


/** Tasks, the latest of each service first. */
export interface TaskListGenqlSelection{
    nodes?: TaskGenqlSelection
    /** Services that could not be asked. */
    unreachable?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface _ServiceGenqlSelection{
    sdl?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


    const Query_possibleTypes: string[] = ['Query']
    export const isQuery = (obj?: { __typename?: any } | null): obj is Query => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isQuery"')
      return Query_possibleTypes.includes(obj.__typename)
    }
    


    const Mutation_possibleTypes: string[] = ['Mutation']
    export const isMutation = (obj?: { __typename?: any } | null): obj is Mutation => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isMutation"')
      return Mutation_possibleTypes.includes(obj.__typename)
    }
    


    const AbandonConsumerPayload_possibleTypes: string[] = ['AbandonConsumerPayload']
    export const isAbandonConsumerPayload = (obj?: { __typename?: any } | null): obj is AbandonConsumerPayload => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isAbandonConsumerPayload"')
      return AbandonConsumerPayload_possibleTypes.includes(obj.__typename)
    }
    


    const CancelTaskPayload_possibleTypes: string[] = ['CancelTaskPayload']
    export const isCancelTaskPayload = (obj?: { __typename?: any } | null): obj is CancelTaskPayload => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isCancelTaskPayload"')
      return CancelTaskPayload_possibleTypes.includes(obj.__typename)
    }
    


    const CheckReplicaPayload_possibleTypes: string[] = ['CheckReplicaPayload']
    export const isCheckReplicaPayload = (obj?: { __typename?: any } | null): obj is CheckReplicaPayload => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isCheckReplicaPayload"')
      return CheckReplicaPayload_possibleTypes.includes(obj.__typename)
    }
    


    const DeadLetter_possibleTypes: string[] = ['DeadLetter']
    export const isDeadLetter = (obj?: { __typename?: any } | null): obj is DeadLetter => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isDeadLetter"')
      return DeadLetter_possibleTypes.includes(obj.__typename)
    }
    


    const DeadLetterGroup_possibleTypes: string[] = ['DeadLetterGroup']
    export const isDeadLetterGroup = (obj?: { __typename?: any } | null): obj is DeadLetterGroup => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isDeadLetterGroup"')
      return DeadLetterGroup_possibleTypes.includes(obj.__typename)
    }
    


    const DeadLetterGroupList_possibleTypes: string[] = ['DeadLetterGroupList']
    export const isDeadLetterGroupList = (obj?: { __typename?: any } | null): obj is DeadLetterGroupList => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isDeadLetterGroupList"')
      return DeadLetterGroupList_possibleTypes.includes(obj.__typename)
    }
    


    const DeadLetterList_possibleTypes: string[] = ['DeadLetterList']
    export const isDeadLetterList = (obj?: { __typename?: any } | null): obj is DeadLetterList => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isDeadLetterList"')
      return DeadLetterList_possibleTypes.includes(obj.__typename)
    }
    


    const DiscardDeadLettersPayload_possibleTypes: string[] = ['DiscardDeadLettersPayload']
    export const isDiscardDeadLettersPayload = (obj?: { __typename?: any } | null): obj is DiscardDeadLettersPayload => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isDiscardDeadLettersPayload"')
      return DiscardDeadLettersPayload_possibleTypes.includes(obj.__typename)
    }
    


    const EditDeadLetterPayload_possibleTypes: string[] = ['EditDeadLetterPayload']
    export const isEditDeadLetterPayload = (obj?: { __typename?: any } | null): obj is EditDeadLetterPayload => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isEditDeadLetterPayload"')
      return EditDeadLetterPayload_possibleTypes.includes(obj.__typename)
    }
    


    const EventCatalogue_possibleTypes: string[] = ['EventCatalogue']
    export const isEventCatalogue = (obj?: { __typename?: any } | null): obj is EventCatalogue => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isEventCatalogue"')
      return EventCatalogue_possibleTypes.includes(obj.__typename)
    }
    


    const MessageType_possibleTypes: string[] = ['MessageType']
    export const isMessageType = (obj?: { __typename?: any } | null): obj is MessageType => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isMessageType"')
      return MessageType_possibleTypes.includes(obj.__typename)
    }
    


    const OperatorAction_possibleTypes: string[] = ['OperatorAction']
    export const isOperatorAction = (obj?: { __typename?: any } | null): obj is OperatorAction => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isOperatorAction"')
      return OperatorAction_possibleTypes.includes(obj.__typename)
    }
    


    const OperatorActionConnection_possibleTypes: string[] = ['OperatorActionConnection']
    export const isOperatorActionConnection = (obj?: { __typename?: any } | null): obj is OperatorActionConnection => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isOperatorActionConnection"')
      return OperatorActionConnection_possibleTypes.includes(obj.__typename)
    }
    


    const OperatorActionEdge_possibleTypes: string[] = ['OperatorActionEdge']
    export const isOperatorActionEdge = (obj?: { __typename?: any } | null): obj is OperatorActionEdge => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isOperatorActionEdge"')
      return OperatorActionEdge_possibleTypes.includes(obj.__typename)
    }
    


    const OperatorActionError_possibleTypes: string[] = ['OperatorActionError']
    export const isOperatorActionError = (obj?: { __typename?: any } | null): obj is OperatorActionError => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isOperatorActionError"')
      return OperatorActionError_possibleTypes.includes(obj.__typename)
    }
    


    const OperatorActionProgress_possibleTypes: string[] = ['OperatorActionProgress']
    export const isOperatorActionProgress = (obj?: { __typename?: any } | null): obj is OperatorActionProgress => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isOperatorActionProgress"')
      return OperatorActionProgress_possibleTypes.includes(obj.__typename)
    }
    


    const Outbox_possibleTypes: string[] = ['Outbox']
    export const isOutbox = (obj?: { __typename?: any } | null): obj is Outbox => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isOutbox"')
      return Outbox_possibleTypes.includes(obj.__typename)
    }
    


    const OutboxConsumer_possibleTypes: string[] = ['OutboxConsumer']
    export const isOutboxConsumer = (obj?: { __typename?: any } | null): obj is OutboxConsumer => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isOutboxConsumer"')
      return OutboxConsumer_possibleTypes.includes(obj.__typename)
    }
    


    const OutboxList_possibleTypes: string[] = ['OutboxList']
    export const isOutboxList = (obj?: { __typename?: any } | null): obj is OutboxList => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isOutboxList"')
      return OutboxList_possibleTypes.includes(obj.__typename)
    }
    


    const PageInfo_possibleTypes: string[] = ['PageInfo']
    export const isPageInfo = (obj?: { __typename?: any } | null): obj is PageInfo => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isPageInfo"')
      return PageInfo_possibleTypes.includes(obj.__typename)
    }
    


    const RebuildReplicaPayload_possibleTypes: string[] = ['RebuildReplicaPayload']
    export const isRebuildReplicaPayload = (obj?: { __typename?: any } | null): obj is RebuildReplicaPayload => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isRebuildReplicaPayload"')
      return RebuildReplicaPayload_possibleTypes.includes(obj.__typename)
    }
    


    const ReplayDeadLettersPayload_possibleTypes: string[] = ['ReplayDeadLettersPayload']
    export const isReplayDeadLettersPayload = (obj?: { __typename?: any } | null): obj is ReplayDeadLettersPayload => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isReplayDeadLettersPayload"')
      return ReplayDeadLettersPayload_possibleTypes.includes(obj.__typename)
    }
    


    const Replica_possibleTypes: string[] = ['Replica']
    export const isReplica = (obj?: { __typename?: any } | null): obj is Replica => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isReplica"')
      return Replica_possibleTypes.includes(obj.__typename)
    }
    


    const ReplicaCheck_possibleTypes: string[] = ['ReplicaCheck']
    export const isReplicaCheck = (obj?: { __typename?: any } | null): obj is ReplicaCheck => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isReplicaCheck"')
      return ReplicaCheck_possibleTypes.includes(obj.__typename)
    }
    


    const ReplicaList_possibleTypes: string[] = ['ReplicaList']
    export const isReplicaList = (obj?: { __typename?: any } | null): obj is ReplicaList => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isReplicaList"')
      return ReplicaList_possibleTypes.includes(obj.__typename)
    }
    


    const RetryTaskPayload_possibleTypes: string[] = ['RetryTaskPayload']
    export const isRetryTaskPayload = (obj?: { __typename?: any } | null): obj is RetryTaskPayload => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isRetryTaskPayload"')
      return RetryTaskPayload_possibleTypes.includes(obj.__typename)
    }
    


    const RunTaskPayload_possibleTypes: string[] = ['RunTaskPayload']
    export const isRunTaskPayload = (obj?: { __typename?: any } | null): obj is RunTaskPayload => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isRunTaskPayload"')
      return RunTaskPayload_possibleTypes.includes(obj.__typename)
    }
    


    const Task_possibleTypes: string[] = ['Task']
    export const isTask = (obj?: { __typename?: any } | null): obj is Task => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isTask"')
      return Task_possibleTypes.includes(obj.__typename)
    }
    


    const TaskDetails_possibleTypes: string[] = ['TaskDetails']
    export const isTaskDetails = (obj?: { __typename?: any } | null): obj is TaskDetails => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isTaskDetails"')
      return TaskDetails_possibleTypes.includes(obj.__typename)
    }
    


    const TaskList_possibleTypes: string[] = ['TaskList']
    export const isTaskList = (obj?: { __typename?: any } | null): obj is TaskList => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isTaskList"')
      return TaskList_possibleTypes.includes(obj.__typename)
    }
    


    const _Service_possibleTypes: string[] = ['_Service']
    export const is_Service = (obj?: { __typename?: any } | null): obj is _Service => {
      if (!obj?.__typename) throw new Error('__typename is missing in "is_Service"')
      return _Service_possibleTypes.includes(obj.__typename)
    }
    

export const enumConsumerState = {
   ACTIVE: 'ACTIVE' as const,
   ABANDONED: 'ABANDONED' as const
}

export const enumDeadLetterState = {
   FAILED: 'FAILED' as const,
   BEHIND: 'BEHIND' as const,
   REPLAYED: 'REPLAYED' as const,
   DISCARDED: 'DISCARDED' as const,
   SUPERSEDED: 'SUPERSEDED' as const
}

export const enumMessageKind = {
   ENTITY: 'ENTITY' as const,
   EVENT: 'EVENT' as const,
   TASK: 'TASK' as const
}

export const enumOperatorActionState = {
   STARTED: 'STARTED' as const,
   SUCCEEDED: 'SUCCEEDED' as const,
   FAILED: 'FAILED' as const
}

export const enumOperatorActionType = {
   EDIT_DEAD_LETTER: 'EDIT_DEAD_LETTER' as const,
   REPLAY_DEAD_LETTERS: 'REPLAY_DEAD_LETTERS' as const,
   DISCARD_DEAD_LETTERS: 'DISCARD_DEAD_LETTERS' as const,
   RETRY_TASK: 'RETRY_TASK' as const,
   CANCEL_TASK: 'CANCEL_TASK' as const,
   RUN_TASK: 'RUN_TASK' as const,
   CHECK_REPLICA: 'CHECK_REPLICA' as const,
   REBUILD_REPLICA: 'REBUILD_REPLICA' as const,
   ABANDON_CONSUMER: 'ABANDON_CONSUMER' as const,
   CHANGE_QUEUE: 'CHANGE_QUEUE' as const
}

export const enumReplicaState = {
   FILLING: 'FILLING' as const,
   READY: 'READY' as const
}

export const enumTaskState = {
   WAITING: 'WAITING' as const,
   RUNNING: 'RUNNING' as const,
   DONE: 'DONE' as const,
   FAILED: 'FAILED' as const,
   EXPIRED: 'EXPIRED' as const,
   CANCELLED: 'CANCELLED' as const
}

export const enumLinkPurpose = {
   SECURITY: 'SECURITY' as const,
   EXECUTION: 'EXECUTION' as const
}
