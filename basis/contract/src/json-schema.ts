import type { Field, Fields } from './fields.ts';

/** A JSON Schema (draft 7, as AsyncAPI 3 has it). */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

const SCALARS: Readonly<Record<string, JsonSchema>> = {
  id: { type: 'string', format: 'uuid' },
  text: { type: 'string' },
  whole: { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
  flag: { type: 'boolean' },
  moment: { type: 'string', format: 'date-time' },
  money: {
    type: 'object',
    description: 'Minor units as a decimal integer, exact, and an ISO 4217 code.',
    required: ['minor', 'currency'],
    properties: {
      minor: { type: 'string', pattern: '^-?[0-9]+$' },
      currency: { type: 'string', pattern: '^[A-Z]{3}$' },
    },
  },
};

/** Fields as their readers are to take them: more may come, in a later shape of the same version. */
export function schemaOf(fields: Fields): JsonSchema {
  const entries = Object.entries(fields);
  const required = entries.filter(([, { optional }]) => !optional).map(([name]) => name);
  return {
    type: 'object',
    ...(required.length === 0 ? {} : { required }),
    properties: Object.fromEntries(entries.map(([name, field]) => [name, schemaOfField(field)])),
  };
}

function schemaOfField(field: Field<unknown>): JsonSchema {
  const schema = schemaOfKind(field);
  return field.optional ? { anyOf: [schema, { type: 'null' }] } : schema;
}

function schemaOfKind({ kind, values = [], item, fields = {} }: Field<unknown>): JsonSchema {
  if (kind === 'oneOf') return { type: 'string', enum: [...values] };
  if (kind === 'list') return { type: 'array', items: schemaOfField(item as Field<unknown>) };
  if (kind === 'record') return schemaOf(fields);
  return SCALARS[kind] as JsonSchema;
}
