import { carryOut, every } from '@strata/basis-messaging';
import { forget } from '@strata/sdk-mail-eg';
import { MailboxMessage } from './mailbox-message.entity.ts';
import { RETENTION_DAYS, SentMessage } from './sent-message.entity.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Deletes what is known of messages that were sent long ago, and what the mailbox has of them. */
export const forgetSentMail = carryOut(forget, async (_input, { em, now }) => {
  const old = { sentAt: { $lt: new Date(now.getTime() - RETENTION_DAYS * DAY_MS) } };
  await em.nativeDelete(MailboxMessage, old); // raw access: rows that nobody has loaded, published to nobody
  await em.nativeDelete(SentMessage, old); // raw access: rows that nobody has loaded, published to nobody
  return {};
});

export const nightlyForgetting = every('forget sent mail', { cron: '30 3 * * *' }, forget, {});
