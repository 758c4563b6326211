// @ts-nocheck
/* istanbul ignore file */
/* tslint:disable */
/* eslint-disable */

export type Scalars = {
    ID: string,
    Int: number,
    String: string,
    DateTime: string,
    Boolean: boolean,
    Float: number,
    link__Import: any,
    federation__FieldSet: any,
    federation__Scope: any,
    federation__Policy: any,
    federation__ContextFieldValue: any,
    _Any: any,
}

export interface Mutation {
    /** Once for each product. NOT_RECEIVED for a product that was not delivered to the viewer. */
    addReview: AddReviewPayload
    __typename: 'Mutation'
}

export interface AddReviewPayload {
    review: Review
    __typename: 'AddReviewPayload'
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


/** What somebody who received a product says of it. */
export interface Review {
    id: Scalars['ID']
    /** Stars, from 1 to 5. */
    rating: Scalars['Int']
    body: Scalars['String']
    createdAt: Scalars['DateTime']
    author: (User | null)
    product: (Product | null)
    __typename: 'Review'
}


/** One page of a list. */
export interface ReviewConnection {
    nodes: Review[]
    edges: ReviewEdge[]
    pageInfo: PageInfo
    /** How many there are in the whole list. */
    totalCount: Scalars['Int']
    __typename: 'ReviewConnection'
}

export interface ReviewEdge {
    node: Review
    cursor: Scalars['String']
    __typename: 'ReviewEdge'
}

export interface Product {
    id: Scalars['ID']
    name: Scalars['String']
    /** Stars on average, from 1 to 5; null without a review. */
    rating: (Scalars['Float'] | null)
    reviewCount: (Scalars['Int'] | null)
    /** Newest first. */
    reviews: (ReviewConnection | null)
    __typename: 'Product'
}

export interface User {
    id: Scalars['ID']
    displayName: Scalars['String']
    /** What they wrote, newest first. */
    reviews: (ReviewConnection | null)
    __typename: 'User'
}

export type link__Purpose = 'SECURITY' | 'EXECUTION'

export interface _Service {
    sdl: (Scalars['String'] | null)
    __typename: '_Service'
}

export type _Entity = (Product | User) & { __isUnion?: true }

export interface Query {
    _entities: (_Entity | null)[]
    _service: _Service
    __typename: 'Query'
}

export interface MutationGenqlSelection{
    /** Once for each product. NOT_RECEIVED for a product that was not delivered to the viewer. */
    addReview?: (AddReviewPayloadGenqlSelection & { __args: {input: AddReviewInput} })
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface AddReviewInput {productId: Scalars['ID'],
/** Stars, from 1 to 5. */
rating: Scalars['Int'],
/** Up to 5000 characters of plain text. */
body: Scalars['String']}

export interface AddReviewPayloadGenqlSelection{
    review?: ReviewGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}


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


/** What somebody who received a product says of it. */
export interface ReviewGenqlSelection{
    id?: boolean | number
    /** Stars, from 1 to 5. */
    rating?: boolean | number
    body?: boolean | number
    createdAt?: boolean | number
    author?: UserGenqlSelection
    product?: ProductGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** One page of a list. */
export interface ReviewConnectionGenqlSelection{
    nodes?: ReviewGenqlSelection
    edges?: ReviewEdgeGenqlSelection
    pageInfo?: PageInfoGenqlSelection
    /** How many there are in the whole list. */
    totalCount?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface ReviewEdgeGenqlSelection{
    node?: ReviewGenqlSelection
    cursor?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface ProductGenqlSelection{
    id?: boolean | number
    name?: boolean | number
    /** Stars on average, from 1 to 5; null without a review. */
    rating?: boolean | number
    reviewCount?: boolean | number
    /** Newest first. */
    reviews?: (ReviewConnectionGenqlSelection & { __args?: {
    /** How many, 1 to 100. Default 20. */
    first?: (Scalars['Int'] | null), 
    /** The cursor behind which the page begins. */
    after?: (Scalars['String'] | null)} })
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface UserGenqlSelection{
    id?: boolean | number
    displayName?: boolean | number
    /** What they wrote, newest first. */
    reviews?: (ReviewConnectionGenqlSelection & { __args?: {
    /** How many, 1 to 100. Default 20. */
    first?: (Scalars['Int'] | null), 
    /** The cursor behind which the page begins. */
    after?: (Scalars['String'] | null)} })
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
    on_User?:UserGenqlSelection,
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
    


    const AddReviewPayload_possibleTypes: string[] = ['AddReviewPayload']
    export const isAddReviewPayload = (obj?: { __typename?: any } | null): obj is AddReviewPayload => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isAddReviewPayload"')
      return AddReviewPayload_possibleTypes.includes(obj.__typename)
    }
    


    const PageInfo_possibleTypes: string[] = ['PageInfo']
    export const isPageInfo = (obj?: { __typename?: any } | null): obj is PageInfo => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isPageInfo"')
      return PageInfo_possibleTypes.includes(obj.__typename)
    }
    


    const Review_possibleTypes: string[] = ['Review']
    export const isReview = (obj?: { __typename?: any } | null): obj is Review => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isReview"')
      return Review_possibleTypes.includes(obj.__typename)
    }
    


    const ReviewConnection_possibleTypes: string[] = ['ReviewConnection']
    export const isReviewConnection = (obj?: { __typename?: any } | null): obj is ReviewConnection => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isReviewConnection"')
      return ReviewConnection_possibleTypes.includes(obj.__typename)
    }
    


    const ReviewEdge_possibleTypes: string[] = ['ReviewEdge']
    export const isReviewEdge = (obj?: { __typename?: any } | null): obj is ReviewEdge => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isReviewEdge"')
      return ReviewEdge_possibleTypes.includes(obj.__typename)
    }
    


    const Product_possibleTypes: string[] = ['Product']
    export const isProduct = (obj?: { __typename?: any } | null): obj is Product => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isProduct"')
      return Product_possibleTypes.includes(obj.__typename)
    }
    


    const User_possibleTypes: string[] = ['User']
    export const isUser = (obj?: { __typename?: any } | null): obj is User => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isUser"')
      return User_possibleTypes.includes(obj.__typename)
    }
    


    const _Service_possibleTypes: string[] = ['_Service']
    export const is_Service = (obj?: { __typename?: any } | null): obj is _Service => {
      if (!obj?.__typename) throw new Error('__typename is missing in "is_Service"')
      return _Service_possibleTypes.includes(obj.__typename)
    }
    


    const _Entity_possibleTypes: string[] = ['Product','User']
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
