import type { RouteContext } from '@strata/basis-subgraph';
import type { TokenSubject } from './access-token.ts';
import { Client } from './client.entity.ts';
import { normalisedEmail } from './email.ts';
import { verifyPassword } from './password.ts';
import { OAuthError } from './sign-in-errors.ts';
import { forgiveSignInAttempts, takeSignInAttempt } from './take-sign-in-attempt.ts';
import { User } from './user.entity.ts';

/** OAuth's `client_id` of people who sign in with a password. */
export const PASSWORD_CLIENT = 'development';

/** What a person types, and where they are. */
export interface PasswordCredentials {
  email: string;
  password: string;
  address: string;
}

/** What a machine sends, and where it is. */
export interface ClientCredentials {
  clientId: string;
  secret: string;
  address: string;
}

/**
 * Signs a person in. A wrong password, an unknown address and a closed account get the same answer in the same time.
 *
 * @throws OAuthError `INVALID_GRANT`; RateLimitedError after too many failures
 */
export async function signIn(
  context: RouteContext,
  { email, password, address }: PasswordCredentials,
): Promise<TokenSubject> {
  const attempt = { account: normalisedEmail(email), address };
  await context.run(takeSignInAttempt, attempt);
  const user = await context.em.findOne(User, { email: attempt.account }, { populate: ['passwordHash'] });
  const isRight = await verifyPassword(password, user === null || user.isDisabled ? null : user.passwordHash);
  if (user === null || !isRight) throw new OAuthError('invalid_grant', 'The e-mail address or the password is wrong.');
  await context.run(forgiveSignInAttempts, attempt);
  return { kind: 'user', id: user.id, clientId: PASSWORD_CLIENT };
}

/**
 * Signs a machine client in, with the same care.
 *
 * @throws OAuthError `INVALID_CLIENT`; RateLimitedError after too many failures
 */
export async function signInClient(
  context: RouteContext,
  { clientId, secret, address }: ClientCredentials,
): Promise<TokenSubject> {
  const attempt = { account: `client:${clientId}`, address };
  await context.run(takeSignInAttempt, attempt);
  const client = await context.em.findOne(Client, { name: clientId }, { populate: ['secretHash'] });
  const isRight = await verifyPassword(secret, client === null || client.isDisabled ? null : client.secretHash);
  if (client === null || !isRight) throw new OAuthError('invalid_client', 'The client or its secret is wrong.');
  await context.run(forgiveSignInAttempts, attempt);
  return { kind: 'client', id: client.id, clientId: client.name };
}
