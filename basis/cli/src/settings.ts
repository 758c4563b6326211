import { resolve } from 'node:path';
import { type Environment, parseConfig, z } from '@strata/basis-core';

export const DEFAULT_PORT = 4000;

const port = z.coerce.number().int().min(0).max(65_535);

/** What a running system is told from outside, read once. */
export const settingsSchema = {
  PORT: port.optional(),
  HOST: z.string().optional(),
  STRATA_ENV: z.enum(['development', 'production']).default('development'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must be postgresql://user:password@host:port/database' })
    .optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'must be redis://host:port' }).optional(),
};

export interface Settings {
  port: number | undefined;
  host: string;
  development: boolean;
  logLevel: string;
  environment: Environment;
}

/**
 * The settings of this process.
 *
 * @throws ConfigurationError naming every variable that is wrong
 */
export function readSettings(environment: Environment, options: { port?: string | undefined } = {}): Settings {
  const config = parseConfig(settingsSchema, {
    ...environment,
    ...(options.port === undefined ? {} : { PORT: options.port }),
  });
  const development = config.STRATA_ENV === 'development';
  return {
    port: config.PORT,
    host: config.HOST ?? (development ? '127.0.0.1' : '0.0.0.0'),
    development,
    logLevel: config.LOG_LEVEL,
    environment,
  };
}

/** The folder in which a system keeps its state. */
export function dataDirectory(root: string, given: string | undefined): string {
  return given === undefined ? resolve(root, '.data') : resolve(given);
}
