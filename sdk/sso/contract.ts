import { entity, text } from '@strata/basis-contract';

/** A person with an account, as others may rely on them. E-mail addresses stay with their owner. */
export const User = entity('sso.User', 1, { displayName: text() });
