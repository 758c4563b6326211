import { reference, rows } from '@strata/basis-graph';
import { published } from '@strata/basis-messaging';
import { type Context, defineSubgraph } from '@strata/basis-subgraph';
import * as contract from '@strata/sdk-mail-eg';
import { MailEg } from './mail-eg.entity.ts';
import { permissions } from './mail-eg.permissions.ts';
import { MailEgResolver } from './mail-eg.resolver.ts';
import { migrations } from './migrations/index.ts';

/** The mail egs that people keep. */
export const mailEg = defineSubgraph({
  name: 'mail-eg',
  entities: [MailEg],
  resolvers: [MailEgResolver],
  references: [
    reference(MailEg, {
      key: 'id',
      load: (ids, { em, viewer }: Context) =>
        em.find(MailEg, { $and: [{ id: { $in: [...ids] } }, rows(viewer, 'mail-egs:read', MailEg)] }),
    }),
  ],
  permissions,
  migrations,
});
