import { entity, id, task, text } from '@strata/basis-contract';

/** A person with an account, as others may rely on them. E-mail addresses stay with their owner. */
export const User = entity('sso.User', 1, { displayName: text() });

/** Writes to a person, whose address need not be known to the asker. `UNREACHABLE`: they have none, or none any more. */
export const notify = task('sso.notify', 1, {
  input: { userId: id(), subject: text(), text: text(), html: text() },
  output: {},
  failures: ['UNREACHABLE'],
});
