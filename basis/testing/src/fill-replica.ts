import type { HostedSubgraph } from '@strata/basis-subgraph';

/**
 * Puts rows into a replica, as if their owner had published them: what the service under test knows of another. A row
 * that is there already is changed.
 *
 * @example await fillReplica(subgraph, ProductReplica, [{ id, name: 'Kettle', price: Money.parse('19.99', 'EUR') }]);
 */
export async function fillReplica<T extends { id: string; version: number; generation: number }>(
  { orm }: Pick<HostedSubgraph, 'orm'>,
  replica: new () => T,
  rows: readonly (Partial<T> & { id: string })[],
): Promise<void> {
  const em = orm.em.fork();
  for (const row of rows) {
    const known = await em.findOne<{ id: string; version: number }>(replica as never, { id: row.id }); // never: a class that is generic here is no entity's to the compiler
    const version = (known?.version ?? 0) + 1;
    em.persist(Object.assign(known ?? new replica(), { version, generation: 1 }, row));
  }
  await em.flush();
}
