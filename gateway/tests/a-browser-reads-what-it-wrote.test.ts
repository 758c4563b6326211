import { newId } from '@strata/basis-core';
import { findChromium, launchChromium } from './chromium.ts';
import { startToySystem } from './toys.ts';

const executable = findChromium();
const BROWSER_TIMEOUT_MS = 120_000;

/** What a page's script does, that knows nothing of tokens. */
const ASK = `async (query) => {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch('/graphql', { method: 'POST', headers, body: JSON.stringify({ query }) });
  return response.status;
}`;

if (executable) {
  test(
    'a page sends the token of its change along with what it asks next, and cannot see it',
    async () => {
      const system = await startToySystem();
      const written = { type: 'products.Product', id: newId(), version: 2 };
      const { client } = system.products;
      const { execute } = client;
      client.execute = async (call) => ({
        ...(await execute(call)),
        extensions: { consistency: { writes: [written] } },
      });
      const browser = await launchChromium(executable);
      const page = await browser.newPage();
      await page.goto(`${system.url}/graphql?explorer=graphiql`, { waitUntil: 'domcontentloaded' });
      const ask = (query: string) => page.evaluate(`(${ASK})(${JSON.stringify(query)})`);
      expect(await ask('{ latestReview }')).toBe(200);
      expect(system.reviews.calls.at(-1)?.readAfter).toBeUndefined();
      expect(await ask('mutation { rename(id: "p1") { name } }')).toBe(200);
      expect(await ask('{ latestReview }')).toBe(200);
      expect(system.reviews.calls.at(-1)?.readAfter?.writes).toEqual([written]);
      expect(await page.evaluate('document.cookie')).toBe('');
      await browser.close();
      await system.close();
    },
    BROWSER_TIMEOUT_MS,
  );
} else {
  test('a cookie needs a browser to be tried with', () => {
    if (process.env.CI === 'true') throw new Error('There is no Chromium, on the PATH nor as CHROMIUM_PATH.');
    process.stderr.write('Cookies were not tried: there is no Chromium, on the PATH nor as CHROMIUM_PATH.\n');
  });
}
