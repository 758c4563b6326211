/** A column: its head, and what stands in it. */
export interface Column<Row> {
  head: string;
  of(row: Row): string | number | null | undefined;
}

const LONGEST_CELL = 80;

/** Rows as lines under heads, each column as wide as it must be; numbers stand on the right. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const cells = rows.map((row) => columns.map(({ of }) => of(row)));
  const texts = [columns.map(({ head }) => head), ...cells.map((line) => line.map(textOf))];
  const widths = columns.map((_, index) => Math.max(...texts.map((line) => (line[index] ?? '').length)));
  const onRight = columns.map((_, index) => rows.length > 0 && cells.every((line) => typeof line[index] === 'number'));
  const lineOf = (line: readonly string[]) =>
    line
      .map((text, index) => (onRight[index] ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0)))
      .join('  ')
      .trimEnd();
  return texts.map(lineOf).join('\n');
}

/** How long something lasted, or has been, as a person says it. */
export function ago(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return '';
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/** Seconds since a moment. */
export function secondsSince(moment: string | null | undefined): number | null {
  return moment ? Math.max(0, (Date.now() - new Date(moment).getTime()) / 1000) : null;
}

/** A size with its unit. */
export function bytes(size: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const step = size < 1 ? 0 : Math.min(Math.floor(Math.log2(size) / 10), units.length - 1);
  return `${(size / 1024 ** step).toFixed(step === 0 ? 0 : 1)} ${units[step]}`;
}

function textOf(value: string | number | null | undefined): string {
  const text = String(value ?? '').replaceAll(/\s+/g, ' ');
  return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL - 1)}…` : text;
}
