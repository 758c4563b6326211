import { posix } from 'node:path';
import type { Fault } from '../house-rules.ts';
import { lastName, type SourceFile, type SyntaxNode } from '../source.ts';

/** The exports of a basis package, sorted by the file that declares them: `undefined` stands for all of the file's. */
type Exports = Map<string, Set<string> | undefined>;

/** What basis offers is read in an editor's hover before it is read here: shapes, units, errors, a short example. */
export function publicExportsAreDocumented(file: SourceFile, all: ReadonlyMap<string, SourceFile>): Fault[] {
  const [, folder] = /^(basis\/[^/]+\/)src\//.exec(file.path) ?? [];
  const front = folder && all.get(`${folder}src/index.ts`);
  if (!front) return [];
  const exported = exportsOf(front, all);
  if (!exported.has(file.path)) return [];
  const names = exported.get(file.path);
  return declarationsOf(file)
    .filter(({ name }) => !names || names.has(name))
    .filter(({ node }) => !isDocumented(file, node))
    .map(({ name, node }) => ({
      rule: 'publicExportsAreDocumented',
      path: file.path,
      line: file.lineOf(node),
      message: `${name} has no doc comment`,
    }));
}

function exportsOf(front: SourceFile, all: ReadonlyMap<string, SourceFile>, found: Exports = new Map()): Exports {
  found.set(front.path, undefined);
  for (const node of front.tree.body as SyntaxNode[]) {
    const source = node.source as SyntaxNode | null | undefined;
    if (!node.type.startsWith('Export') || !source) continue;
    const path = posix.join(posix.dirname(front.path), String(source.value));
    const target = all.get(path);
    if (!target || (found.has(path) && found.get(path) === undefined)) continue;
    if (node.type === 'ExportAllDeclaration') exportsOf(target, all, found);
    else found.set(path, new Set([...(found.get(path) ?? []), ...namesOf(node)]));
  }
  return found;
}

function namesOf(node: SyntaxNode): string[] {
  return (node.specifiers as SyntaxNode[]).map((specifier) => lastName(specifier.orig) ?? '');
}

function declarationsOf(file: SourceFile): { name: string; node: SyntaxNode }[] {
  const seen = new Set<string>();
  return (file.tree.body as SyntaxNode[])
    .filter((node) => node.type === 'ExportDeclaration')
    .flatMap((node) => declaredNames(node.declaration as SyntaxNode).map((name) => ({ name, node })))
    .filter(({ name }) => !seen.has(name) && seen.add(name)); // an overload is documented at its first signature
}

function declaredNames(declaration: SyntaxNode): string[] {
  const variables = declaration.declarations as SyntaxNode[] | undefined;
  const named = variables ? variables.map((variable) => variable.id) : [declaration.identifier ?? declaration.id];
  return named.map(lastName).filter((name) => name !== undefined);
}

/** A doc comment ends right above the declaration, or above its decorators. */
function isDocumented(file: SourceFile, node: SyntaxNode): boolean {
  const decorators = ((node.declaration as SyntaxNode).decorators ?? []) as SyntaxNode[];
  const first = Math.min(...[node, ...decorators].map((part) => file.lineOf(part)));
  const above = file.lines
    .slice(0, first - 1)
    .join('\n')
    .trimEnd();
  if (!above.endsWith('*/')) return false;
  return above.slice(above.lastIndexOf('/*')).startsWith('/**');
}
