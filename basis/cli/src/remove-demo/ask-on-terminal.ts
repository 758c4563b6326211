import { createInterface } from 'node:readline/promises';
import { StrataError } from '@strata/basis-core';
import type { Removal } from './plan-removal.ts';

/**
 * Shows a person at a terminal what would go, and asks. Only `yes` counts as yes.
 *
 * @throws StrataError `NOT_CONFIRMED` where nobody can answer
 */
export async function askOnTerminal({ subgraphs, removed, edited }: Removal): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new StrataError('NOT_CONFIRMED', 'Nobody is here to confirm it: say --yes. Nothing was changed.');
  }
  const lines = [
    `This takes the demonstration out: ${subgraphs.join(', ')}.`,
    ...removed.map((path) => `  deletes ${path}`),
    ...[...edited.keys()].map((path) => `  edits   ${path}`),
  ];
  process.stderr.write(`${lines.join('\n')}\n`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question('Type yes to go on: ')).trim().toLowerCase() === 'yes';
  } finally {
    terminal.close();
  }
}
