import { type Html, type HtmlValue, html } from '@strata/basis-core';
import type { MailboxMessage } from './mailbox-message.entity.ts';

/** The list of what is in the mailbox. */
export function listPage(messages: readonly MailboxMessage[]): Html {
  const none = messages.length === 0 ? html`<p>No mail was sent yet.</p>` : '';
  return layout('Mail', [none, html`<ul>${messages.map(line)}</ul>`]);
}

/** One message, its HTML in a frame where nothing of it can act. */
export function messagePage({ id, from, to, subject, sentAt, messageId, text }: MailboxMessage): Html {
  const headers = { From: from, To: to, Date: sentAt.toUTCString(), 'Message-ID': messageId };
  return layout(subject, [
    html`<p><a href="/mail">All mail</a></p>
<dl>${Object.entries(headers).map(([name, value]) => html`<dt>${name}</dt><dd><bdi>${value}</bdi></dd>`)}</dl>
<iframe sandbox src="/mail/${id}/html" title="The message as HTML"></iframe>
<h2>Text</h2>
<pre>${text}</pre>`,
  ]);
}

function line({ id, to, subject, sentAt }: MailboxMessage): Html {
  const when = sentAt.toISOString();
  return html`<li><a href="/mail/${id}"><bdi>${subject}</bdi></a> to <bdi>${to}</bdi>, <time>${when}</time></li>\n`;
}

const STYLE = html`body { font: 16px/1.5 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem } dd { margin: 0 }
iframe { width: 100%; height: 32rem; border: 1px solid #ccc } pre { white-space: pre-wrap }
ul { padding-left: 1rem } time { color: #666 }`;

function layout(title: string, content: HtmlValue): Html {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style></head>
<body>
<h1><bdi>${title}</bdi></h1>
${content}
</body>
</html>
`;
}
