import type { OutsideUnit } from '@strata/basis-messaging';
import { keepInMailbox } from './keep-in-mailbox.ts';
import type { MailTransport } from './mail-transport.ts';

/** Keeps messages in this service's own database, to be read at `/mail`. For development. */
export function mailboxTransport({ run }: Pick<OutsideUnit, 'run'>): MailTransport {
  return {
    async deliver(mail) {
      await run(keepInMailbox, mail);
      return 'taken';
    },
  };
}
