import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Migration } from '@mikro-orm/migrations';
import { entity, event, id, task, text, whole } from '@strata/basis-contract';
import { newId } from '@strata/basis-core';
import { definePermissions, Public } from '@strata/basis-graph';
import { carryOut, on, published, type Transport } from '@strata/basis-messaging';
import { openTestTransport, settled, silentLogger, startTestSubgraph, type TestSubgraph } from '@strata/basis-testing';
import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import {
  type Context,
  command,
  createSwitchedClient,
  defineSubgraph,
  type HostedSubgraph,
  hostSubgraph,
  replicaOf,
} from '../../src/index.ts';

const Product = entity('shop.Product', 1, { name: text() });
const ProductSold = event('shop.ProductSold', 1, { of: Product, fields: { pieces: whole() } });
const restock = task('shelf.restock', 1, { input: { productId: id(), pieces: whole() }, output: {}, failures: [] });

/** As many pieces as the shelf cannot count. */
export const UNLUCKY = 13;

@Entity({ tableName: 'product' })
class ProductRow {
  @PrimaryKey({ type: 'uuid' })
  id: string = newId();

  @Property({ type: 'integer', version: true })
  version!: number;

  @Property({ type: 'text' })
  name!: string;
}

const addProduct = command(async ({ em }, { name }: { name: string }) => {
  const product = Object.assign(new ProductRow(), { name });
  em.persist(product);
  return product;
});

const sell = command(async ({ em, emit }, sold: { productId: string; pieces: number }) => {
  const product = await em.findOneOrFail(ProductRow, sold.productId);
  emit(ProductSold(product, { pieces: sold.pieces }));
  emit(restock(product, sold));
});

@Resolver()
class ShopResolver {
  @Public()
  @Query(() => Boolean)
  open(): boolean {
    return true;
  }

  @Public()
  @Mutation(() => ID)
  async addProduct(@Arg('name', () => String) name: string, @Ctx() { run }: Context): Promise<string> {
    return (await run(addProduct, { name })).id;
  }

  @Public()
  @Mutation(() => Boolean)
  async sell(
    @Arg('productId', () => ID) productId: string,
    @Arg('pieces', () => Int) pieces: number,
    @Ctx() { run }: Context,
  ): Promise<boolean> {
    await run(sell, { productId, pieces });
    return true;
  }
}

class ShopTables extends Migration {
  override up(): void {
    this.addSql('create table product (id uuid primary key, version int not null default 1, name text not null);');
  }
}

const shop = defineSubgraph({
  name: 'shop',
  entities: [ProductRow],
  resolvers: [ShopResolver],
  permissions: definePermissions({}),
  migrations: [{ name: 'ShopTables', class: ShopTables }],
  publishes: [published(ProductRow, Product), ProductSold],
  asks: [restock],
});

@Entity({ tableName: 'product_replica' })
class ProductReplica extends replicaOf(Product, { keep: ['name'] }) {}

@Resolver()
class ShelfResolver {
  @Public()
  @Query(() => Boolean)
  there(): boolean {
    return true;
  }
}

const countSold = on(ProductSold, async ({ em }, { pieces }, { aggregateId }) => {
  if (pieces === UNLUCKY) throw new Error(`${pieces} pieces are too many to count.`);
  await em.execute(
    `insert into sold (product_id, pieces) values (?, ?)
     on conflict (product_id) do update set pieces = sold.pieces + excluded.pieces`,
    [aggregateId, pieces],
  );
});

class ShelfTables extends Migration {
  override up(): void {
    this.addSql(`
create table product_replica (id uuid primary key, version bigint not null, generation int not null, name text);
create table sold (product_id uuid primary key, pieces int not null);`);
  }
}

const shelf = defineSubgraph({
  name: 'shelf',
  entities: [ProductReplica],
  resolvers: [ShelfResolver],
  permissions: definePermissions({}),
  migrations: [{ name: 'ShelfTables', class: ShelfTables }],
  handles: [countSold, carryOut(restock, async () => ({}))],
});

/** A source and a consumer: a replica, a handler of events, and a task. */
export interface ShopAndShelf {
  readonly shop: TestSubgraph;
  readonly shelf: TestSubgraph;
  readonly transport: Transport;
  addProduct(name: string): Promise<string>;
  sell(productId: string, pieces: number): Promise<void>;
  /** How many pieces the shelf has counted. */
  sold(productId: string): Promise<number>;
  /** Another process of the shelf, on its database. */
  startShelfAgain(): Promise<HostedSubgraph>;
  /** Waits until all that was committed is taken in, or parked. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** Hosts both, on databases and queues of their own. */
export async function startShopAndShelf(): Promise<ShopAndShelf> {
  const queues = openTestTransport(silentLogger());
  const transport = await queues.transport;
  const [shopHosted, shelfHosted] = await Promise.all([
    startTestSubgraph(shop, { transport }),
    startTestSubgraph(shelf, { transport }),
  ]);
  const all = [shopHosted, shelfHosted];
  const ask = async (query: string, variables: Record<string, unknown>) => {
    const { data, errors } = await shopHosted.ask(query, variables);
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return data ?? {};
  };
  return {
    shop: shopHosted,
    shelf: shelfHosted,
    transport,
    addProduct: async (name) =>
      String((await ask('mutation ($name: String!) { addProduct(name: $name) }', { name })).addProduct),
    sell: async (productId, pieces) => {
      const query = 'mutation ($productId: ID!, $pieces: Int!) { sell(productId: $productId, pieces: $pieces) }';
      await ask(query, { productId, pieces });
    },
    sold: async (productId) => {
      const em = shelfHosted.orm.em.fork();
      const [row] = await em.execute<{ pieces: number }[]>('select pieces from sold where product_id = ?', [productId]);
      return row?.pieces ?? 0;
    },
    startShelfAgain: () =>
      hostSubgraph(shelf, {
        databaseUrl: String(shelfHosted.orm.config.get('clientUrl')),
        logger: silentLogger(),
        development: true,
        services: createSwitchedClient,
        trust: { services: [] },
        transport,
      }),
    settled: () => settled(() => all),
    async stop() {
      await Promise.all(all.map((hosted) => hosted.stop()));
      await queues.drop();
    },
  };
}
