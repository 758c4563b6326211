import { task, text } from '@strata/basis-contract';

/** Hands a message to the mail server. `UNDELIVERABLE`: the server will never take it for this address. */
export const send = task('mail-eg.send', 1, {
  input: { to: text(), subject: text(), text: text(), html: text() },
  output: { messageId: text() },
  failures: ['UNDELIVERABLE'],
});

/** Deletes what mail-eg knows of messages that were sent more than 30 days ago. It asks itself, every night. */
export const forget = task('mail-eg.forget', 1, { input: {}, output: {}, failures: [] });
