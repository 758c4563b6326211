import { type Environment, parseConfig, z } from '@strata/basis-core';

/** What SSO is told from outside. */
export interface SsoSettings {
  /** The origin under which clients reach the system: `http://localhost:4000`. */
  origin: string;
  /** The issuer of access tokens: `<origin>/sso`. */
  issuer: string;
  /** Whether demonstration accounts exist and passwords are taken at the token endpoint. */
  development: boolean;
}

const schema = {
  STRATA_ORIGIN: z.url({ protocol: /^https?$/ }).default('http://localhost:4000'),
  STRATA_ENV: z.enum(['development', 'production']).default('development'),
};

/**
 * Reads the settings.
 *
 * @throws ConfigurationError naming what is wrong
 */
export function ssoSettings(environment: Environment): SsoSettings {
  const { STRATA_ORIGIN, STRATA_ENV } = parseConfig(schema, environment);
  const { origin } = new URL(STRATA_ORIGIN);
  return { origin, issuer: `${origin}/sso`, development: STRATA_ENV === 'development' };
}
