import { createHash } from 'node:crypto';
import type { EntityMetadata } from '@mikro-orm/core';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { EntityContract, Field } from '@strata/basis-contract';
import { StrataError } from '@strata/basis-core';
import type { Absorber } from '../parts.ts';
import { absorbSql } from './sql.ts';

/** Where a replica's class says what it is a replica of. */
export const REPLICA: unique symbol = Symbol.for('strata.replica') as never;

/** What a replica's class declares. */
export interface ReplicaDeclaration {
  readonly contract: EntityContract;
  /** The contract's fields that are kept. */
  readonly fields: readonly string[];
  /** Those of them that are fields of the federated type too. */
  readonly serves: readonly string[];
}

/** One field of a contract, and the columns that it is kept in: two for money, one for all else. */
export interface KeptField {
  readonly name: string;
  readonly field: Field<unknown>;
  readonly columns: readonly string[];
}

/** Rows of another service, kept in a table of this one. */
export interface Replica {
  /** The contract's name: `catalog.Product`. */
  readonly entity: string;
  /** The service that owns it. */
  readonly source: string;
  readonly schemaVersion: number;
  readonly table: string;
  readonly fields: readonly KeptField[];
  /** Changes when what is kept changes; the rows of another shape must be fetched anew. */
  readonly shape: string;
}

/** The names of the properties, and so of the columns, that a field of this name and kind is kept in. */
export function propertiesOf(name: string, field: Field<unknown>): string[] {
  return field.kind === 'money' ? [`${name}Minor`, `${name}Currency`] : [name];
}

/** What a class declares to be a replica of; undefined for any other. */
export function replicaDeclaration(entity: object): ReplicaDeclaration | undefined {
  return (entity as { [REPLICA]?: ReplicaDeclaration })[REPLICA];
}

/** The replicas among the entities that a service's MikroORM knows. */
export function replicasOf(orm: MikroORM): Replica[] {
  const known = [...orm.getMetadata().getAll().values()];
  const found = known.filter((meta) => !meta.abstract && replicaDeclaration(meta.class) !== undefined);
  const replicas = found.map((meta) => compileReplica(meta)).sort((a, b) => (a.entity < b.entity ? -1 : 1));
  const twice = replicas.find(({ entity }, index) => replicas[index + 1]?.entity === entity);
  if (twice === undefined) return replicas;
  throw new StrataError('SUBGRAPH_DEFINITION', `There are two replicas of ${twice.entity}: one table keeps it.`, 500);
}

function compileReplica(meta: EntityMetadata): Replica {
  const declaration = replicaDeclaration(meta.class);
  if (declaration === undefined) throw new Error(`${meta.className} is no replica.`);
  const { contract } = declaration;
  const fields = declaration.fields.map((name): KeptField => {
    const field = contract.fields[name] as Field<unknown>;
    return { name, field, columns: propertiesOf(name, field).map((property) => columnOf(meta, property)) };
  });
  const [source = ''] = contract.name.split('.');
  const shape = shapeOf(contract, fields);
  return { entity: contract.name, source, schemaVersion: contract.version, table: meta.tableName, fields, shape };
}

function columnOf(meta: EntityMetadata, property: string): string {
  const [column] = meta.properties[property as never]?.fieldNames ?? [];
  if (column === undefined) throw new Error(`${meta.className} has no column for ${property}.`);
  return column;
}

function shapeOf({ name, version }: EntityContract, fields: readonly KeptField[]): string {
  const kept = fields
    .map((each) => [each.name, typeOf(each.field)])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([name, version, kept]))
    .digest('hex')
    .slice(0, 32);
}

/** New values of an enumeration do not make another shape: rows that were taken in before have none of them. */
function typeOf({ kind, optional, item, fields }: Field<unknown>): unknown {
  const inner = Object.entries(fields ?? {}).map(([name, field]) => [name, typeOf(field)]);
  return [kind, optional, ...(item === undefined ? [] : [typeOf(item)]), ...inner];
}

/** Takes the states of a replica's rows in, the newest of each, as one statement. */
export function absorberOf(replica: Replica): Absorber {
  const { entity, schemaVersion } = replica;
  const statement = absorbSql(replica);
  return {
    kind: 'entity',
    topic: entity,
    schemaVersion,
    async absorb(client, { messages, after: [tick, id] }) {
      await client.query({ name: `absorb ${entity}`, text: statement, values: [messages, tick, id] });
    },
  };
}
