// @ts-nocheck
/* istanbul ignore file */
/* tslint:disable */
/* eslint-disable */

export type Scalars = {
    ID: string,
    Int: number,
    String: string,
    link__Import: any,
    federation__FieldSet: any,
    federation__Scope: any,
    federation__Policy: any,
    federation__ContextFieldValue: any,
    _Any: any,
    Boolean: boolean,
}

export interface Mutation {
    /** Books pieces in or out. OUT_OF_STOCK when there are fewer than are taken. */
    adjustStock: AdjustStockPayload
    __typename: 'Mutation'
}

export interface AdjustStockPayload {
    stock: StockLevel
    product: (Product | null)
    __typename: 'AdjustStockPayload'
}


/** How much there is of a product, in pieces. */
export interface StockLevel {
    /** Pieces that can be sold. */
    available: Scalars['Int']
    /** Pieces that are kept back for orders. */
    reserved: Scalars['Int']
    __typename: 'StockLevel'
}

export interface Product {
    id: Scalars['ID']
    name: Scalars['String']
    /** Null for a product that never was in stock. */
    stock: (StockLevel | null)
    __typename: 'Product'
}

export type link__Purpose = 'SECURITY' | 'EXECUTION'

export interface _Service {
    sdl: (Scalars['String'] | null)
    __typename: '_Service'
}

export type _Entity = (Product) & { __isUnion?: true }

export interface Query {
    _entities: (_Entity | null)[]
    _service: _Service
    __typename: 'Query'
}

export interface MutationGenqlSelection{
    /** Books pieces in or out. OUT_OF_STOCK when there are fewer than are taken. */
    adjustStock?: (AdjustStockPayloadGenqlSelection & { __args: {input: AdjustStockInput} })
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface AdjustStockInput {productId: Scalars['ID'],
/** Pieces that came, or with a minus went; not 0. */
delta: Scalars['Int'],
/** Why, for the ledger: `Delivery 4711`. */
reason: Scalars['String']}

export interface AdjustStockPayloadGenqlSelection{
    stock?: StockLevelGenqlSelection
    product?: ProductGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** How much there is of a product, in pieces. */
export interface StockLevelGenqlSelection{
    /** Pieces that can be sold. */
    available?: boolean | number
    /** Pieces that are kept back for orders. */
    reserved?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface ProductGenqlSelection{
    id?: boolean | number
    name?: boolean | number
    /** Null for a product that never was in stock. */
    stock?: StockLevelGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface _ServiceGenqlSelection{
    sdl?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface _EntityGenqlSelection{
    on_Product?:ProductGenqlSelection,
    __typename?: boolean | number
}

export interface QueryGenqlSelection{
    _entities?: (_EntityGenqlSelection & { __args: {representations: Scalars['_Any'][]} })
    _service?: _ServiceGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}


    const Mutation_possibleTypes: string[] = ['Mutation']
    export const isMutation = (obj?: { __typename?: any } | null): obj is Mutation => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isMutation"')
      return Mutation_possibleTypes.includes(obj.__typename)
    }
    


    const AdjustStockPayload_possibleTypes: string[] = ['AdjustStockPayload']
    export const isAdjustStockPayload = (obj?: { __typename?: any } | null): obj is AdjustStockPayload => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isAdjustStockPayload"')
      return AdjustStockPayload_possibleTypes.includes(obj.__typename)
    }
    


    const StockLevel_possibleTypes: string[] = ['StockLevel']
    export const isStockLevel = (obj?: { __typename?: any } | null): obj is StockLevel => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isStockLevel"')
      return StockLevel_possibleTypes.includes(obj.__typename)
    }
    


    const Product_possibleTypes: string[] = ['Product']
    export const isProduct = (obj?: { __typename?: any } | null): obj is Product => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isProduct"')
      return Product_possibleTypes.includes(obj.__typename)
    }
    


    const _Service_possibleTypes: string[] = ['_Service']
    export const is_Service = (obj?: { __typename?: any } | null): obj is _Service => {
      if (!obj?.__typename) throw new Error('__typename is missing in "is_Service"')
      return _Service_possibleTypes.includes(obj.__typename)
    }
    


    const _Entity_possibleTypes: string[] = ['Product']
    export const is_Entity = (obj?: { __typename?: any } | null): obj is _Entity => {
      if (!obj?.__typename) throw new Error('__typename is missing in "is_Entity"')
      return _Entity_possibleTypes.includes(obj.__typename)
    }
    


    const Query_possibleTypes: string[] = ['Query']
    export const isQuery = (obj?: { __typename?: any } | null): obj is Query => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isQuery"')
      return Query_possibleTypes.includes(obj.__typename)
    }
    

export const enumLinkPurpose = {
   SECURITY: 'SECURITY' as const,
   EXECUTION: 'EXECUTION' as const
}
