import { BadUserInputError, isId } from '@strata/basis-core';
import {
  defaultFieldResolver,
  type GraphQLField,
  GraphQLID,
  type GraphQLInputType,
  type GraphQLSchema,
  GraphQLString,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
} from 'graphql';
import type { GraphContext } from './context.ts';
import { DEFAULT_MAX_ITEMS, DEFAULT_MAX_LENGTH, inheritedLimits, type Limits, limitsOf } from './limits.ts';

/** Finds what is wrong with a value; `place` is its path, such as `input.lines[0].quantity`. */
type Check = (value: unknown, place: string) => void;

/**
 * Checks every argument of every field before its resolver runs: ids are UUIDs, texts hold no NUL and are no longer
 * than their limit, lists and numbers keep theirs. Changes the schema's resolvers in place.
 *
 * @param declared the schema that type-graphql built: its input fields carry what `@Limits` said
 */
export function guardInputs(schema: GraphQLSchema, declared: GraphQLSchema): void {
  const checks = new Map<string, Check>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    const source = declared.getType(type.name);
    for (const field of Object.values(type.getFields())) {
      const described = isObjectType(source) ? source.getFields()[field.name] : undefined;
      if (described !== undefined && described.args.length > 0) guardField(field, described, checks);
    }
  }
}

function guardField(
  field: GraphQLField<unknown, GraphContext>,
  described: GraphQLField<unknown, unknown>,
  checks: Map<string, Check>,
): void {
  const byName = described.args.map(({ name, type, extensions }): [string, Check] => [
    name,
    checkOf(type, limitsOf(extensions), checks),
  ]);
  const resolve = field.resolve ?? defaultFieldResolver;
  field.resolve = (parent, args: Record<string, unknown>, context, info) => {
    for (const [name, check] of byName) check(args[name], name);
    return resolve(parent, args, context, info);
  };
}

function checkOf(type: GraphQLInputType, limits: Limits, checks: Map<string, Check>): Check {
  const inner = isNonNullType(type) ? type.ofType : type;
  const check = checkOfValue(inner, limits, checks);
  return (value, place) => {
    if (value !== null && value !== undefined) check(value, place);
  };
}

function checkOfValue(type: GraphQLInputType, limits: Limits, checks: Map<string, Check>): Check {
  if (isListType(type)) return checkList(checkOf(type.ofType, limits, checks), limits);
  if (isInputObjectType(type)) return checkObject(type.name, type.getFields(), checks);
  if (type === GraphQLID) return checkId;
  if (type === GraphQLString) return checkText(limits);
  return isScalarType(type) ? checkNumber(limits) : () => {};
}

function checkList(item: Check, { minItems = 0, maxItems = DEFAULT_MAX_ITEMS }: Limits): Check {
  return (value, place) => {
    const items = value as readonly unknown[];
    if (items.length < minItems) fail(place, `must list at least ${minItems}`);
    if (items.length > maxItems) fail(place, `must list at most ${maxItems}`);
    for (const [index, each] of items.entries()) item(each, `${place}[${index}]`);
  };
}

/** Input types may refer to themselves: a type's check is made once and found by name. */
function checkObject(
  name: string,
  fields: Record<string, { name: string; type: GraphQLInputType; extensions: Readonly<Record<string, unknown>> }>,
  checks: Map<string, Check>,
): Check {
  const known = checks.get(name);
  if (known !== undefined) return known;
  let byName: readonly (readonly [string, Check])[] = [];
  const check: Check = (value, place) => {
    const object = value as Record<string, unknown>;
    for (const [fieldName, each] of byName) each(object[fieldName], `${place}.${fieldName}`);
  };
  checks.set(name, check);
  byName = Object.values(fields).map((field) => [
    field.name,
    checkOf(field.type, { ...inheritedLimits(name, field.name), ...limitsOf(field.extensions) }, checks),
  ]);
  return check;
}

const checkId: Check = (value, place) => {
  if (!isId(value)) fail(place, 'is not an id');
};

function checkText({ minLength = 0, maxLength = DEFAULT_MAX_LENGTH }: Limits): Check {
  return (value, place) => {
    const text = value as string;
    if (text.length > maxLength) fail(place, `must be at most ${maxLength} characters long`);
    if (minLength > 0 && text.trim().length < minLength)
      fail(place, minLength === 1 ? 'must not be empty' : `must be at least ${minLength} characters long`);
    if (text.includes('\0')) fail(place, 'must not contain NUL characters');
    if (!text.isWellFormed()) fail(place, 'is not well-formed Unicode');
  };
}

function checkNumber({ min = -Infinity, max = Infinity }: Limits): Check {
  return (value, place) => {
    if (typeof value !== 'number') return;
    if (value < min) fail(place, `must be at least ${min}`);
    if (value > max) fail(place, `must be at most ${max}`);
  };
}

function fail(place: string, what: string): never {
  throw new BadUserInputError(`${place} ${what}.`, { details: { field: place } });
}
