import { styleText } from 'node:util';

/** Bold, where the terminal shows it. */
export function bold(text: string): string {
  return styleText('bold', text, { stream: process.stdout });
}

/** One line of progress for a person, beside the output that a program reads. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** A command's result: JSON for programs, or lines for a person. */
export function print(result: unknown, { json }: { json: boolean }): void {
  const text = json ? JSON.stringify(result) : typeof result === 'string' ? result : JSON.stringify(result, null, 2);
  process.stdout.write(`${text}\n`);
}
