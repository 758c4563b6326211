import type { EntityMetadata } from '@mikro-orm/core';
import { StrataError } from '@strata/basis-core';

/** What is wrong with a publication in a manifest. */
export function misdefined(where: string, fault: string): StrataError {
  return new StrataError('SUBGRAPH_DEFINITION', `${where}: ${fault}.`, 500);
}

/** A name in SQL, whatever it is made of. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text in SQL. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Schema and table, quoted: a trigger has to find it whatever the search path is. */
export function tableOf(meta: EntityMetadata): string {
  return `${quoted(meta.schema === undefined || meta.schema === '*' ? 'public' : meta.schema)}.${quoted(meta.tableName)}`;
}

/** A table whose rows belong to roots, and how a root's id is found from a row. */
export interface ChildTable {
  /** Schema and table, quoted. */
  readonly table: string;
  /** The column that points at the parent's id, quoted. */
  readonly parentColumn: string;
  /** From the parent up to the table under the root; empty when the parent is the root. */
  readonly chain: readonly ParentTable[];
}

/** A table between a child and its root. */
export interface ParentTable {
  readonly table: string;
  readonly idColumn: string;
  readonly parentColumn: string;
}

/** Where in a contract and in which table a part of a mapping is compiled. */
export interface Scope {
  readonly contract: string;
  readonly meta: EntityMetadata;
  /** The field, for messages: `lines.unitPrice`. */
  readonly path: string;
  /** Collected on the way. */
  readonly children: ChildTable[];
  /** Tables from this one up to the one under the root. */
  readonly chain: readonly ParentTable[];
}

/** The scope of a field of this one. */
export function within(scope: Scope, name: string): Scope {
  return { ...scope, path: scope.path === '' ? name : `${scope.path}.${name}` };
}

/** What is wrong with a field's mapping. */
export function fieldFault(scope: Pick<Scope, 'contract' | 'path'>, name: string, fault: string): Error {
  const path = [scope.path, name].filter((part) => part !== '').join('.');
  return misdefined(`${scope.contract}.${path}`, fault);
}
