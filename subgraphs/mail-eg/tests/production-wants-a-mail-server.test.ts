import { hostInProduction } from '@strata/basis-testing';
import { mailEg } from '../src/index.ts';
import { mailSettings } from '../src/mail-settings.ts';

const PRODUCTION = { STRATA_ENV: 'production', STRATA_ORIGIN: 'https://shop.example' };

test('production does not start with the mailbox, and says what is missing', async () => {
  const start = hostInProduction(mailEg, PRODUCTION);
  await expect(start).rejects.toMatchObject({ code: 'CONFIGURATION', message: expect.stringContaining('SMTP_URL') });
});

test('with a mail server it takes that one, and writes from the system’s own domain', () => {
  const url = 'smtp://user:secret@mail.example:587';
  expect(mailSettings({ ...PRODUCTION, SMTP_URL: url })).toEqual({
    transport: { name: 'smtp', url },
    from: 'no-reply@shop.example',
  });
});

test.each([
  ['a URL of another kind', { SMTP_URL: 'https://mail.example' }, 'SMTP_URL'],
  ['a sender that is no address', { MAIL_FROM: 'Shop' }, 'MAIL_FROM'],
  ['a sender with another header', { MAIL_FROM: 'Shop <shop@strata.test>\r\nBcc: eve@strata.test' }, 'MAIL_FROM'],
])('%s is refused', (_what, environment, variable) => {
  expect(() => mailSettings(environment)).toThrow(
    expect.objectContaining({ code: 'CONFIGURATION', message: expect.stringContaining(`${variable}: `) }),
  );
});

test.each(['shop@strata.test', 'The Shop <shop@strata.test>'])('%s is a sender', (from) => {
  expect(mailSettings({ MAIL_FROM: from })).toEqual({ transport: { name: 'mailbox' }, from });
});
