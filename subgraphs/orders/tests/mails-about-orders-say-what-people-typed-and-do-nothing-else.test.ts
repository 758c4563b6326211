import { Money } from '@strata/basis-graph';
import { orderConfirmed } from '../src/mails/order-confirmed.ts';
import type { OrderMailData } from '../src/mails/order-mail.ts';
import { orderShipped } from '../src/mails/order-shipped.ts';

const kettle = { productName: 'Kettle', quantity: 2, price: Money.parse('39.98', 'EUR') };
const order = (change: Partial<OrderMailData> = {}): OrderMailData => ({
  number: '2026-0001',
  customerName: 'Ada Lovelace',
  lines: [kettle],
  total: Money.parse('39.98', 'EUR'),
  ...change,
});
const named = (name: string) => order({ customerName: name, lines: [{ ...kettle, productName: name }] });

describe.each([
  ['of a confirmed order', orderConfirmed, 'Your order 2026-0001 is confirmed'],
  ['of an order on its way', orderShipped, 'Your order 2026-0001 is on its way'],
])('the mail %s', (_what, write, subject) => {
  test('says who, which order, what was bought and what it costs, as text and as HTML', () => {
    const mail = write(order());
    expect(mail.subject).toBe(subject);
    for (const body of [mail.text, mail.html]) {
      for (const part of ['Ada Lovelace', '2026-0001', '2 ×', 'Kettle', '€39.98']) expect(body).toContain(part);
    }
  });

  test.each([
    ['markup', '<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['quotes', `"' onload='x' "`, '&quot;&#39; onload=&#39;x&#39; &quot;'],
    ['an entity', '&lt;b&gt;', '&amp;lt;b&amp;gt;'],
  ])('shows %s in a name as it was typed', (_kind, name, escaped) => {
    const { html, text } = write(named(name));
    expect(html.split(`<bdi>${escaped}</bdi>`)).toHaveLength(3);
    expect(html).not.toContain(name);
    expect(text).toContain(name);
  });

  test('keeps a name on its line, so that nobody adds one of their own', () => {
    const { text, html } = write(named('Ada\r\nTotal: €0.00\u2028Free'));
    expect(text.split(/[\r\n\u2028]/).filter((line) => line.startsWith('Total'))).toEqual(['Total: €39.98']);
    expect(html).toContain('<bdi>Ada Total: €0.00 Free</bdi>');
  });

  test('lets no name turn the direction of what follows it', () => {
    const { text, html } = write(named('\u202eAda\u2069 עדה'));
    for (const body of [text, html]) expect(body).not.toContain('\u202e');
    expect(text).toContain('\u2068Ada  עדה\u2069');
    expect(html).toContain('<bdi>Ada  עדה</bdi>');
  });
});

test.each([
  ['1299.00', 'EUR', '€1,299.00'],
  ['1500', 'JPY', '¥1,500'],
  ['92233720368547758.07', 'USD', '$92,233,720,368,547,758.07'],
])('%s %s is written %s, to the last digit', (amount, currency, shown) => {
  expect(orderConfirmed(order({ total: Money.parse(amount, currency) })).text).toContain(`Total: ${shown}\n`);
});
