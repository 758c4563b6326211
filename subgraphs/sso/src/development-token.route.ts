import { NotFoundError, z } from '@strata/basis-core';
import type { Route, RouteContext } from '@strata/basis-subgraph';
import { ACCESS_TOKEN_SECONDS, MAX_TOKEN_SECONDS, signAccessToken, type TokenSubject } from './access-token.ts';
import { activeSigningKey } from './active-signing-key.ts';
import { Client } from './client.entity.ts';
import { normalisedEmail } from './email.ts';
import { jsonBody } from './json-body.ts';
import { DEMO_DOMAIN } from './seed/seed.ts';
import { PASSWORD_CLIENT } from './sign-in.ts';
import { ssoSettings } from './sso-settings.ts';
import { User } from './user.entity.ts';

const tokenWanted = z.object({
  account: z
    .string()
    .min(1)
    .max(254)
    .regex(/^[^\0]*$/),
  lifetimeSeconds: z.number().int().min(1).max(MAX_TOKEN_SECONDS).default(ACCESS_TOKEN_SECONDS),
});

/**
 * A token without a password, for `strata token` and the explorer's page. `account` is an e-mail address, the part of
 * a demonstration account's before the @, or a machine client's name. In production there is no such URL.
 */
export const developmentTokenRoute: Route = {
  method: 'POST',
  path: '/internal/development-token',
  access: 'internal',
  async handle(request, context) {
    const { issuer, development } = ssoSettings(context.environment);
    if (!development) throw new NotFoundError('URL');
    const { account, lifetimeSeconds } = await jsonBody(request, tokenWanted);
    const subject = await findSubject(account, context);
    const key = await context.run(activeSigningKey, undefined);
    const token = await signAccessToken(key, subject, { issuer, now: context.clock.now(), lifetimeSeconds });
    return Response.json({ token });
  },
};

async function findSubject(account: string, context: RouteContext): Promise<TokenSubject> {
  const em = context.em;
  const email = normalisedEmail(account.includes('@') ? account : `${account}@${DEMO_DOMAIN}`);
  const user = await em.findOne(User, { email, disabledAt: null });
  if (user !== null) return { kind: 'user', id: user.id, clientId: PASSWORD_CLIENT };
  const client = await em.findOne(Client, { name: account, disabledAt: null });
  if (client !== null) return { kind: 'client', id: client.id, clientId: client.name };
  throw new NotFoundError('account', account);
}
