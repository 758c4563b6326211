import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Environment } from '@strata/basis-core';
import { z } from '@strata/basis-core';
import { parse as parseYaml, YAMLParseError } from 'yaml';

/** A subgraph as `supergraph.yaml` lists it, its schema read. */
export interface SubgraphSource {
  name: string;
  routingUrl: string;
  /** The schema's path as the file writes it: what a message names. */
  schemaFile: string;
  sdl: string;
}

export interface SupergraphConfig {
  /** `2.12` of `=2.12.0`; undefined when any 2.x will do. */
  federationVersion: { major: number; minor: number } | undefined;
  subgraphs: SubgraphSource[];
}

/** What is wrong with the file, one line for each fault. */
export class SupergraphConfigError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'SupergraphConfigError';
    this.faults = faults;
  }
}

const configSchema = z.strictObject({
  federation_version: z.union([z.string(), z.number()]).optional(),
  subgraphs: z
    .record(
      z.string().regex(/^[A-Za-z][\w-]*$/, 'a subgraph is named with letters, digits, _ and -'),
      z.strictObject({ routing_url: z.string().min(1), schema: z.strictObject({ file: z.string().min(1) }) }),
    )
    .refine((subgraphs) => Object.keys(subgraphs).length > 0, 'there is no subgraph'),
});

/**
 * Reads rover's `supergraph.yaml` and the schemas that it names.
 *
 * @throws SupergraphConfigError with all faults of the file
 */
export async function readSupergraphConfig(file: string, environment: Environment): Promise<SupergraphConfig> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new SupergraphConfigError([`${file}: cannot be read (${error.code})`]);
  });
  const config = configSchema.safeParse(expand(parseDocument(text, file), environment, file));
  if (!config.success) throw new SupergraphConfigError(config.error.issues.flatMap((issue) => faultOf(issue, file)));
  const federationVersion = versionOf(config.data.federation_version, file);
  const read = await Promise.allSettled(
    Object.entries(config.data.subgraphs).map(async ([name, { routing_url: routingUrl, schema }]) => ({
      name,
      routingUrl,
      schemaFile: schema.file,
      sdl: await readSchema(name, schema.file, file),
    })),
  );
  const faults = read.flatMap((outcome) => (outcome.status === 'rejected' ? [messageOf(outcome.reason)] : []));
  if (faults.length > 0) throw new SupergraphConfigError(faults);
  return { federationVersion, subgraphs: read.flatMap((it) => (it.status === 'fulfilled' ? [it.value] : [])) };
}

function parseDocument(text: string, file: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    const { line, col } = error.linePos?.[0] ?? { line: 1, col: 1 };
    throw new SupergraphConfigError([`${file}:${line}:${col}: is not YAML: ${error.message.split('\n', 1)[0]}`]);
  }
}

function expand(value: unknown, environment: Environment, file: string): unknown {
  if (typeof value === 'string') return expandText(value, environment, file);
  if (Array.isArray(value)) return value.map((entry) => expand(entry, environment, file));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, expand(entry, environment, file)]));
}

function expandText(text: string, environment: Environment, file: string): string {
  return text.replaceAll(/\$\{([^}]*)\}/g, (whole, inside: string) => {
    const [, variable = '', fallback] = /^env\.(\w+)(?::-(.*))?$/.exec(inside) ?? [];
    if (!variable) throw new SupergraphConfigError([`${file}: ${whole} is not \${env.NAME} nor \${env.NAME:-default}`]);
    const value = environment[variable] || fallback;
    if (value === undefined) throw new SupergraphConfigError([`${file}: ${whole} is not set and has no default`]);
    return value;
  });
}

function faultOf(issue: z.core.$ZodIssue, file: string): string[] {
  const path = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys') return [`${file}: ${path || 'the file'}: ${issue.message}`];
  return issue.keys.map((key) => `${file}: ${[...issue.path, key].join('.')}: is not known here`);
}

function versionOf(version: string | number | undefined, file: string): SupergraphConfig['federationVersion'] {
  if (version === undefined || String(version) === '2') return undefined;
  const [, major, minor] = /^=?v?(\d+)\.(\d+)(?:\.\d+)?$/.exec(String(version)) ?? [];
  if (major === '2' && minor !== undefined) return { major: 2, minor: Number(minor) };
  throw new SupergraphConfigError([`${file}: federation_version: ${version} is not 2 nor =2.x.y`]);
}

async function readSchema(name: string, schemaFile: string, configFile: string): Promise<string> {
  try {
    return await readFile(resolve(dirname(configFile), schemaFile), 'utf8');
  } catch (error) {
    throw new Error(`[${name}] ${schemaFile}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
