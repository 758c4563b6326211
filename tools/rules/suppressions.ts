import type { Fault } from '../house-rules.ts';
import { lastName, namesIn, type SourceFile, type SyntaxNode, walk } from '../source.ts';

const RUNNERS = new Set(['describe', 'test', 'it']);
const NARROWERS = new Set(['skip', 'only', 'todo', 'failing']);
const PREFIXED = new Set(['xdescribe', 'xtest', 'xit', 'fdescribe', 'fit']);
const REASON = /\S+\s+\S+/;

/** A suite that runs a part of itself says nothing about the rest. */
export function noNarrowedTests(file: SourceFile): Fault[] {
  const faults: Fault[] = [];
  walk(file.tree, (node) => {
    if (node.type !== 'CallExpression' || isTable(node)) return;
    const [first = '', ...rest] = namesIn(node.callee);
    if (!(PREFIXED.has(first) || (RUNNERS.has(first) && rest.some((name) => NARROWERS.has(name))))) return;
    faults.push({ rule: 'noNarrowedTests', path: file.path, line: file.lineOf(node), message: 'a test left out' });
  });
  return faults;
}

/** `test.each(table)` is called once more, with the name of the test: that call is the one to look at. */
function isTable(call: SyntaxNode): boolean {
  const callee = call.callee as SyntaxNode;
  return callee.type === 'MemberExpression' && lastName(callee.property) === 'each';
}

/**
 * Whoever silences a tool says why, on the same line:
 * `// biome-ignore lint/…: <why>`, `// @ts-expect-error <why>`, `as unknown as T; // <why>`.
 * `@ts-ignore` and `@ts-nocheck` stay silent when the error is gone, so they are never right.
 */
export function suppressionsSayWhy(file: SourceFile): Fault[] {
  return file.lines.flatMap((text, index) => {
    const message = unexplained(text);
    return message ? [{ rule: 'suppressionsSayWhy', path: file.path, line: index + 1, message }] : [];
  });
}

function unexplained(line: string): string | undefined {
  const [code = '', comment = ''] = codeAndComment(line);
  if (/^@ts-(ignore|nocheck)\b/.test(comment)) return 'use @ts-expect-error, with the reason';
  const expected = /^@ts-expect-error\b(.*)$/.exec(comment);
  if (expected && !REASON.test(expected[1] ?? '')) return '@ts-expect-error without a reason on its line';
  const ignored = /^biome-ignore(?:-\w+)?\s[^:]*:?(.*)$/.exec(comment);
  if (ignored && (!REASON.test(ignored[1] ?? '') || comment.includes('<explanation>')))
    return 'biome-ignore without a reason';
  if (/\bas (unknown as|any)\b/.test(code) && !REASON.test(comment))
    return 'a forced type without a reason on its line';
  return undefined;
}

/** A line's code, its strings emptied, and the comment that ends it. */
function codeAndComment(line: string): [string, string] {
  const bare = /^\s*(\/\/|\/?\*)/.test(line) ? line : line.replace(/'[^']*'|"[^"]*"|`[^`]*`/g, "''");
  const start = bare.search(/\/\/\s|\/\*|^\s*\*/);
  if (start < 0) return [bare, ''];
  return [bare.slice(0, start), bare.slice(start).replace(/^\s*(\/\/|\/?\*+)\s*/, '')];
}

/** A test outside of a `tests` folder is one that Jest does not find: it passes for ever. */
export function testsStandInTests(file: SourceFile): Fault[] {
  if (!/\.test\.[jt]s$/.test(file.path) || /(^|\/)tests\//.test(file.path)) return [];
  return [{ rule: 'testsStandInTests', path: file.path, line: 1, message: 'Jest does not look here' }];
}
