import type { Field, Fields } from '@strata/basis-contract';

/**
 * A field as a lock file writes it: `text`, `optional money`, `oneOf DRAFT | ACTIVE`, `{ "list": … }`,
 * `{ "optional record": { … } }`. Words and objects, no arrays: a change is one line of a diff.
 */
export type Shape = string | { readonly [kind: string]: Shape | Shapes };

/** Fields by name. */
export type Shapes = { readonly [name: string]: Shape };

const OPTIONAL = 'optional ';
const BETWEEN_VALUES = ' | ';

/** Fields as a lock file writes them, by name, so that moving a line changes nothing. */
export function shapesOf(fields: Fields): Shapes {
  const names = Object.keys(fields).sort();
  return Object.fromEntries(names.map((name) => [name, shapeOf(fields[name] as Field<unknown>)]));
}

function shapeOf({ kind, optional, values = [], item, fields = {} }: Field<unknown>): Shape {
  const word = optional ? `${OPTIONAL}${kind}` : kind;
  if (kind === 'list') return { [word]: shapeOf(item as Field<unknown>) };
  if (kind === 'record') return { [word]: shapesOf(fields) };
  return kind === 'oneOf' ? `${word} ${wordsOf(values)}` : word;
}

/** Words in a fixed order, as one line. */
export function wordsOf(words: readonly string[]): string {
  return [...words].sort().join(BETWEEN_VALUES);
}

/** The words of such a line. */
export function splitWords(line: string): string[] {
  return line === '' ? [] : line.split(BETWEEN_VALUES);
}

/** A shape taken apart. */
export interface ParsedShape {
  kind: string;
  optional: boolean;
  values: readonly string[];
  item?: Shape;
  fields?: Shapes;
}

/** Takes a shape of a lock file apart. */
export function parseShape(shape: Shape): ParsedShape {
  const [word, inner] = typeof shape === 'string' ? [shape] : (Object.entries(shape)[0] ?? ['']);
  const optional = word.startsWith(OPTIONAL);
  const rest = optional ? word.slice(OPTIONAL.length) : word;
  const [kind = '', ...values] = rest.split(' ');
  const parsed = { kind, optional, values: splitWords(values.join(' ')) };
  if (inner === undefined) return parsed;
  return kind === 'list' ? { ...parsed, item: inner as Shape } : { ...parsed, fields: inner as Shapes };
}
