import { type ZodType, z } from 'zod';
import { ConfigurationError } from './errors.ts';

/** What the process was told from outside: environment variables, by name. An empty string counts as not set. */
export type Environment = Record<string, string | undefined>;

/** The schema of one setting for each environment variable, by the variable's name. */
export type ConfigSchema = Record<string, ZodType>;

/** What `parseConfig` gives for a schema: each variable, parsed. */
export type ConfigOf<S extends ConfigSchema> = { [K in keyof S]: z.output<S[K]> };

/**
 * Reads configuration once, typed. All faults are reported together.
 *
 * @throws ConfigurationError naming every variable that is missing or wrong
 * @example const config = parseConfig({ PORT: z.coerce.number().int().default(4000) }, process.env);
 */
export function parseConfig<S extends ConfigSchema>(schema: S, environment: Environment): ConfigOf<S> {
  const values = Object.fromEntries(Object.keys(schema).map((name) => [name, environment[name] || undefined]));
  const parsed = z.object(schema).safeParse(values);
  if (!parsed.success) {
    throw new ConfigurationError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  }
  return parsed.data as ConfigOf<S>;
}

export { z } from 'zod';
