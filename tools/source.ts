import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from '@swc/core';

/** A node of swc's syntax tree, as far as the house rules look at it. */
export interface SyntaxNode {
  type: string;
  span?: { start: number; end: number };
  [property: string]: unknown;
}

/** One file of this repository, read and parsed. */
export interface SourceFile {
  /** From the root of the repository, with forward slashes. */
  path: string;
  text: string;
  lines: readonly string[];
  tree: SyntaxNode;
  /** The line (from 1) where a node begins. */
  lineOf(node: SyntaxNode): number;
  /** The line (from 1) where a node ends. */
  endLineOf(node: SyntaxNode): number;
}

const CODE = ['*.{ts,js}', '{basis,sdk,subgraphs,gateway,tests,tools,bench}/**/*.{ts,js}'];
const NOT_OURS = /(^|\/)(node_modules|generated|\.data|\.runtime|\.cache|coverage)\//;

/**
 * Every hand-written source file under `root`: TypeScript and JavaScript, tests and tools included, what generators
 * write excluded. A `.js` beside a `.ts` of the same name is what the build emitted, so it is left out too.
 */
export function listSourceFiles(root: string): string[] {
  const files = globSync(CODE, { cwd: root, exclude: (name) => name === 'node_modules' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !NOT_OURS.test(file) && !file.endsWith('.d.ts'));
  const typescript = new Set(files.filter((file) => file.endsWith('.ts')));
  return files.filter((file) => !(file.endsWith('.js') && typescript.has(file.replace(/\.js$/, '.ts')))).sort();
}

/** Reads and parses one file. Throws swc's own error, which names the line, when the file is not TypeScript. */
export function readSource(root: string, path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  return parseSource(path, text);
}

/** Parses a text as if it were the file at `path`. */
export function parseSource(path: string, text: string): SourceFile {
  // swc types each kind of node; the rules only walk, so a loose view of the tree is enough.
  const tree = parseSync(text, { syntax: 'typescript', decorators: true, target: 'es2024' }) as unknown as SyntaxNode; // see above
  const lineAt = lineFinder(text);
  return {
    path,
    text,
    lines: text.split('\n'),
    tree,
    lineOf: (node) => lineAt(node.span?.start ?? 1),
    endLineOf: (node) => lineAt((node.span?.end ?? 1) - 1),
  };
}

/** swc counts bytes from 1; a person counts lines. */
function lineFinder(text: string): (position: number) => number {
  const starts = [1];
  for (const [index, byte] of Buffer.from(text).entries()) if (byte === 10) starts.push(index + 2);
  return (position) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= position) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}

/** Visits a node and all below it; `visit` gets the node above it too. */
export function walk(
  node: SyntaxNode,
  visit: (node: SyntaxNode, parent: SyntaxNode | undefined) => void,
  parent?: SyntaxNode,
): void {
  visit(node, parent);
  for (const child of childrenOf(node)) walk(child, visit, node);
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  return Object.values(node).flatMap((value) => (Array.isArray(value) ? value.flatMap(nodesOf) : nodesOf(value)));
}

/** Arguments of a call are wrapped in an object without a type, so those are looked through. */
function nodesOf(value: unknown): SyntaxNode[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isNode(value)) return [value];
  return Object.values(value).filter((inner) => typeof inner === 'object' && inner !== null && isNode(inner));
}

function isNode(value: object): value is SyntaxNode {
  return 'type' in value && typeof value.type === 'string';
}

/** The name at the end of `a.b.c` (`c`) or of `c` itself; undefined where it is computed. */
export function lastName(node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null || !isNode(node)) return undefined;
  if (node.type === 'Identifier') return String(node.value);
  if (node.type === 'MemberExpression') return lastName(node.property);
  return undefined;
}

/** The names of `a.b(1).c`, in order: `a`, `b`, `c`. What is computed is left out. */
export function namesIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null || !isNode(node)) return [];
  if (node.type === 'Identifier') return [String(node.value)];
  if (node.type === 'MemberExpression') return [...namesIn(node.object), ...namesIn(node.property)];
  if (node.type === 'CallExpression') return namesIn(node.callee);
  return [];
}
