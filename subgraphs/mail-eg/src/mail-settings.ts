import { ConfigurationError, type Environment, parseConfig, z } from '@strata/basis-core';
import { isAddress } from './address.ts';

/** What mail-eg is told from outside. */
export interface MailSettings {
  readonly transport: { readonly name: 'smtp'; readonly url: string } | { readonly name: 'mailbox' };
  /** The sender: `Strata <no-reply@strata.test>`, or the address alone. */
  readonly from: string;
}

const sender = z
  .string()
  .refine(
    (text) => isAddress(/^[^<>\p{C}]*<([^<>]+)>$/u.exec(text)?.[1] ?? text),
    'must be name@host, or Name <name@host>',
  );

const schema = {
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must be smtp://user:password@host:587, or smtps://user:password@host:465' })
    .optional(),
  MAIL_FROM: sender.optional(),
  STRATA_ORIGIN: z.url({ protocol: /^https?$/ }).default('http://localhost:4000'),
  STRATA_ENV: z.enum(['development', 'production']).default('development'),
};

/**
 * Reads the settings. Without a mail server, messages go into the mailbox of development.
 *
 * @throws ConfigurationError naming what is wrong; in production, also when there is no mail server
 */
export function mailSettings(environment: Environment): MailSettings {
  const { SMTP_URL: url, MAIL_FROM, STRATA_ORIGIN, STRATA_ENV } = parseConfig(schema, environment);
  const from = MAIL_FROM ?? `no-reply@${new URL(STRATA_ORIGIN).hostname}`;
  if (url !== undefined) return { transport: { name: 'smtp', url }, from };
  if (STRATA_ENV === 'development') return { transport: { name: 'mailbox' }, from };
  throw new ConfigurationError([
    'SMTP_URL: is missing: the mail server, smtp://user:password@host:587. The mailbox is for development alone.',
  ]);
}
