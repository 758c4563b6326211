import { carryOutOutside } from '@strata/basis-messaging';
import { send } from '@strata/sdk-mail-eg';
import { isAddress } from './address.ts';
import { type Mail, messageIdOf } from './mail.ts';
import { mailSettings } from './mail-settings.ts';
import { transportOf } from './mail-transport.ts';
import { MailboxMessage } from './mailbox-message.entity.ts';
import { SentMessage } from './sent-message.entity.ts';

/** A mail server that is down is down for minutes: after a quarter of an hour it is asked every ten. */
const POLICY = { timeoutMs: 60_000, firstMs: 1_000, maxMs: 600_000 };

/** Hands a message over; whoever asked hears that it was, which is not yet that it arrived. */
export const sendMail = carryOutOutside(
  send,
  async (input, unit) => {
    const fault = faultOf(input);
    if (fault !== undefined) {
      unit.logger.warn({ fault }, 'a message cannot be sent');
      return { failed: 'UNDELIVERABLE' };
    }
    const settings = mailSettings(unit.environment);
    const { from } = settings;
    const mail = { ...input, id: unit.idempotencyKey, messageId: messageIdOf(unit.idempotencyKey, from), from };
    const became = await transportOf(settings, unit).deliver(mail);
    return became === 'taken' ? { messageId: mail.messageId } : { failed: 'UNDELIVERABLE' };
  },
  {
    ...POLICY,
    async record(result, { to, subject }, { em, now, idempotencyKey: id }) {
      if ('failed' in result) return;
      // The mailbox knows what it was given; whatever else was taken, a server took.
      const transport = (await em.count(MailboxMessage, { id })) > 0 ? 'mailbox' : 'smtp';
      em.persist(SentMessage.of({ ...result, id, to, subject, transport }, now));
    },
  },
);

/** What could say more to a mail server than it should is not handed to it at all. */
function faultOf({ to, subject }: Pick<Mail, 'to' | 'subject'>): string | undefined {
  if (!isAddress(to)) return 'the recipient is not one address';
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(subject)) return 'the subject is not one line';
  return undefined;
}
