import { NotFoundError } from '@strata/basis-core';
import type { Route, RouteContext } from '@strata/basis-subgraph';
import { mailSettings } from './mail-settings.ts';
import { MailboxMessage } from './mailbox-message.entity.ts';
import { listPage, messagePage } from './mailbox-page.ts';

/** Messages that the list shows. */
const LISTED = 100;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Nothing of a page comes from elsewhere, and nothing of it runs. */
const PAGE = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; frame-ancestors 'none'";
/** A message may not even load a picture, whoever opens it, in the frame or outside of it. */
const MESSAGE = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

/** The mailbox of development: the latest messages, newest first. Where a mail server has them, there is no such URL. */
export const mailboxRoute: Route = {
  method: 'GET',
  path: '/mail',
  access: 'public',
  async handle(_request, context) {
    refuseWithoutMailbox(context);
    const newest = { orderBy: { sentAt: 'desc', id: 'desc' }, limit: LISTED } as const;
    return page(listPage(await context.em.find(MailboxMessage, {}, newest)).toString(), PAGE);
  },
};

/** One message: who, to whom, the text, and what its HTML looks like. */
export const mailboxMessageRoute: Route = {
  method: 'GET',
  path: '/mail/:id',
  access: 'public',
  async handle(_request, context) {
    return page(messagePage(await messageOf(context)).toString(), PAGE);
  },
};

/** The HTML of a message as it was sent, for the frame in its page. */
export const mailboxHtmlRoute: Route = {
  method: 'GET',
  path: '/mail/:id/html',
  access: 'public',
  async handle(_request, context) {
    return page((await messageOf(context)).html, MESSAGE);
  },
};

async function messageOf(context: RouteContext): Promise<MailboxMessage> {
  refuseWithoutMailbox(context);
  const { id = '' } = context.params;
  const everything = { populate: ['text', 'html'] } as const;
  const message = UUID.test(id) ? await context.em.findOne(MailboxMessage, { id }, everything) : null;
  if (message === null) throw new NotFoundError('message', id);
  return message;
}

function refuseWithoutMailbox({ environment }: RouteContext): void {
  if (mailSettings(environment).transport.name !== 'mailbox') throw new NotFoundError('URL');
}

function page(body: string, policy: string): Response {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
  return new Response(body, { headers });
}
