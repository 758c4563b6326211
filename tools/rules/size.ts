import type { Fault } from '../house-rules.ts';
import { namesIn, type SourceFile, type SyntaxNode, walk } from '../source.ts';

const MAX_FILE_LINES = 300;
const MAX_FUNCTION_LINES = 70;
const IS_DATA = /(^|\/)(migrations|seed|data|fixtures)\//;
const FUNCTIONS = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassMethod',
  'PrivateMethod',
  'Constructor',
  'MethodProperty',
]);

/** What does not fit on a few screens is two things. Data and migrations are lists, so they may be long. */
export function fileLength(file: SourceFile): Fault[] {
  const lines = file.lines.length - (file.lines.at(-1) === '' ? 1 : 0);
  if (IS_DATA.test(file.path) || lines <= MAX_FILE_LINES) return [];
  const message = `${lines} lines, at most ${MAX_FILE_LINES}`;
  return [{ rule: 'fileLength', path: file.path, line: MAX_FILE_LINES + 1, message }];
}

/** A function is read at once. The callback of `describe` only groups tests, so it is not counted. */
export function functionLength(file: SourceFile): Fault[] {
  const faults: Fault[] = [];
  if (IS_DATA.test(file.path)) return faults;
  walk(file.tree, (node, parent) => {
    if (!FUNCTIONS.has(node.type) || groupsTests(parent)) return;
    const lines = file.endLineOf(node) - file.lineOf(node) + 1;
    if (lines <= MAX_FUNCTION_LINES) return;
    const message = `a function of ${lines} lines, at most ${MAX_FUNCTION_LINES}`;
    faults.push({ rule: 'functionLength', path: file.path, line: file.lineOf(node), message });
  });
  return faults;
}

function groupsTests(parent: SyntaxNode | undefined): boolean {
  return parent?.type === 'CallExpression' && namesIn(parent.callee)[0] === 'describe';
}
