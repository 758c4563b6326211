import { StrataError } from '@strata/basis-core';

/** A noun in each form in which code needs it. */
export interface Words {
  /** `gift-card`: files, permissions, packages. */
  kebab: string;
  /** `giftCard`: variables and fields. */
  camel: string;
  /** `GiftCard`: classes and GraphQL types. */
  pascal: string;
  /** `gift card`: sentences. */
  spoken: string;
}

/** All names that a new subgraph's files are made of. */
export interface SubgraphNames {
  /** The subgraph: `gift-cards`. */
  name: Words;
  /** What it holds: `gift-card`. */
  noun: Words;
  /** Several of them. */
  nouns: Words;
}

/** What basis/subgraph's defineSubgraph takes, and a folder, a database and a URL bear. */
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const MAX_LENGTH = 41;

/** Databases, folders and services that are there already or are not a subgraph's. */
const RESERVED_NAMES = new Set([
  'gateway',
  'queue',
  'postgres',
  'strata',
  'sdk',
  'basis',
  'index',
  'template0',
  'template1',
]);

/** Types of GraphQL and of basis, and what a generated file imports: an entity of that name would hide it. */
const RESERVED_TYPES = new Set(
  `Query Mutation Subscription Int Float String Boolean Id Object Date Error Promise Map Set Array Symbol Number Entity
   Field Index Check Property PrimaryKey Public Allow Limits Directive Resolver Arg Args Ctx Context Money Decimal
   DateTime CurrencyCode PageInfo Node Edge Connection Viewer User Function`.split(/\s+/),
);

const KEYWORDS = new Set(
  `await break case catch class const continue debugger default delete do else enum export extends false finally for
   function if implements import in instanceof interface let new null package private protected public return static
   super switch this throw true try typeof undefined var void while with yield em viewer now args input
   permissions migrations command reference rows`.split(/\s+/),
);

/**
 * The names of a new subgraph. Without a noun, the one that its name is a number of: `orders` holds `order`s, a
 * `wishlist` holds `wish`es.
 *
 * @throws StrataError `BAD_NAME` saying what is wrong with it
 */
export function namesFor(name: string, noun: string = singularOf(name)): SubgraphNames {
  refuseUnless(
    NAME.test(name) && name.length <= MAX_LENGTH,
    name,
    'write lower-case words joined by hyphens, such as gift-cards',
  );
  refuseUnless(!RESERVED_NAMES.has(name) && !KEYWORDS.has(camelOf(name)), name, 'that word means something else here');
  refuseUnless(
    NAME.test(noun) && noun.length <= MAX_LENGTH,
    noun,
    'write lower-case words joined by hyphens, such as gift-card',
  );
  const names = { name: wordsOf(name), noun: wordsOf(noun), nouns: wordsOf(pluralOf(noun)) };
  const isTaken = RESERVED_TYPES.has(names.noun.pascal) || KEYWORDS.has(names.noun.camel);
  refuseUnless(!isTaken, noun, 'a type or variable of that name means something else here; choose another with --noun');
  return names;
}

function refuseUnless(condition: boolean, name: string, advice: string): void {
  if (!condition) throw new StrataError('BAD_NAME', `“${name}” cannot be the name: ${advice}.`);
}

/** `wishlist` → `wish`, `categories` → `category`, `boxes` → `box`, `orders` → `order`; others stay. */
export function singularOf(name: string): string {
  if (/.{3}-?list$/.test(name)) return name.replace(/-?list$/, '');
  if (/[^aeiou]ies$/.test(name)) return name.replace(/ies$/, 'y');
  if (/(s|x|z|ch|sh)es$/.test(name)) return name.replace(/es$/, '');
  return /[^sui]s$/.test(name) ? name.slice(0, -1) : name;
}

/** `wish` → `wishes`, `category` → `categories`, `order` → `orders`. A noun that has no other form gets `-list`. */
export function pluralOf(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return noun.replace(/y$/, 'ies');
  return /(s|x|z|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}

/** The forms of a word that is written with hyphens. */
export function wordsOf(kebab: string): Words {
  const camel = camelOf(kebab);
  return {
    kebab,
    camel,
    pascal: camel.charAt(0).toUpperCase() + camel.slice(1),
    spoken: kebab.replaceAll('-', ' '),
  };
}

function camelOf(kebab: string): string {
  return kebab.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
