import { Allow, Public, rows } from '@strata/basis-graph';
import type { Context } from '@strata/basis-subgraph';
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Category } from './category.entity.ts';
import { createProduct } from './create-product.ts';
import { Product } from './product.entity.ts';
import { CreateProductInput, UpdateProductInput } from './product.inputs.ts';
import { CreateProductPayload, UpdateProductPayload } from './product.payloads.ts';
import { updateProduct } from './update-product.ts';

@Resolver(() => Product)
export class ProductResolver {
  @Public()
  @Query(() => Product, { nullable: true })
  product(@Arg('id', () => ID) id: string, @Ctx() { em, viewer }: Context): Promise<Product | null> {
    return em.findOne(Product, { $and: [{ id }, rows(viewer, 'products:read', Product)] });
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
