// Asks the service of this container whether it is ready; exit code 0 says yes. The image has no curl.
const TIMEOUT_MS = 2_000;

try {
  const url = `http://127.0.0.1:${process.env.PORT}/health/ready`;
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${await response.text()}`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
