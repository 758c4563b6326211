import { newId } from '@strata/basis-core';
import { type MailUnderTest, startMail } from './support/mail-under-test.ts';

const HOSTILE = {
  subject: '</title><script>alert(1)</script>',
  text: '<script>alert(2)</script>',
  html: '<p>Hello</p><script>alert(3)</script><img src="https://outside.example/pixel">',
};

let mail: MailUnderTest;
const get = (path: string) => mail.client.fetch(new Request(`http://mail-eg${path}`));
const policyOf = (response: Response) => response.headers.get('content-security-policy') ?? '';

describe('in development', () => {
  beforeAll(async () => {
    mail = await startMail({});
  });
  afterAll(() => mail.stop());

  test('there is a list, also when nothing was sent', async () => {
    expect(await (await get('/mail')).text()).toContain('No mail was sent yet.');
    const id = await mail.send();
    await mail.ended(id);
    const list = await get('/mail');
    expect(list.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const text = await list.text();
    expect(text).toContain(`<a href="/mail/${id}">`);
    expect(text).toContain('ada@strata.test');
  });

  test('nothing that a message says becomes markup of the page', async () => {
    const id = await mail.send(HOSTILE);
    await mail.ended(id);
    for (const path of ['/mail', `/mail/${id}`]) {
      const page = await get(path);
      expect(await page.text()).not.toContain('<script');
      expect(policyOf(page)).toContain("default-src 'none'");
      expect(policyOf(page)).not.toContain('script-src');
    }
    const page = await (await get(`/mail/${id}`)).text();
    expect(page).toContain('&lt;script&gt;alert(2)&lt;/script&gt;');
    expect(page).toContain(`<iframe sandbox src="/mail/${id}/html"`);
  });

  test('its HTML is served in a sandbox that runs nothing and loads nothing, also outside of the frame', async () => {
    const id = await mail.send(HOSTILE);
    await mail.ended(id);
    const message = await get(`/mail/${id}/html`);
    expect(await message.text()).toBe(HOSTILE.html);
    expect(policyOf(message).split('; ')).toEqual(
      expect.arrayContaining(['sandbox', "default-src 'none'", 'img-src data:', "frame-ancestors 'self'"]),
    );
  });

  test.each([`/mail/${newId()}`, '/mail/nothing', `/mail/${newId()}/html`])('%s is not there', async (path) => {
    expect((await get(path)).status).toBe(404);
  });
});

test('where a mail server has the mail, there is no mailbox', async () => {
  mail = await startMail({ SMTP_URL: 'smtp://mail.invalid' });
  expect((await get('/mail')).status).toBe(404);
  await mail.stop();
});
