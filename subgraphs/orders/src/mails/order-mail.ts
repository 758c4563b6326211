import { type Html, html } from '@strata/basis-core';
import type { Money } from '@strata/basis-graph';

/** What a mail about an order tells. Names may be anything: what people and merchants typed. */
export interface OrderMailData {
  /** As the customer sees it: `2026-0001`. */
  readonly number: string;
  readonly customerName: string;
  readonly lines: readonly OrderMailLine[];
  readonly total: Money;
}

/** So many pieces of one product, and the price of all of them. */
export interface OrderMailLine {
  readonly productName: string;
  readonly quantity: number;
  readonly price: Money;
}

/** A mail without its recipient: what `sso.notify` takes. `subject` is one line. */
export interface MailContent {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Puts a mail about an order together: a greeting, what happened, and what was ordered. */
export function orderMail(order: OrderMailData, { subject, news }: { subject: string; news: string }): MailContent {
  const { customerName, lines, total } = order;
  const text = [
    `Hello ${isolated(customerName)},`,
    news,
    lines
      .map(({ quantity, productName, price }) => `${quantity} × ${isolated(productName)}: ${shown(price)}`)
      .join('\n'),
    `Total: ${shown(total)}`,
  ].join('\n\n');
  const page = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${subject}</title></head>
<body style="font-family: sans-serif">
<p>Hello <bdi>${oneLine(customerName)}</bdi>,</p>
<p>${news}</p>
<table cellpadding="4">
${lines.map(row)}<tr><td></td><th align="left">Total</th><td align="right">${shown(total)}</td></tr>
</table>
</body>
</html>
`;
  return { subject, text: `${text}\n`, html: page.toString() };
}

function row({ quantity, productName, price }: OrderMailLine): Html {
  const product = oneLine(productName);
  return html`<tr><td>${quantity} ×</td><td><bdi>${product}</bdi></td><td align="right">${shown(price)}</td></tr>\n`;
}

/** `€1,299.00`, exact: Intl takes the decimal text, never a double. */
function shown({ amount, currency }: Money): string {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).format(amount as Intl.StringNumericLiteral);
}

/** Characters that end a line, or turn the direction of what follows them (Unicode's bidirectional formatting). */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

function oneLine(text: string): string {
  return text.replace(UNSEEN, ' ').trim();
}

/** A name from right to left stays in its place (U+2068, U+2069): what `<bdi>` is in HTML. */
function isolated(name: string): string {
  return `\u2068${oneLine(name)}\u2069`;
}
