import type { OutsideUnit } from '@strata/basis-messaging';
import type { Mail } from './mail.ts';
import type { MailSettings } from './mail-settings.ts';
import { mailboxTransport } from './mailbox-transport.ts';
import { smtpTransport } from './smtp-transport.ts';

/** Ways to hand messages over. */
export type TransportName = MailSettings['transport']['name'];

/** Hands messages over to whatever delivers them. Asked twice for one message, it may be delivered twice. */
export interface MailTransport {
  /**
   * @returns `refused` when it will never be taken for this address
   * @throws whatever may be otherwise the next time
   */
  deliver(mail: Mail): Promise<'taken' | 'refused'>;
}

/** The one that the settings name. */
export function transportOf({ transport }: MailSettings, unit: Pick<OutsideUnit, 'run'>): MailTransport {
  return transport.name === 'smtp' ? smtpTransport(transport.url) : mailboxTransport(unit);
}
