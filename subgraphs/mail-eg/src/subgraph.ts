import { defineSubgraph } from '@strata/basis-subgraph';
import { forgetSentMail, nightlyForgetting } from './forget-sent-mail.task.ts';
import { permissions } from './mail-eg.permissions.ts';
import { mailSettings } from './mail-settings.ts';
import { mailboxHtmlRoute, mailboxMessageRoute, mailboxRoute } from './mailbox.route.ts';
import { MailboxMessage } from './mailbox-message.entity.ts';
import { migrations } from './migrations/index.ts';
import { sendMail } from './send-mail.task.ts';
import { SentMessage } from './sent-message.entity.ts';
import { SentMessageResolver } from './sent-message.resolver.ts';

/** The way out for mail. */
export const mailEg = defineSubgraph({
  name: 'mail-eg',
  settings: mailSettings,
  entities: [SentMessage, MailboxMessage],
  resolvers: [SentMessageResolver],
  routes: [mailboxRoute, mailboxMessageRoute, mailboxHtmlRoute],
  handles: [sendMail, forgetSentMail, nightlyForgetting],
  permissions,
  migrations,
});
