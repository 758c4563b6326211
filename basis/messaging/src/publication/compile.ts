import { type EntityMetadata, type EntityProperty, type MetadataStorage, ReferenceKind } from '@mikro-orm/core';
import type { EntityContract } from '@strata/basis-contract';
import { recordSql } from './payload-sql.ts';
import type { Publication } from './publication.ts';
import { type ChildTable, misdefined, quoted, type Scope, tableOf } from './scope.ts';

/** A publication with its mapping turned into SQL, from the columns that MikroORM knows. */
export interface CompiledPublication {
  readonly contract: EntityContract;
  readonly contractName: string;
  /** Schema and table, quoted. */
  readonly table: string;
  /** Quoted, as are all names of columns. */
  readonly idColumn: string;
  readonly versionColumn: string;
  /** Tables whose rows are part of a root's payload: a change of one is a change of its root. */
  readonly children: readonly ChildTable[];
  /** The payload (jsonb) of the row that `alias` stands for: what events, snapshots and checksums are made of. */
  payloadSql(alias: string): string;
}

/**
 * Compiles what a service publishes.
 *
 * @throws StrataError `SUBGRAPH_DEFINITION` naming the contract's field when a mapping does not fit the entity
 */
export function compilePublications(
  metadata: MetadataStorage,
  publications: readonly Publication[],
): CompiledPublication[] {
  const names = new Set<string>();
  return publications.map((publication) => {
    const { name, version } = publication.contract;
    if (names.has(`${name} ${version}`)) throw misdefined(name, 'is published twice');
    names.add(`${name} ${version}`);
    return compilePublication(metadata, publication);
  });
}

function compilePublication(
  metadata: MetadataStorage,
  { entity, contract, mapping }: Publication,
): CompiledPublication {
  const meta = metadata.find(entity);
  if (meta === undefined) throw misdefined(contract.name, `its entity ${entity.name} is not listed under entities`);
  const { id, version } = keysOf(meta, contract);
  const children: ChildTable[] = [];
  const scope: Scope = { contract: contract.name, meta, path: '', children, chain: [] };
  // Compiled once here, so that a fault is told at the start and not when somebody asks for SQL.
  recordSql(scope, contract.fields, mapping, 'root');
  const table = tableOf(meta);
  return Object.freeze({
    contract,
    contractName: contract.name,
    table,
    idColumn: quoted(id),
    versionColumn: quoted(version),
    children: [...children],
    payloadSql: (alias: string) => recordSql({ ...scope, children: [] }, contract.fields, mapping, alias),
  });
}

function keysOf(meta: EntityMetadata, { name }: EntityContract): { id: string; version: string } {
  const where = `${name}: ${meta.className}`;
  if (meta.inheritanceType !== undefined || (meta.extends !== undefined && meta.root !== meta)) {
    throw misdefined(where, 'shares a table with other entities, which cannot be published');
  }
  const key = meta.getPrimaryProps();
  const [id] = key;
  if (key.length !== 1 || id === undefined || !isColumn(id, 'uuid')) {
    throw misdefined(where, 'needs a primary key of one column of type uuid to be published');
  }
  const version = meta.versionProperty === undefined ? undefined : meta.properties[meta.versionProperty];
  if (version === undefined || !isColumn(version, 'int')) {
    throw misdefined(where, "needs a property with @Property({ type: 'integer', version: true }) to be published");
  }
  return { id: String(id.fieldNames[0]), version: String(version.fieldNames[0]) };
}

function isColumn(property: EntityProperty, type: string): boolean {
  return (
    property.kind === ReferenceKind.SCALAR && property.columnTypes.length === 1 && property.columnTypes[0] === type
  );
}
