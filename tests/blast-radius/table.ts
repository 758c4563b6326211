// demo
import type { Operation } from './operations.ts';

/** How an operation is answered while a service is down. */
export type Answered = 'fully' | 'partly' | 'not';

const SIGNS: Readonly<Record<Answered, string>> = { fully: '✓', partly: 'partly', not: '–' };

/** The table as Markdown: a row for each operation, a column for each service that is down. */
export function tableOf(
  operations: readonly Operation[],
  services: readonly string[],
  answered: (operation: Operation, service: string) => Answered,
): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return `${[
    row(['while this is down', ...services]),
    row(['---', ...services.map(() => ':-:')]),
    ...operations.map((operation) =>
      row([operation.name, ...services.map((service) => SIGNS[answered(operation, service)])]),
    ),
  ].join('\n')}\n`;
}

const BEGIN = '<!-- blast radius -->\n';
const END = '<!-- /blast radius -->';

/** The table that a text has between its marks, and the text with another one there. */
export function tableIn(text: string): { table: string; withTable(table: string): string } {
  const begin = text.indexOf(BEGIN) + BEGIN.length;
  const end = text.indexOf(END);
  if (begin < BEGIN.length || end < begin) throw new Error(`The text has no ${BEGIN.trim()} … ${END.trim()}.`);
  return { table: text.slice(begin, end), withTable: (table) => text.slice(0, begin) + table + text.slice(end) };
}
