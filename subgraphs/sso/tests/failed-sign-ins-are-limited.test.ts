import { password, type SsoUnderTest, startSso } from './hosted-sso.ts';

const from = (address: string) => ({ 'x-forwarded-for': address });
const wrong = password('customer@strata.test', 'wrong');
const right = password('customer@strata.test');

describe('failed sign-ins are limited', () => {
  let sso: SsoUnderTest;
  beforeEach(async () => {
    sso = await startSso();
  });
  afterEach(() => sso.stop());

  const statuses = async (times: number, fields = wrong, address = '192.0.2.1') => {
    const codes: number[] = [];
    for (let time = 0; time < times; time += 1) codes.push((await sso.token(fields, from(address))).status);
    return codes;
  };

  test('after ten in a quarter of an hour even the right password waits', async () => {
    expect(await statuses(10)).toEqual(Array(10).fill(400));
    const response = await sso.token(right, from('192.0.2.1'));
    expect(response.status).toBe(429);
    expect(await response.json()).toMatchObject({ error: 'rate_limited' });
    expect(Number(response.headers.get('retry-after'))).toBe(15 * 60);
    sso.clock.advance(15 * 60);
    expect(await statuses(1, right)).toEqual([200]);
  });

  test('being refused does not prolong the wait', async () => {
    await statuses(10);
    sso.clock.advance(14 * 60);
    expect(await statuses(3)).toEqual([429, 429, 429]);
    sso.clock.advance(61);
    expect(await statuses(1, right)).toEqual([200]);
  });

  test('the same account signs in from elsewhere, and other accounts from there', async () => {
    await statuses(10);
    expect(await statuses(1, right, '2001:db8::7')).toEqual([200]);
    expect(await statuses(1, password('other@strata.test'))).toEqual([200]);
  });

  test('a success clears what failed before', async () => {
    await statuses(9);
    expect(await statuses(1, right)).toEqual([200]);
    expect(await statuses(9)).toEqual(Array(9).fill(400));
  });

  test('accounts that are not there are limited like those that are', async () => {
    const unknown = password('nobody@strata.test');
    expect(await statuses(11, unknown)).toEqual([...Array(10).fill(400), 429]);
  });

  test('thirty guesses at the same moment get ten tries', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => sso.token(wrong, from('192.0.2.1'))));
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(20);
  });
});
