import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** One container, as far as its start is concerned. */
export interface ComposeService {
  image?: string;
  build?: unknown;
  user?: string;
  read_only?: boolean;
  cap_drop?: string[];
  command?: string[];
  environment?: Record<string, string>;
  ports?: string[];
  networks?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
}

/** Reads docker-compose.yml, its anchors merged; variables stay as they are written. */
export function readCompose(file: string): Record<string, ComposeService> {
  return parse(readFileSync(file, 'utf8'), { merge: true }).services;
}

/**
 * Fills in `${NAME:-default}` and `${NAME:?what to do}` as Compose does; `$$` is a dollar.
 *
 * @throws Error when a variable is missing that has no default
 */
export function interpolate(text: string, variables: NodeJS.ProcessEnv): string {
  return text.replace(/\$\$|\$\{(\w+)(?::([-?])([^}]*))?\}/g, (whole, name?: string, kind?: string, word = '') => {
    if (!name) return whole.slice(1);
    const value = variables[name] || (kind === '-' ? word : undefined);
    if (value === undefined) throw new Error(`${name} is not set: ${word}`);
    return value;
  });
}

/** Services in an order in which each comes after those that it depends on. */
export function inStartOrder(services: Record<string, ComposeService>): string[] {
  const order: string[] = [];
  const visit = (name: string, above: readonly string[]) => {
    if (order.includes(name)) return;
    if (above.includes(name)) throw new Error(`${[...above, name].join(' → ')} depend on each other`);
    for (const needed of Object.keys(services[name]?.depends_on ?? {})) visit(needed, [...above, name]);
    order.push(name);
  };
  for (const name of Object.keys(services)) visit(name, []);
  return order;
}
