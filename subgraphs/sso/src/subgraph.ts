import { reference } from '@strata/basis-graph';
import { published } from '@strata/basis-messaging';
import { type Context, defineSubgraph } from '@strata/basis-subgraph';
import { send } from '@strata/sdk-mail-eg';
import * as contract from '@strata/sdk-sso';
import { baseline } from './baseline.ts';
import { Client } from './client.entity.ts';
import { developmentTokenRoute } from './development-token.route.ts';
import { discoveryRoute, jwksRoute } from './jwks.route.ts';
import { migrations } from './migrations/index.ts';
import { mailEnded, writeToPerson } from './notify.task.ts';
import { policyRoute } from './policy.route.ts';
import { PolicyDocument } from './policy-document.entity.ts';
import { Role, RoleGrant } from './role.entity.ts';
import { seed } from './seed/seed.ts';
import { SignInAttempt } from './sign-in-attempt.entity.ts';
import { SigningKey } from './signing-key.entity.ts';
import { permissions } from './sso.permissions.ts';
import { ssoSettings } from './sso-settings.ts';
import { tokenRoute } from './token.route.ts';
import { User } from './user.entity.ts';
import { UserResolver } from './user.resolver.ts';
import { viewerRoute } from './viewer.route.ts';

/** Who people and machines are, and what they may do. */
export const sso = defineSubgraph({
  name: 'sso',
  settings: ssoSettings,
  entities: [User, Client, Role, RoleGrant, SigningKey, PolicyDocument, SignInAttempt],
  resolvers: [UserResolver],
  references: [
    reference(User, { key: 'id', load: (ids, { em }: Context) => em.find(User, { id: { $in: [...ids] } }) }),
  ],
  publishes: [published(User, contract.User)],
  asks: [send],
  handles: [writeToPerson, mailEnded],
  permissions,
  migrations,
  baseline,
  seed,
  routes: [viewerRoute, policyRoute, developmentTokenRoute, tokenRoute, jwksRoute, discoveryRoute],
});
