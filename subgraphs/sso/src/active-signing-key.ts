import { command } from '@strata/basis-subgraph';
import { SigningKey } from './signing-key.entity.ts';

/** A key of PostgreSQL's advisory locks that only the making of a signing key takes. */
const SIGNING_KEY_LOCK = 7_283_114_101;

/** The key that signs now. The first call ever makes it; of two processes that start at once, one does. */
export const activeSigningKey = command(async ({ em, now }, _input: undefined): Promise<SigningKey> => {
  const active = { retiredAt: null };
  const known = await em.findOne(SigningKey, active);
  if (known !== null) return known;
  await em.execute(`select pg_advisory_xact_lock(${SIGNING_KEY_LOCK})`);
  const madeMeanwhile = await em.findOne(SigningKey, active);
  if (madeMeanwhile !== null) return madeMeanwhile;
  const key = await SigningKey.generate(now);
  em.persist(key);
  return key;
});
