import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { prettyFactory } from 'pino-pretty';

/** A line longer than this is cut into several, so that a child that prints no line end cannot fill our memory. */
const MAX_LINE_LENGTH = 65_536;
const COLOURS = [36, 33, 32, 35, 34, 96, 93, 92, 95, 94];
/** pino's number for INFO. */
const INFO = 30;

export interface LogStreamOptions {
  stdout: Writable;
  stderr: Writable;
  /** Prefixed, readable lines for people; else JSON lines for machines, as the children wrote them. */
  forPeople: boolean;
  /** ANSI colours. Default: for people, where stderr is a terminal and `NO_COLOR` is not set. */
  colour?: boolean;
  /** Only what these children say is shown; all when there is none. */
  only?: readonly string[];
  /** Names that the prefix makes room for from the first line on. */
  names?: readonly string[];
}

/** What all children say, as one stream. */
export interface LogStream {
  /** Takes over the child's stdout and stderr. */
  attach(name: string, child: ChildProcess): void;
}

/**
 * One log stream of many children. For machines every line is JSON and names its service: a line that a child did not
 * write as JSON, such as a crash's stack, is wrapped.
 *
 * @example createLogStream({ stdout: process.stdout, stderr: process.stderr, forPeople: process.stdout.isTTY });
 */
export function createLogStream(options: LogStreamOptions): LogStream {
  const { stdout, stderr, forPeople, only = [] } = options;
  const colour = options.colour ?? (forPeople && showsColours(stderr));
  const readable = prettyFactory({
    colorize: colour,
    singleLine: true,
    ignore: 'pid,hostname,service',
    translateTime: 'SYS:HH:MM:ss.l',
  });
  const colours = new Map<string, number>();
  let width = Math.max(0, ...(options.names ?? []).map((name) => name.length));

  function prefixOf(name: string): string {
    width = Math.max(width, name.length);
    const code = colours.get(name) ?? COLOURS[colours.size % COLOURS.length] ?? 0;
    colours.set(name, code);
    const text = `${name.padEnd(width)} |`;
    return colour ? `\u001b[${code}m${text}\u001b[0m ` : `${text} `;
  }

  function render(name: string, line: string): string {
    const record = parseRecord(line);
    if (!forPeople) return record === undefined ? `${wrap(name, line)}\n` : `${line}\n`;
    const text = record === undefined ? line : readable(record);
    const prefix = prefixOf(name);
    return `${text
      .trimEnd()
      .split('\n')
      .map((part) => prefix + part)
      .join('\n')}\n`;
  }

  return {
    attach(name, child) {
      const shown = only.length === 0 || only.includes(name);
      for (const [from, to] of [
        [child.stdout, stdout],
        [child.stderr, stderr],
      ] as const) {
        if (from === null) continue;
        if (shown) pump(from, to, (line) => render(name, line));
        else from.resume(); // a pipe that nobody reads would stop the child
      }
    },
  };
}

function showsColours(stream: Writable): boolean {
  return 'isTTY' in stream && stream.isTTY === true && !process.env.NO_COLOR;
}

/** Copies lines; while the terminal takes no more, the child is not read either. */
function pump(from: Readable, to: Writable, render: (line: string) => string): void {
  let rest = '';
  from.setEncoding('utf8');
  from.on('data', (chunk: string) => {
    const lines = cut(rest + chunk);
    rest = lines.pop() ?? '';
    const text = lines
      .filter((line) => line !== '')
      .map(render)
      .join('');
    if (text === '' || to.write(text)) return;
    from.pause();
    to.once('drain', () => from.resume());
  });
  from.once('end', () => {
    if (rest !== '') to.write(render(rest));
  });
}

/** The lines of a text, the last one being what has no end yet. */
function cut(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    if (line.length <= MAX_LINE_LENGTH) return [line];
    const count = Math.ceil(line.length / MAX_LINE_LENGTH);
    return Array.from({ length: count }, (_, index) =>
      line.slice(index * MAX_LINE_LENGTH, (index + 1) * MAX_LINE_LENGTH),
    );
  });
}

/** A pino record, or undefined for any other line. */
function parseRecord(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'level' in value ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function wrap(service: string, msg: string): string {
  return JSON.stringify({ level: INFO, time: Date.now(), service, msg });
}
