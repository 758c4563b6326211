import { Limits, MoneyInput } from '@strata/basis-graph';
import { Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { ProductStatus } from './product.entity.ts';

/** In which order products are listed; ties are broken by id. */
export enum ProductOrder {
  NAME_ASC = 'NAME_ASC',
  NAME_DESC = 'NAME_DESC',
  PRICE_ASC = 'PRICE_ASC',
  PRICE_DESC = 'PRICE_DESC',
  NEWEST = 'NEWEST',
}
registerEnumType(ProductOrder, { name: 'ProductOrder', description: 'In which order products are listed.' });

@InputType({ description: 'Which products are listed: those for which all that is given holds.' })
export class ProductFilter {
  @Limits({ maxLength: 100 })
  @Field(() => String, { nullable: true, description: 'A part of the name, in upper or lower case.' })
  search?: string | null;

  @Field(() => ID, { nullable: true })
  categoryId?: string | null;

  @Field(() => ProductStatus, { nullable: true })
  status?: ProductStatus | null;

  @Field(() => MoneyInput, { nullable: true })
  minPrice?: MoneyInput | null;

  @Field(() => MoneyInput, { nullable: true })
  maxPrice?: MoneyInput | null;
}

@InputType()
export class CreateProductInput {
  @Limits({ minLength: 1, maxLength: 40 })
  @Field(() => String, { description: 'Capital letters and digits in groups: `KIT-0012`.' })
  sku!: string;

  @Limits({ minLength: 1, maxLength: 200 })
  @Field(() => String)
  name!: string;

  @Limits({ maxLength: 2_000 })
  @Field(() => String, { nullable: true })
  description?: string | null;

  @Field(() => MoneyInput)
  price!: MoneyInput;

  @Field(() => ProductStatus, { defaultValue: ProductStatus.DRAFT })
  status!: ProductStatus;

  @Field(() => ID, { nullable: true })
  categoryId?: string | null;
}

@InputType({ description: 'What is given is changed; what is left out stays.' })
export class UpdateProductInput {
  @Field(() => ID)
  id!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'The version that you saw. A CONFLICT when it is no longer the last.',
  })
  version?: number | null;

  @Limits({ minLength: 1, maxLength: 200 })
  @Field(() => String, { nullable: true })
  name?: string | null;

  @Limits({ maxLength: 2_000 })
  @Field(() => String, { nullable: true })
  description?: string | null;

  @Field(() => MoneyInput, { nullable: true })
  price?: MoneyInput | null;

  @Field(() => ProductStatus, { nullable: true })
  status?: ProductStatus | null;

  @Field(() => ID, { nullable: true })
  categoryId?: string | null;
}
