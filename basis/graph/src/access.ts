import { StrataError } from '@strata/basis-core';
import { Extensions } from 'type-graphql';
import { isPermission } from './permissions.ts';

/** How `@Allow` finds the row that a conditional grant is asked about. */
export interface AllowOptions {
  /**
   * The object's to-one property that leads to the row which the permission's conditions speak of: `order` for an
   * order line under `orders:read`. Without it, the row is the object itself.
   */
  through?: string;
  /**
   * `result`: the rows are what the field is made of (a count, an average), and its resolver reads them under
   * `rows()`. Needed only on fields that return no object type with a rule of the same resource: those are guarded by
   * themselves.
   */
  rows?: 'result';
}

/** One permission that is asked for. */
export interface Demand {
  permission: string;
  options: AllowOptions;
}

/** What a declaration says about a class or a field. */
export type Access =
  | { kind: 'public' }
  /** All of them. */
  | { kind: 'allow'; demands: readonly Demand[] }
  /** The rule of the object type that the named field lists: a connection is as protected as its nodes. */
  | { kind: 'as'; field: string };

/** One declaration, and how deep in a chain of classes it stands: a subclass speaks louder than its base. */
interface Declaration {
  access: Access;
  owner: object;
  depth: number;
}

type AccessDecorator = (target: object, name?: string | symbol, descriptor?: PropertyDescriptor) => void;

const KEY = 'strata:access:';
let declarations = 0;

/**
 * No rule: whoever gets hold of the object may read it. Also for value types that are only reached through something
 * guarded (a payload, a line, an amount). On a field, lifts the rule of its class.
 */
export function Public(): AccessDecorator {
  return declare({ kind: 'public' });
}

/**
 * Only for a viewer who holds the permission, on a class (all of its fields), a field, a query, a mutation. A field's
 * rule adds to its class's, and several on one field must all be held. Where the viewer's grants are conditional, the parent object must meet them too.
 *
 * @throws StrataError `PERMISSION_CATALOGUE` for a name that is not `resource:action`
 * @example @Allow('orders:cancel') @Mutation(() => CancelOrderPayload) cancelOrder(...) { ... }
 */
export function Allow(permission: string, options: AllowOptions = {}): AccessDecorator {
  if (!isPermission(permission)) {
    throw new StrataError('PERMISSION_CATALOGUE', `${permission} is not of the form resource:action`, 500);
  }
  return declare({ kind: 'allow', demands: [{ permission, options }] });
}

/** The class is as protected as the object type that its field lists. */
export function AllowAs(field: string): AccessDecorator {
  return declare({ kind: 'as', field });
}

/**
 * Each declaration has a key of its own: type-graphql merges the extensions of a class with those of its bases, and
 * the base would win.
 */
function declare(access: Access): AccessDecorator {
  return (target, name, descriptor) => {
    const owner = typeof target === 'function' ? target : target.constructor;
    const declaration: Declaration = { access, owner, depth: depthOf(owner) };
    declarations += 1;
    const decorate = Extensions({ [KEY + declarations]: declaration }) as AccessDecorator;
    decorate(target, name, descriptor);
  };
}

function depthOf(owner: object): number {
  let depth = 0;
  for (let base = Object.getPrototypeOf(owner); base !== null; base = Object.getPrototypeOf(base)) depth += 1;
  return depth;
}

/** The declarations that hold for a type or field: of those in its schema extensions, the deepest. */
function declarationsOf(extensions: Readonly<Record<string, unknown>>): Declaration[] {
  const found = Object.entries(extensions)
    .filter(([key]) => key.startsWith(KEY))
    .map(([, declaration]) => declaration as Declaration);
  const deepest = Math.max(...found.map(({ depth }) => depth));
  return found.filter(({ depth }) => depth === deepest);
}

/**
 * Reads what is declared of a type or field from its schema extensions.
 *
 * @returns `undefined` where nothing is, `'ambiguous'` where rules that exclude each other stand at the same place
 */
export function accessOf(extensions: Readonly<Record<string, unknown>>): Access | 'ambiguous' | undefined {
  return combined(declarationsOf(extensions).map(({ access }) => access));
}

/** Several permissions at one place must all be held; a permission and no rule at all exclude each other. */
export function combined(declared: readonly Access[]): Access | 'ambiguous' | undefined {
  const [first] = declared;
  const demands = declared.flatMap((access) => (access.kind === 'allow' ? access.demands : []));
  if (demands.length === 0) return declared.length > 1 && first?.kind === 'as' ? 'ambiguous' : first;
  return declared.every(({ kind }) => kind === 'allow') ? { kind: 'allow', demands } : 'ambiguous';
}

/** The class on which a type's rule is declared. */
export function declaringClass(extensions: Readonly<Record<string, unknown>>): object | undefined {
  return declarationsOf(extensions)[0]?.owner;
}
