import { reference, rows } from '@strata/basis-graph';
import { published } from '@strata/basis-messaging';
import { type Context, defineSubgraph } from '@strata/basis-subgraph';
import * as contract from '../../sdk/contract.ts';
import { permissions } from './__name-kebab__.permissions.ts';
import { __Noun__ } from './__noun-kebab__.entity.ts';
import { __Noun__Resolver } from './__noun-kebab__.resolver.ts';
import { migrations } from './migrations/index.ts';

/** The __nouns-words__ that people keep. */
export const __name__ = defineSubgraph({
  name: '__name-kebab__',
  entities: [__Noun__],
  resolvers: [__Noun__Resolver],
  references: [
    reference(__Noun__, {
      key: 'id',
      load: (ids, { em, viewer }: Context) =>
        em.find(__Noun__, { $and: [{ id: { $in: [...ids] } }, rows(viewer, '__nouns-kebab__:read', __Noun__)] }),
    }),
  ],
  publishes: [published(__Noun__, contract.__Noun__)],
  permissions,
  migrations,
});
