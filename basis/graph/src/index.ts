import 'reflect-metadata';

export { Allow, type AllowOptions, Public } from './access.ts';
export { lintBlastRadius, type NamedSdl } from './blast-radius.ts';
export { buildGraph, type Graph, type GraphOptions } from './build-graph.ts';
export { can } from './can.ts';
export { checkConditions, type ResourceEntities } from './check-conditions.ts';
export { MalformedConditionError } from './condition-tree.ts';
export { type ConnectionClass, connectionOf, PageArgs, PageInfo } from './connection.ts';
export type { GraphContext } from './context.ts';
export { type FormatErrorOptions, formatError } from './format-error.ts';
export { DEFAULT_MAX_ITEMS, DEFAULT_MAX_LENGTH, Limits } from './limits.ts';
export { loader } from './loader.ts';
export { Money, MoneyInput, moneyOf } from './money.ts';
export type { OrderBy } from './ordering.ts';
export { type Page, type PageLimits, type PageRequest, pageSize } from './page.ts';
export { type PageOptions, type PageSource, paginate } from './paginate.ts';
export { type PageByParentOptions, paginateByParent } from './paginate-by-parent.ts';
export { definePermissions, type PermissionCatalogue } from './permissions.ts';
export {
  type ObjectClass,
  type ReferenceOptions,
  type ReferenceResolver,
  type Representation,
  reference,
} from './reference.ts';
export { rows } from './rows.ts';
export { CurrencyCode, DateTime, Decimal, Json } from './scalars.ts';
export { asksFor } from './selection.ts';
export { FEDERATION_VERSION } from './subgraph-sdl.ts';
