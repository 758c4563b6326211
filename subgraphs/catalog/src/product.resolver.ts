import { Allow, connectionOf, loader, type Page, PageArgs, Public, paginate, rows } from '@strata/basis-graph';
import type { Context } from '@strata/basis-subgraph';
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Category } from './category.entity.ts';
import { createProduct } from './create-product.ts';
import { PRODUCT_ORDERS, productsWhere } from './list-products.ts';
import { Product } from './product.entity.ts';
import { CreateProductInput, ProductFilter, ProductOrder, UpdateProductInput } from './product.inputs.ts';
import { CreateProductPayload, UpdateProductPayload } from './product.payloads.ts';
import { updateProduct } from './update-product.ts';

const ProductConnection = connectionOf(() => Product, 'Product');

@Resolver(() => Product)
export class ProductResolver {
  @Public()
  @Query(() => ProductConnection, { description: 'Products, page by page. Who sells sees drafts too.' })
  products(
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { em, viewer }: Context,
    @Arg('filter', () => ProductFilter, { nullable: true }) filter?: ProductFilter | null,
    @Arg('orderBy', () => ProductOrder, { nullable: true, description: 'By default NAME_ASC.' })
    orderBy?: ProductOrder | null,
  ): Promise<Page<Product>> {
    return paginate(em, Product, {
      ...page,
      rows: rows(viewer, 'products:read', Product),
      where: productsWhere(filter ?? {}),
      orderBy: PRODUCT_ORDERS[orderBy ?? ProductOrder.NAME_ASC],
    });
  }

  @Public()
  @Query(() => Product, { nullable: true })
  product(@Arg('id', () => ID) id: string, @Ctx() { em, viewer }: Context): Promise<Product | null> {
    return em.findOne(Product, { $and: [{ id }, rows(viewer, 'products:read', Product)] });
  }

  @FieldResolver(() => Category, { nullable: true })
  category(@Root() product: Product, @Ctx() context: Context): Promise<Category | null> | null {
    if (product.category === null) return null;
    return loader(context, 'Product.category', (ids: readonly string[]) => loadCategories(context, ids)).load(
      product.category.id,
    );
  }

  @Allow('products:write')
  @Mutation(() => CreateProductPayload)
  createProduct(@Arg('input', () => CreateProductInput) input: CreateProductInput, @Ctx() { run }: Context) {
    return run(createProduct, input);
  }

  @Allow('products:write')
  @Mutation(() => UpdateProductPayload)
  updateProduct(@Arg('input', () => UpdateProductInput) input: UpdateProductInput, @Ctx() { run }: Context) {
    return run(updateProduct, input);
  }
}

async function loadCategories({ em }: Context, ids: readonly string[]): Promise<(Category | null)[]> {
  const found = await em.find(Category, { id: { $in: [...ids] } });
  const byId = new Map(found.map((category) => [category.id, category]));
  return ids.map((id) => byId.get(id) ?? null);
}
