import { Extensions, getMetadataStorage } from 'type-graphql';

/** What an input field holds at most and at least. Every text has a limit, whether it says so or not. */
export interface Limits {
  /** Of a number. */
  min?: number;
  max?: number;
  /** Of a text, in characters (UTF-16 units); the least is counted without white space around it. */
  minLength?: number;
  maxLength?: number;
  /** Of a list. */
  minItems?: number;
  maxItems?: number;
}

/** Characters of a text that says nothing else. */
export const DEFAULT_MAX_LENGTH = 10_000;
/** Items of a list that says nothing else. */
export const DEFAULT_MAX_ITEMS = 1_000;

const KEY = 'strata:limits';

/**
 * Limits an input field; what is beyond them is refused with `BAD_USER_INPUT` before any resolver runs.
 *
 * @example @Limits({ min: 1, max: 5 }) @Field(() => Int) rating!: number;
 * @example @Limits({ minLength: 1, maxLength: 200 }) @Field(() => String) name!: string;
 */
export function Limits(limits: Limits): PropertyDecorator {
  return Extensions({ [KEY]: limits }) as PropertyDecorator;
}

/** The limits that an input field declares. */
export function limitsOf(extensions: Readonly<Record<string, unknown>>): Limits {
  return (extensions[KEY] as Limits | undefined) ?? {};
}

/**
 * The limits that a field has from a base class of its input type: type-graphql forgets them on inherited fields. Where
 * several subgraphs have an input type of one name, those of all of them count.
 */
export function inheritedLimits(typeName: string, fieldName: string): Limits {
  const { inputTypes, fieldExtensions } = getMetadataStorage();
  const classes = inputTypes
    .filter(({ name }) => name === typeName)
    .map(({ target }) => target as { prototype: object });
  const declared = fieldExtensions.filter(
    (each) => each.fieldName === fieldName && classes.some(({ prototype }) => prototype instanceof each.target),
  );
  return Object.assign({}, ...declared.map(({ extensions }) => limitsOf(extensions as Record<string, unknown>)));
}
