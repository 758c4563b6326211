import { BadUserInputError, type z } from '@strata/basis-core';

/**
 * A request's JSON body, checked.
 *
 * @throws BadUserInputError naming the first field that is wrong
 */
export async function jsonBody<S extends z.ZodType>(request: Request, schema: S): Promise<z.output<S>> {
  const parsed = schema.safeParse(await request.json().catch(() => undefined));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') || 'body';
  throw new BadUserInputError(`${field}: ${issue?.message ?? 'not what was expected'}`, { details: { field } });
}
