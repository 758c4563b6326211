import type { ReadEntityManager, RouteContext } from '@strata/basis-subgraph';

/** Reads of one request to a route, in an identity map of their own. Changes are commands. */
export function reads({ orm }: Pick<RouteContext, 'orm'>): ReadEntityManager {
  return orm.em.fork({ clear: true }); // raw access: a route is given no EntityManager, and nothing here has row filters
}
