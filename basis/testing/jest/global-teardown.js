export default async function tearDown() {
  await globalThis.strataTestServer?.stop();
}
