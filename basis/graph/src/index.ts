import 'reflect-metadata';

export { Allow, type AllowOptions, Public } from './access.ts';
export { buildGraph, type Graph, type GraphOptions } from './build-graph.ts';
export { can } from './can.ts';
export { checkConditions, type ResourceEntities } from './check-conditions.ts';
export { MalformedConditionError } from './condition-tree.ts';
export type { GraphContext } from './context.ts';
export { DEFAULT_MAX_ITEMS, DEFAULT_MAX_LENGTH, Limits } from './limits.ts';
export { loader } from './loader.ts';
export { definePermissions, type PermissionCatalogue } from './permissions.ts';
export {
  type ObjectClass,
  type ReferenceOptions,
  type ReferenceResolver,
  type Representation,
  reference,
} from './reference.ts';
export { rows } from './rows.ts';
export { FEDERATION_VERSION } from './subgraph-sdl.ts';
