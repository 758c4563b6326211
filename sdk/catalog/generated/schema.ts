// @ts-nocheck
/* istanbul ignore file */
/* tslint:disable */
/* eslint-disable */

export type Scalars = {
    ID: string,
    Int: number,
    String: string,
    CurrencyCode: string,
    Decimal: string,
    Boolean: boolean,
    link__Import: any,
    federation__FieldSet: any,
    federation__Scope: any,
    federation__Policy: any,
    federation__ContextFieldValue: any,
    _Any: any,
}

export interface Query {
    /** The shelves of the shop, by name. */
    categories: Category[]
    product: (Product | null)
    /** Products, page by page. Who sells sees drafts too. */
    products: ProductConnection
    _entities: (_Entity | null)[]
    _service: _Service
    __typename: 'Query'
}

export interface Mutation {
    createProduct: CreateProductPayload
    updateProduct: UpdateProductPayload
    __typename: 'Mutation'
}


/** A shelf of the shop. */
export interface Category {
    id: Scalars['ID']
    /** The name in URLs: `coffee-tea`. */
    slug: Scalars['String']
    name: Scalars['String']
    __typename: 'Category'
}

export interface CreateProductPayload {
    product: Product
    __typename: 'CreateProductPayload'
}


/** An exact amount of money. */
export interface Money {
    /** The amount in the currency, such as "19.99". */
    amount: Scalars['Decimal']
    currency: Scalars['CurrencyCode']
    __typename: 'Money'
}


/** Where a page stands in its list. */
export interface PageInfo {
    hasNextPage: Scalars['Boolean']
    hasPreviousPage: Scalars['Boolean']
    startCursor: (Scalars['String'] | null)
    /** Give it as `after` to read on. */
    endCursor: (Scalars['String'] | null)
    __typename: 'PageInfo'
}


/** Something that the shop sells. */
export interface Product {
    id: Scalars['ID']
    /** The number on the shelf: `KIT-0012`. */
    sku: Scalars['String']
    name: Scalars['String']
    description: (Scalars['String'] | null)
    status: ProductStatus
    /** Grows with each change. Send it back with a change to be told of others’ in between. */
    version: Scalars['Int']
    price: Money
    category: (Category | null)
    __typename: 'Product'
}


/** One page of a list. */
export interface ProductConnection {
    nodes: Product[]
    edges: ProductEdge[]
    pageInfo: PageInfo
    /** How many there are in the whole list. */
    totalCount: Scalars['Int']
    __typename: 'ProductConnection'
}

export interface ProductEdge {
    node: Product
    cursor: Scalars['String']
    __typename: 'ProductEdge'
}


/** In which order products are listed. */
export type ProductOrder = 'NAME_ASC' | 'NAME_DESC' | 'PRICE_ASC' | 'PRICE_DESC' | 'NEWEST'


/** Whether a product can be seen and bought. */
export type ProductStatus = 'DRAFT' | 'ACTIVE' | 'RETIRED'

export interface UpdateProductPayload {
    product: Product
    __typename: 'UpdateProductPayload'
}

export type link__Purpose = 'SECURITY' | 'EXECUTION'

export interface _Service {
    sdl: (Scalars['String'] | null)
    __typename: '_Service'
}

export type _Entity = (Category | Product) & { __isUnion?: true }

export interface QueryGenqlSelection{
    /** The shelves of the shop, by name. */
    categories?: CategoryGenqlSelection
    product?: (ProductGenqlSelection & { __args: {id: Scalars['ID']} })
    /** Products, page by page. Who sells sees drafts too. */
    products?: (ProductConnectionGenqlSelection & { __args?: {
    /** By default NAME_ASC. */
    orderBy?: (ProductOrder | null), filter?: (ProductFilter | null), 
    /** How many, 1 to 100. Default 20. */
    first?: (Scalars['Int'] | null), 
    /** The cursor behind which the page begins. */
    after?: (Scalars['String'] | null)} })
    _entities?: (_EntityGenqlSelection & { __args: {representations: Scalars['_Any'][]} })
    _service?: _ServiceGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface MutationGenqlSelection{
    createProduct?: (CreateProductPayloadGenqlSelection & { __args: {input: CreateProductInput} })
    updateProduct?: (UpdateProductPayloadGenqlSelection & { __args: {input: UpdateProductInput} })
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** A shelf of the shop. */
export interface CategoryGenqlSelection{
    id?: boolean | number
    /** The name in URLs: `coffee-tea`. */
    slug?: boolean | number
    name?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface CreateProductInput {
/** Capital letters and digits in groups: `KIT-0012`. */
sku: Scalars['String'],name: Scalars['String'],description?: (Scalars['String'] | null),price: MoneyInput,status?: ProductStatus,categoryId?: (Scalars['ID'] | null)}

export interface CreateProductPayloadGenqlSelection{
    product?: ProductGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** An exact amount of money. */
export interface MoneyGenqlSelection{
    /** The amount in the currency, such as "19.99". */
    amount?: boolean | number
    currency?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** An amount of money, with no more digits than its currency has. */
export interface MoneyInput {amount: Scalars['Decimal'],currency: Scalars['CurrencyCode']}


/** Where a page stands in its list. */
export interface PageInfoGenqlSelection{
    hasNextPage?: boolean | number
    hasPreviousPage?: boolean | number
    startCursor?: boolean | number
    /** Give it as `after` to read on. */
    endCursor?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** Something that the shop sells. */
export interface ProductGenqlSelection{
    id?: boolean | number
    /** The number on the shelf: `KIT-0012`. */
    sku?: boolean | number
    name?: boolean | number
    description?: boolean | number
    status?: boolean | number
    /** Grows with each change. Send it back with a change to be told of others’ in between. */
    version?: boolean | number
    price?: MoneyGenqlSelection
    category?: CategoryGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** One page of a list. */
export interface ProductConnectionGenqlSelection{
    nodes?: ProductGenqlSelection
    edges?: ProductEdgeGenqlSelection
    pageInfo?: PageInfoGenqlSelection
    /** How many there are in the whole list. */
    totalCount?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface ProductEdgeGenqlSelection{
    node?: ProductGenqlSelection
    cursor?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** Which products are listed: those for which all that is given holds. */
export interface ProductFilter {
/** A part of the name, in upper or lower case. */
search?: (Scalars['String'] | null),categoryId?: (Scalars['ID'] | null),status?: (ProductStatus | null),minPrice?: (MoneyInput | null),maxPrice?: (MoneyInput | null)}


/** What is given is changed; what is left out stays. */
export interface UpdateProductInput {id: Scalars['ID'],
/** The version that you saw. A CONFLICT when it is no longer the last. */
version?: (Scalars['Int'] | null),name?: (Scalars['String'] | null),description?: (Scalars['String'] | null),price?: (MoneyInput | null),status?: (ProductStatus | null),categoryId?: (Scalars['ID'] | null)}

export interface UpdateProductPayloadGenqlSelection{
    product?: ProductGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface _ServiceGenqlSelection{
    sdl?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface _EntityGenqlSelection{
    on_Category?:CategoryGenqlSelection,
    on_Product?:ProductGenqlSelection,
    __typename?: boolean | number
}


    const Query_possibleTypes: string[] = ['Query']
    export const isQuery = (obj?: { __typename?: any } | null): obj is Query => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isQuery"')
      return Query_possibleTypes.includes(obj.__typename)
    }
    


    const Mutation_possibleTypes: string[] = ['Mutation']
    export const isMutation = (obj?: { __typename?: any } | null): obj is Mutation => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isMutation"')
      return Mutation_possibleTypes.includes(obj.__typename)
    }
    


    const Category_possibleTypes: string[] = ['Category']
    export const isCategory = (obj?: { __typename?: any } | null): obj is Category => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isCategory"')
      return Category_possibleTypes.includes(obj.__typename)
    }
    


    const CreateProductPayload_possibleTypes: string[] = ['CreateProductPayload']
    export const isCreateProductPayload = (obj?: { __typename?: any } | null): obj is CreateProductPayload => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isCreateProductPayload"')
      return CreateProductPayload_possibleTypes.includes(obj.__typename)
    }
    


    const Money_possibleTypes: string[] = ['Money']
    export const isMoney = (obj?: { __typename?: any } | null): obj is Money => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isMoney"')
      return Money_possibleTypes.includes(obj.__typename)
    }
    


    const PageInfo_possibleTypes: string[] = ['PageInfo']
    export const isPageInfo = (obj?: { __typename?: any } | null): obj is PageInfo => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isPageInfo"')
      return PageInfo_possibleTypes.includes(obj.__typename)
    }
    


    const Product_possibleTypes: string[] = ['Product']
    export const isProduct = (obj?: { __typename?: any } | null): obj is Product => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isProduct"')
      return Product_possibleTypes.includes(obj.__typename)
    }
    


    const ProductConnection_possibleTypes: string[] = ['ProductConnection']
    export const isProductConnection = (obj?: { __typename?: any } | null): obj is ProductConnection => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isProductConnection"')
      return ProductConnection_possibleTypes.includes(obj.__typename)
    }
    


    const ProductEdge_possibleTypes: string[] = ['ProductEdge']
    export const isProductEdge = (obj?: { __typename?: any } | null): obj is ProductEdge => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isProductEdge"')
      return ProductEdge_possibleTypes.includes(obj.__typename)
    }
    


    const UpdateProductPayload_possibleTypes: string[] = ['UpdateProductPayload']
    export const isUpdateProductPayload = (obj?: { __typename?: any } | null): obj is UpdateProductPayload => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isUpdateProductPayload"')
      return UpdateProductPayload_possibleTypes.includes(obj.__typename)
    }
    


    const _Service_possibleTypes: string[] = ['_Service']
    export const is_Service = (obj?: { __typename?: any } | null): obj is _Service => {
      if (!obj?.__typename) throw new Error('__typename is missing in "is_Service"')
      return _Service_possibleTypes.includes(obj.__typename)
    }
    


    const _Entity_possibleTypes: string[] = ['Category','Product']
    export const is_Entity = (obj?: { __typename?: any } | null): obj is _Entity => {
      if (!obj?.__typename) throw new Error('__typename is missing in "is_Entity"')
      return _Entity_possibleTypes.includes(obj.__typename)
    }
    

export const enumProductOrder = {
   NAME_ASC: 'NAME_ASC' as const,
   NAME_DESC: 'NAME_DESC' as const,
   PRICE_ASC: 'PRICE_ASC' as const,
   PRICE_DESC: 'PRICE_DESC' as const,
   NEWEST: 'NEWEST' as const
}

export const enumProductStatus = {
   DRAFT: 'DRAFT' as const,
   ACTIVE: 'ACTIVE' as const,
   RETIRED: 'RETIRED' as const
}

export const enumLinkPurpose = {
   SECURITY: 'SECURITY' as const,
   EXECUTION: 'EXECUTION' as const
}
