import { posix } from 'node:path';
import type { Fault } from '../house-rules.ts';
import { lastName, type SourceFile, type SyntaxNode, walk } from '../source.ts';

const DOMAIN_CODE = /^subgraphs\/[^/]+\/src\/(?!(seed|migrations)\/)/;
const PRODUCT_CODE = /^(basis|sdk|gateway|subgraphs)\/([^/]+\/)*src\//;
const RAW_CALLS = new Set([
  'nativeInsert',
  'nativeUpdate',
  'nativeDelete',
  'upsert',
  'upsertMany',
  'insertMany',
  'transactional',
  'getConnection',
  'getKysely',
  'getKnex',
  'createQueryBuilder',
]);

/**
 * A domain reads through the EntityManager that it is given and writes inside a command: then row filters, versions,
 * locks in id order and the outbox hold without anybody remembering them. `orm.em`, the native statements, a
 * transaction inside the transaction and the query builder go past them. Where one is right all the same, the line
 * ends in `// raw access: <why>`.
 */
export function noRawOrmAccess(file: SourceFile): Fault[] {
  const faults: Fault[] = [];
  if (!DOMAIN_CODE.test(file.path)) return faults;
  walk(file.tree, (node) => {
    const what = rawAccess(node);
    const line = what ? file.lineOf(node) : 0;
    if (!what || isExplained(file, node)) return;
    faults.push({ rule: 'noRawOrmAccess', path: file.path, line, message: `${what} goes past filters and commands` });
  });
  return faults;
}

function rawAccess(node: SyntaxNode): string | undefined {
  if (node.type !== 'MemberExpression') return undefined;
  const name = lastName(node.property);
  if (name === 'em' && lastName(node.object) === 'orm') return 'orm.em';
  return name && RAW_CALLS.has(name) ? name : undefined;
}

function isExplained(file: SourceFile, node: SyntaxNode): boolean {
  const [from, to] = [file.lineOf(node), file.endLineOf(node)];
  return file.lines.slice(from - 1, to).some((line) => /\/\/ raw access: \S+\s+\S+/.test(line));
}

/** entity <- command: an entity guards its own state, whoever carries out the command. */
export function entityKnowsNoCommand(file: SourceFile, all: ReadonlyMap<string, SourceFile>): Fault[] {
  if (!/\.(entity|projection)\.ts$/.test(file.path)) return [];
  return importsOf(file).flatMap(({ from, node }) => {
    const target = from.startsWith('.') ? all.get(posix.join(posix.dirname(file.path), from)) : undefined;
    if (!target || !declaresCommand(target)) return [];
    const message = `an entity imports the command ${from}`;
    return [{ rule: 'entityKnowsNoCommand', path: file.path, line: file.lineOf(node), message }];
  });
}

function declaresCommand(file: SourceFile): boolean {
  return importsOf(file).some(({ from, names }) => from === '@strata/basis-subgraph' && names.includes('command'));
}

function importsOf(file: SourceFile): { from: string; names: string[]; node: SyntaxNode }[] {
  const body = file.tree.body as SyntaxNode[];
  return body
    .filter((node) => node.type === 'ImportDeclaration')
    .map((node) => ({
      from: String((node.source as SyntaxNode).value),
      names: (node.specifiers as SyntaxNode[]).map((specifier) => lastName(specifier.local) ?? ''),
      node,
    }));
}

/** dependency-cruiser does not see `import('./a.ts').T`, so the import laws would not hold for it. */
export function noImportType(file: SourceFile): Fault[] {
  const faults: Fault[] = [];
  walk(file.tree, (node) => {
    if (node.type !== 'TsImportType' || !/^(\.|@strata\/)/.test(String((node.argument as SyntaxNode).value))) return;
    const message = 'import the type at the top: `import type { T } from`';
    faults.push({ rule: 'noImportType', path: file.path, line: file.lineOf(node), message });
  });
  return faults;
}

/** A thing has one name, where it is declared and where it is used. */
export function noDefaultExport(file: SourceFile): Fault[] {
  if (!PRODUCT_CODE.test(file.path)) return [];
  return (file.tree.body as SyntaxNode[])
    .filter((node) => node.type === 'ExportDefaultExpression' || node.type === 'ExportDefaultDeclaration')
    .map((node) => ({
      rule: 'noDefaultExport',
      path: file.path,
      line: file.lineOf(node),
      message: 'a default export',
    }));
}

const INSIDE_CODE = /^subgraphs\/(?![^/]+-eg\/)[^/]+\/src\//;
const LEAVING = new Set(['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest']);
const GLOBALS = new Set(['globalThis', 'global', 'self']);

/**
 * A domain asks another service by its tasks, and leaves the system through a service named *-eg: what `fetch` and its
 * like would reach is neither retried nor seen, and refused where the service has a process of its own.
 */
export function noGlobalFetch(file: SourceFile): Fault[] {
  const faults: Fault[] = [];
  if (!INSIDE_CODE.test(file.path)) return faults;
  walk(file.tree, (node) => {
    const what = node.type === 'CallExpression' || node.type === 'NewExpression' ? globalName(node.callee) : undefined;
    if (what === undefined || !LEAVING.has(what)) return;
    const message = `${what} leaves the service; ask for a task of a service named *-eg`;
    faults.push({ rule: 'noGlobalFetch', path: file.path, line: file.lineOf(node), message });
  });
  return faults;
}

function globalName(callee: unknown): string | undefined {
  const node = callee as SyntaxNode;
  if (node.type === 'Identifier') return lastName(node);
  const isGlobal = node.type === 'MemberExpression' && GLOBALS.has(lastName(node.object) ?? '');
  return isGlobal ? lastName(node.property) : undefined;
}
