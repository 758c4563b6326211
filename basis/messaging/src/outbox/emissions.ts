import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { type Emission, type EventContract, payloadFault, type TaskContract } from '@strata/basis-contract';
import { currentTraceparent, newId, StrataError } from '@strata/basis-core';
import { escapeLiteral } from 'pg';
import type { Unit } from '../parts.ts';
import { type CompiledPublication, compilePublications } from '../publication/compile.ts';
import type { Publication } from '../publication/publication.ts';
import { MAX_PAYLOAD_BYTES, type MessageHeaders } from '../queue/wire.ts';

/** What the manifest of a service lists: what its units of work may emit. */
export interface Emitting {
  readonly service: string;
  readonly publications: readonly Publication[];
  readonly events: readonly EventContract[];
  readonly asks: readonly TaskContract[];
}

/** On whose behalf something is written. */
export type Origin = Omit<Unit, 'em' | 'emit'>;

/** An emission, checked, as `outbox.emit` takes it. */
export interface EmittedRow {
  readonly kind: 'event' | 'task';
  readonly topic: string;
  /** A task's service; an event is for whoever subscribed. */
  readonly target?: string;
  readonly schemaVersion: number;
  readonly aggregateId: string;
  readonly payload: object;
  /** Of an event: where its aggregate's row is. */
  readonly table?: string;
  readonly idColumn?: string;
}

/**
 * Checks an emission against the manifest and its contract.
 *
 * @throws StrataError `UNDECLARED_EMISSION` for what the manifest does not list, `INVALID_PAYLOAD` for what does not fit
 *   the contract, `MESSAGE_TOO_LARGE` beyond `MAX_PAYLOAD_BYTES`
 */
export function emittedRow(
  em: SqlEntityManager,
  emitting: Emitting | undefined,
  emission: Emission,
  now: Date,
): EmittedRow {
  const { contract, aggregate, payload } = emission;
  const fault =
    payloadFault(contract.kind === 'event' ? contract.fields : contract.input, payload) ?? aggregateFault(aggregate.id);
  if (fault !== undefined) {
    throw new StrataError('INVALID_PAYLOAD', `${contract.name} ${contract.version}: ${fault}.`, 500);
  }
  const text = JSON.stringify(payload);
  const sizeBytes = Buffer.byteLength(text);
  if (sizeBytes > MAX_PAYLOAD_BYTES) {
    const size = `has ${sizeBytes} bytes, more than ${MAX_PAYLOAD_BYTES}`;
    throw new StrataError('MESSAGE_TOO_LARGE', `The payload of ${contract.name} ${size}.`, 413);
  }
  const common = { topic: contract.name, schemaVersion: contract.version, aggregateId: aggregate.id };
  // A copy: what happens to the object after it was emitted changes nothing.
  const copy = JSON.parse(text) as object;
  if (contract.kind === 'event') {
    const { table, idColumn } = aggregateOf(em, emitting, contract);
    return { ...common, kind: 'event', payload: copy, table, idColumn };
  }
  declared(emitting?.asks, contract, 'asks');
  return { ...common, kind: 'task', target: ownerOf(contract.name), payload: taskPayload(emission, copy, now) };
}

/** What a task's message says, beside the input that its contract describes. */
function taskPayload({ options = {}, id = newId() }: Emission, input: object, now: Date): object {
  const { key = null, delayMs, dueAt, deadlineMs } = options;
  const due = dueAt ?? (delayMs === undefined ? null : new Date(now.getTime() + delayMs));
  const deadline = deadlineMs === undefined ? null : new Date(now.getTime() + deadlineMs);
  return {
    id,
    key,
    dueAt: due === null ? null : due.toISOString(),
    deadlineAt: deadline === null ? null : deadline.toISOString(),
    input,
  };
}

/** The service that a contract belongs to: what stands before the dot of its name. */
export function ownerOf(contractName: string): string {
  return contractName.slice(0, contractName.indexOf('.'));
}

function declared(
  list: readonly { name: string; version: number }[] | undefined,
  { name, version }: { name: string; version: number },
  where: string,
): void {
  if (list?.some((contract) => contract.name === name && contract.version === version)) return;
  throw new StrataError('UNDECLARED_EMISSION', `${name} ${version} is not listed under ${where} in the manifest.`, 500);
}

function aggregateOf(
  em: SqlEntityManager,
  emitting: Emitting | undefined,
  contract: EventContract,
): CompiledPublication {
  declared(emitting?.events, contract, 'publishes');
  const publication = publicationsOf(em, emitting as Emitting).get(contract.of.name);
  if (publication !== undefined) return publication;
  throw new StrataError(
    'UNDECLARED_EMISSION',
    `${contract.name} is of ${contract.of.name}, which is not listed under publishes in the manifest.`,
    500,
  );
}

const compiled = new WeakMap<Emitting, Map<string, CompiledPublication>>();

function publicationsOf(em: SqlEntityManager, emitting: Emitting): Map<string, CompiledPublication> {
  let found = compiled.get(emitting);
  if (found === undefined) {
    const publications = compilePublications(em.getMetadata(), emitting.publications);
    found = new Map(publications.map((publication) => [publication.contractName, publication]));
    compiled.set(emitting, found);
  }
  return found;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function aggregateFault(id: unknown): string | undefined {
  return typeof id === 'string' && UUID.test(id) ? undefined : 'the aggregate has no id in canonical form';
}

/** What travels beside what an origin causes. */
export function headersOf({ requestId, viewer }: Pick<Origin, 'requestId' | 'viewer'>): MessageHeaders {
  const traceparent = currentTraceparent();
  return {
    ...(traceparent === undefined ? {} : { traceparent }),
    requestId,
    ...(viewer.id === null ? {} : { viewerId: viewer.id }),
  };
}

/** SQL after which what the transaction writes carries these headers. */
export function headersSql(headers: MessageHeaders): string {
  return `set local strata.headers = ${escapeLiteral(JSON.stringify(headers))}`;
}

/** SQL that writes emissions: the last that a transaction does. */
export function emitSql(rows: readonly EmittedRow[]): string {
  return `select outbox.emit(${escapeLiteral(JSON.stringify(rows))}::jsonb)`;
}
