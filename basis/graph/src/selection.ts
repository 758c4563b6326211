import { type GraphQLResolveInfo, Kind, type SelectionNode } from 'graphql';

/**
 * Whether an operation asks for one of these fields of what a field returns: a resolver need not load what nobody
 * reads. Fields under `@skip` and `@include` count as asked for, and so do those of any type condition.
 *
 * @example if (!asksFor(info, ['name'])) return { id };
 */
export function asksFor(info: GraphQLResolveInfo, fields: readonly string[]): boolean {
  const asks = (selection: SelectionNode): boolean => {
    if (selection.kind === Kind.FIELD) return fields.includes(selection.name.value);
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : info.fragments[selection.name.value];
    return fragment?.selectionSet.selections.some(asks) ?? false;
  };
  return info.fieldNodes.some(({ selectionSet }) => selectionSet?.selections.some(asks) ?? false);
}
