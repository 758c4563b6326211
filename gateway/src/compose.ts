import { FEDERATION_VERSIONS, type ServiceDefinition } from '@apollo/federation-internals';
import type { Environment } from '@strata/basis-core';
import { type ASTNode, type DocumentNode, GraphQLError, getLocation, Kind, parse, Source } from 'graphql';
import {
  readSupergraphConfig,
  type SubgraphSource,
  type SupergraphConfig,
  SupergraphConfigError,
} from './supergraph-config.ts';

const newest = FEDERATION_VERSIONS.latest().url;

/** The newest federation version that the pinned composer takes, as subgraphs link it. */
export const NEWEST_FEDERATION_URL = newest.toString();

export interface ComposeOptions {
  /** The path of `supergraph.yaml`. */
  configFile: string;
  /** What `${env.NAME:-default}` expands from. */
  environment: Environment;
}

/** The supergraph's SDL, or what is wrong, one line each: code, subgraph, file, line and column. */
export type Composed = { supergraphSdl: string } | { errors: readonly string[] };

/**
 * Composes what `supergraph.yaml` lists, as `rover supergraph compose` does. Nothing has to run.
 *
 * @example const composed = await compose({ configFile: 'supergraph.yaml', environment: process.env });
 *   if ('errors' in composed) for (const line of composed.errors) process.stderr.write(`${line}\n`);
 */
export async function compose({ configFile, environment }: ComposeOptions): Promise<Composed> {
  try {
    return await composeConfig(await readSupergraphConfig(configFile, environment));
  } catch (error) {
    if (error instanceof SupergraphConfigError) return { errors: error.faults };
    throw error;
  }
}

async function composeConfig(config: SupergraphConfig): Promise<Composed> {
  const services: ServiceDefinition[] = [];
  const errors: string[] = [];
  const { federationVersion = { major: newest.version.major, minor: newest.version.minor } } = config;
  if (federationVersion.minor > newest.version.minor) {
    const { major, minor } = federationVersion;
    return {
      errors: [`federation_version ${major}.${minor} is newer than the composer's, which is ${newest.version}`],
    };
  }
  for (const subgraph of config.subgraphs) {
    try {
      const typeDefs = parse(new Source(subgraph.sdl, subgraph.schemaFile));
      errors.push(...tooNewLinks(typeDefs, subgraph, federationVersion.minor));
      services.push({ name: subgraph.name, url: subgraph.routingUrl, typeDefs });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      errors.push(lineOf(error, [subgraph], subgraph.name));
    }
  }
  if (errors.length > 0) return { errors };
  // Loaded here, because a gateway that starts on a composed supergraph has no use for it.
  const { composeServices } = await import('@apollo/composition');
  const composed = composeServices(services);
  if (composed.errors) return { errors: composed.errors.map((error) => lineOf(error, config.subgraphs)) };
  return { supergraphSdl: composed.supergraphSdl };
}

/** rover takes the composer that `federation_version` names, which refuses what is newer; so does this. */
function tooNewLinks(document: DocumentNode, { name, schemaFile }: SubgraphSource, newestMinor: number): string[] {
  const schemas = document.definitions.filter(
    (node) => node.kind === Kind.SCHEMA_EXTENSION || node.kind === Kind.SCHEMA_DEFINITION,
  );
  return schemas.flatMap((schema) =>
    (schema.directives ?? []).flatMap((directive) => {
      const url = directive.arguments?.find((argument) => argument.name.value === 'url')?.value;
      const minor = url?.kind === Kind.STRING && /specs\.apollo\.dev\/federation\/v2\.(\d+)$/.exec(url.value)?.[1];
      if (!minor || Number(minor) <= newestMinor) return [];
      const where = positionOf(directive, schemaFile);
      return [`INVALID_LINK: [${name}] links federation v2.${minor}; the newest here is v2.${newestMinor} (${where})`];
    }),
  );
}

function lineOf(error: GraphQLError, subgraphs: readonly SubgraphSource[], subgraph?: string): string {
  const code = error.extensions.code ?? 'INVALID_GRAPHQL';
  const message = subgraph && !error.message.startsWith('[') ? `[${subgraph}] ${error.message}` : error.message;
  const places = (error.nodes ?? []).flatMap((node) => placeOf(node, subgraphs));
  if (places.length === 0 && error.source && error.locations?.[0]) {
    const { line, column } = error.locations[0];
    places.push(`${error.source.name}:${line}:${column}`);
  }
  return `${code}: ${message}${places.length > 0 ? ` (${[...new Set(places)].join(', ')})` : ''}`;
}

function placeOf(node: ASTNode & { subgraph?: string }, subgraphs: readonly SubgraphSource[]): string[] {
  const file = subgraphs.find(({ name }) => name === node.subgraph)?.schemaFile ?? node.loc?.source.name;
  return node.loc && file ? [positionOf(node, file)] : [];
}

function positionOf(node: ASTNode, file: string): string {
  if (!node.loc) return file;
  const { line, column } = getLocation(node.loc.source, node.loc.start);
  return `${file}:${line}:${column}`;
}
