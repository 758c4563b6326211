import { hash, verify } from '@node-rs/argon2';

/** OWASP's second recommendation for Argon2id: 19 MiB of memory, two passes, one lane; some 25 ms. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Longer ones are refused unread: hashing costs time. */
export const MAX_PASSWORD_LENGTH = 1_024;

/** The hash of a random password that nobody knows, made with the parameters above. */
const NOBODYS_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$uOaKUpGk4zHozPrycv/XxA$3bhpVdMpoesbJWDb4no/Fk6akySo/Q6MAxY97unued0';

/** A password as it is kept: Argon2id with a salt of its own, in PHC format. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, PARAMETERS);
}

/**
 * Whether the password is the one that was hashed. `null`, for nobody or for an account without a password, is refused
 * after the same work, so that the time of an answer does not tell whether there is such an account.
 */
export async function verifyPassword(password: string, passwordHash: string | null): Promise<boolean> {
  const matches = await verify(passwordHash ?? NOBODYS_HASH, password);
  return matches && passwordHash !== null;
}
