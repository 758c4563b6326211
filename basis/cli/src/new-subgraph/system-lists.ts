import { StrataError } from '@strata/basis-core';
import type { Words } from './names.ts';

// The few places outside its own folders where a subgraph is listed. They are edited as text, so that comments and
// order stay as a person left them.

/** The text of subgraphs/index.ts with one more subgraph, last in the list. */
export function withSubgraph(text: string, name: Words): string {
  const line = `import { ${name.camel} } from '@strata/${name.kebab}';`;
  const imports = text.split('\n').filter((each) => each.startsWith('import '));
  const next = imports.find((each) => each > line);
  const last = imports.at(-1);
  const anchor = next ?? last;
  const list = /(export const subgraphs = \[)([^\]]*?),?(\s*)\]/;
  if (anchor === undefined || !list.test(text))
    throw noPlace('subgraphs/index.ts', 'import lines and the list `subgraphs`');
  const imported = text.replace(anchor, () => (next === undefined ? `${anchor}\n${line}` : `${line}\n${anchor}`));
  return imported.replace(list, (_all, head: string, names: string, end: string) => {
    const separator = end.includes('\n') ? ',\n  ' : ', ';
    const comma = end.includes('\n') ? ',' : '';
    return `${head}${names}${separator}${name.camel}${comma}${end}]`;
  });
}

/** The text of subgraphs/index.ts without some subgraphs. */
export function withoutSubgraphs(text: string, names: readonly Words[]): string {
  return names.reduce((rest, { kebab, camel }) => {
    const unlisted = rest.replace(new RegExp(`^import \\{ ${camel} \\} from '@strata/${kebab}';\\n`, 'm'), '');
    return unlisted.replace(/(export const subgraphs = \[)([^\]]*)\]/, (_all, head: string, list: string) => {
      const kept = list.replace(new RegExp(`(^|[\\s,])${camel}(?=[\\s,]|$),? *`), '$1');
      return `${head}${kept.includes('\n') ? kept : kept.replace(/[, ]+$/, '')}]`;
    });
  }, text);
}

/** The text of supergraph.yaml with one more subgraph, at the next port. */
export function withRoute(text: string, { kebab }: Words): string {
  if (!/^subgraphs:\s*$/m.test(text)) throw noPlace('supergraph.yaml', 'a list `subgraphs:`');
  const ports = [...text.matchAll(/localhost:(\d+)/g)].map((match) => Number(match[1]));
  const port = Math.max(4000, ...ports) + 1;
  const entry = `  ${kebab}:
    routing_url: \${env.${urlVariable(kebab)}:-http://localhost:${port}/graphql}
    schema:
      file: ./sdk/${kebab}/generated/schema.graphql
`;
  return `${text.trimEnd()}\n${entry}`;
}

/** The text of supergraph.yaml without some subgraphs: each entry ends where the next one begins. */
export function withoutRoutes(text: string, names: readonly Words[]): string {
  return names.reduce((rest, { kebab }) => rest.replace(new RegExp(`^  ${kebab}:\\n(?: {4,}.*\\n?)*`, 'm'), ''), text);
}

/** `STRATA_GIFT_CARDS_URL` */
function urlVariable(kebab: string): string {
  return `STRATA_${kebab.replaceAll('-', '_').toUpperCase()}_URL`;
}

function noPlace(file: string, what: string): StrataError {
  return new StrataError(
    'NO_PLACE',
    `${file} is not as it is expected: it has to have ${what}. Nothing was written.`,
    500,
  );
}
