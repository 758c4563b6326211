import { z } from '@strata/basis-core';
import { MAX_EMAIL_LENGTH } from './email.ts';
import { MAX_PASSWORD_LENGTH } from './password.ts';
import { OAuthError } from './sign-in-errors.ts';

/** What the token endpoint is asked for, whichever way it was written. */
export type TokenRequest = { scope?: string | undefined } & (
  | { grantType: 'password'; email: string; password: string }
  | { grantType: 'client_credentials'; clientId: string; secret: string }
);

/** Scopes of one token. */
export const MAX_SCOPES = 100;
const MAX_SCOPE_LENGTH = 4_000;

/** PostgreSQL's text holds no NUL. */
const text = (maxLength: number) =>
  z
    .string()
    .min(1)
    .max(maxLength)
    .refine((value) => !value.includes('\0'), 'holds a NUL');

const scope = z
  .string()
  .max(MAX_SCOPE_LENGTH)
  .regex(/^[a-z0-9:-]+( [a-z0-9:-]+)*$/)
  .refine((value) => value.split(' ').length <= MAX_SCOPES, 'too many')
  .optional();

const passwordGrant = z.object({ username: text(MAX_EMAIL_LENGTH), password: text(MAX_PASSWORD_LENGTH) });
const clientGrant = z.object({ client_id: text(200), client_secret: text(MAX_PASSWORD_LENGTH) });

/**
 * Reads a form, as OAuth has it, or a JSON object with the same names. A client's credentials may stand in the
 * `Authorization` header instead.
 *
 * @throws OAuthError `INVALID_REQUEST`, `UNSUPPORTED_GRANT_TYPE`, `INVALID_SCOPE` or `INVALID_CLIENT`
 */
export async function parseTokenRequest(request: Request): Promise<TokenRequest> {
  const fields = await readFields(request);
  const wantedScope = scope.safeParse(fields.scope === '' ? undefined : fields.scope);
  if (!wantedScope.success)
    throw new OAuthError('invalid_scope', `A scope is a list of at most ${MAX_SCOPES} permissions.`);
  switch (fields.grant_type) {
    case 'password': {
      const { username: email, password } = checked(passwordGrant, fields);
      return { grantType: 'password', email, password, scope: wantedScope.data };
    }
    case 'client_credentials': {
      const credentials = { ...fields, ...basicCredentials(request.headers.get('authorization')) };
      const { client_id: clientId, client_secret: secret } = checked(clientGrant, credentials);
      return { grantType: 'client_credentials', clientId, secret, scope: wantedScope.data };
    }
    case undefined:
      throw new OAuthError('invalid_request', 'grant_type is missing.');
    default:
      throw new OAuthError('unsupported_grant_type', 'The grant type is neither password nor client_credentials.');
  }
}

function checked<S extends z.ZodType>(schema: S, fields: Record<string, unknown>): z.output<S> {
  const parsed = schema.safeParse(fields);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new OAuthError('invalid_request', `${issue?.path.join('.')} is missing, too long or not text.`);
}

async function readFields(request: Request): Promise<Record<string, unknown>> {
  const body = await request.text();
  const type = request.headers.get('content-type') ?? '';
  if (type.startsWith('application/json')) return readJson(body);
  const form = [...new URLSearchParams(body)];
  const fields = Object.fromEntries(form);
  // RFC 6749, 3.2: a parameter that comes twice is an attempt to be read in two ways.
  if (Object.keys(fields).length < form.length) throw new OAuthError('invalid_request', 'A parameter comes twice.');
  return fields;
}

function readJson(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Answered below, like JSON that is no object.
  }
  throw new OAuthError('invalid_request', 'The body is not a JSON object.');
}

/** RFC 6749, 2.3.1: name and secret are form-encoded before they are joined. */
function basicCredentials(header: string | null): { client_id: string; client_secret: string } | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [, name, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  if (name === undefined || secret === undefined)
    throw new OAuthError('invalid_client', 'The credentials are no pair.');
  try {
    return { client_id: formDecoded(name), client_secret: formDecoded(secret) };
  } catch (error) {
    if (error instanceof URIError) throw new OAuthError('invalid_client', 'The credentials are wrongly encoded.');
    throw error;
  }
}

function formDecoded(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}
