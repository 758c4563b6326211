import type { Browser, Page } from 'playwright-core';
import { findChromium, launchChromium } from './chromium.ts';
import { CUSTOMER_ID } from './toy-sso.ts';
import { startToySystem, type ToySystem } from './toys.ts';

const executable = findChromium();
const SANDBOX = 'https://embeddable-sandbox.cdn.apollographql.com/**';
const SANDBOX_SCRIPT = `window.EmbeddedSandbox = class {
  constructor(options) {
    window.sandboxOptions = options;
    document.documentElement.dataset.sandbox = 'made';
  }
};`;
const BROWSER_TIMEOUT_MS = 120_000;

let browser: Browser;
let system: ToySystem;

/** Opens the page; `sandbox` says what its CDN does. Collects what the browser complains about. */
async function open(sandbox: 'refused' | 'silent' | { script: string }, path = '/graphql', { url } = system) {
  const page = await browser.newPage({ viewport: { width: 1400, height: 800 } });
  await page.route(SANDBOX, async (route) => {
    if (sandbox === 'refused') return route.abort();
    if (sandbox !== 'silent') return route.fulfill({ body: sandbox.script, contentType: 'text/javascript' });
  });
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(url + path, { waitUntil: 'domcontentloaded' });
  return { page, complaints };
}

async function runsItsQuery(page: Page): Promise<void> {
  await page.locator('.graphiql-execute-button').click();
  const response = page.locator('.graphiql-response');
  await response.getByText(CUSTOMER_ID).waitFor();
  await response.getByText('Lamp').waitFor();
}

if (executable) {
  describe('the explorer', () => {
    beforeAll(async () => {
      browser = await launchChromium(executable);
      system = await startToySystem({
        developmentToken: () => system.token(),
        exampleQuery: 'query First { me products(first: 1) { nodes { name } } }',
      });
    }, BROWSER_TIMEOUT_MS);

    afterAll(async () => {
      await browser.close();
      await system.close();
    });

    test.each(['refused', 'silent'] as const)(
      'is GraphiQL where the CDN of Sandbox is %s, and its query runs as the token says',
      async (sandbox) => {
        const { page, complaints } = await open(sandbox);
        await runsItsQuery(page);
        if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT });
        await page.close();
        expect(complaints.filter((complaint) => !complaint.includes('ERR_FAILED'))).toEqual([]);
      },
      BROWSER_TIMEOUT_MS,
    );

    test(
      'is Sandbox with the query and the token where its CDN answers',
      async () => {
        const { page } = await open({ script: SANDBOX_SCRIPT });
        // A locator and not `waitForFunction`, whose second look is an `eval` that the page's policy forbids.
        await page.locator('html[data-sandbox]').waitFor({ state: 'attached' });
        const options = await page.evaluate('window.sandboxOptions');
        await page.close();
        expect(options).toMatchObject({
          initialEndpoint: `${system.url}/graphql`,
          initialState: {
            document: expect.stringContaining('products(first: 1)'),
            headers: { Authorization: expect.stringMatching(/^Bearer ey/) },
          },
        });
      },
      BROWSER_TIMEOUT_MS,
    );

    test(
      'is GraphiQL where that is asked for, with the token in it each time',
      async () => {
        const { page } = await open('silent', '/graphql?explorer=graphiql');
        await runsItsQuery(page);
        await page.reload();
        await runsItsQuery(page);
        await page.close();
      },
      BROWSER_TIMEOUT_MS,
    );

    test(
      'is GraphiQL in production, whatever the CDN of Sandbox has',
      async () => {
        const exampleQuery = '{ products(first: 1) { nodes { name } } }';
        const production = await startToySystem({ development: false, exampleQuery });
        const { page } = await open({ script: SANDBOX_SCRIPT }, '/graphql', production);
        await page.locator('.graphiql-execute-button').click();
        await page.locator('.graphiql-response').getByText('Lamp').waitFor();
        expect(await page.evaluate('document.documentElement.dataset.sandbox')).toBeUndefined();
        await page.close();
        await production.close();
      },
      BROWSER_TIMEOUT_MS,
    );
  });
} else {
  test('the explorer needs a browser to be tried with', () => {
    if (process.env.CI === 'true') throw new Error('There is no Chromium, on the PATH nor as CHROMIUM_PATH.');
    process.stderr.write('The explorer was not tried: there is no Chromium, on the PATH nor as CHROMIUM_PATH.\n');
  });
}
