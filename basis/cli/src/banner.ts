/** What the banner tells of. */
export interface BannerFacts {
  url: string;
  seconds: number;
  engines: string;
  services: readonly string[];
  topology: 'one process' | 'a process each';
  /** The port that was asked for and taken by somebody else. */
  takenPort?: number | undefined;
  dataDir: string;
  development: boolean;
}

const QUERY =
  '{ me { displayName } products(first: 3) { nodes { name price { amount currency } stock { available } rating } } }';

/** What a person reads once the system is up. `colour` wraps a text for a terminal. */
export function banner(facts: BannerFacts, bold: (text: string) => string): string {
  const { url, seconds, engines, services, topology, takenPort, dataDir, development } = facts;
  const port = takenPort === undefined ? '' : `\n  Port ${takenPort} was taken, so this is the next free one.`;
  const up = `
  ${bold('Strata is up')} at ${bold(url)} after ${seconds.toFixed(1)} s${port}
  ${services.length} services (${services.join(', ')}) and the gateway, ${topology}
  ${engines}; everything is kept in ${dataDir}
`;
  return development ? up + tryThis(url, new URL(url).port, bold) : up;
}

function tryThis(url: string, port: string, bold: (text: string) => string): string {
  const flags = port === '4000' ? '' : ` --port ${port}`;
  return `
  ${bold('Ask')}
    TOKEN=$(npx --no-install strata token customer${flags})
    curl -s ${url}/graphql -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\
      -d '{"query":"${QUERY}"}'

  ${bold('Explore')}   open ${url}/graphql in a browser: a query and a token are filled in
  ${bold('Accounts')}  customer@strata.test, other@strata.test, staff@strata.test, admin@strata.test; password strata

  ${bold('Try')}
    npx --no-install strata stop reviews${flags}     products still answer; their reviews are null
    npx --no-install strata start reviews${flags}    and there they are again
    npx --no-install strata new subgraph wishlist    a domain of your own

  Ctrl-C stops everything; what you did is still there at the next npm start.
`;
}
