import { StrataError } from '@strata/basis-core';

/**
 * Says on stderr what went wrong: one clear line for what a person can mend, the stack for what is our fault.
 * With `json`, one JSON object.
 */
export function reportError(error: unknown, { json }: { json: boolean }): void {
  if (json) {
    const code = error instanceof StrataError ? error.code : 'INTERNAL_SERVER_ERROR';
    process.stderr.write(`${JSON.stringify({ error: { code, message: messageOf(error) } })}\n`);
  } else if (error instanceof StrataError) {
    process.stderr.write(`strata: ${error.message}\n`);
  } else {
    process.stderr.write(`strata: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
