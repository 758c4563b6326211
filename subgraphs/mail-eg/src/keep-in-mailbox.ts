import { command } from '@strata/basis-subgraph';
import type { Mail } from './mail.ts';
import { MailboxMessage } from './mailbox-message.entity.ts';

/** Puts a message into the mailbox; one that is there already, from an attempt whose end was not stored, stays. */
export const keepInMailbox = command(async ({ em, now }, mail: Mail) => {
  if ((await em.count(MailboxMessage, { id: mail.id })) === 0) em.persist(MailboxMessage.of(mail, now));
});
