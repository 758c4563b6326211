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
    link__Import: any,
    federation__FieldSet: any,
    federation__Scope: any,
    federation__Policy: any,
    federation__ContextFieldValue: any,
}

export interface Query {
    /** What providers were asked for, newest first. */
    paymentAttempts: (PaymentAttemptConnection | null)
    _service: _Service
    __typename: 'Query'
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


/** One time that a payment provider was asked for something. */
export interface PaymentAttempt {
    id: Scalars['ID']
    paymentId: Scalars['ID']
    provider: Scalars['String']
    /** open, authorise, capture, cancel or refund. */
    operation: Scalars['String']
    askedAt: Scalars['DateTime']
    /** Null while it is being asked, and when the process died then. */
    answeredAt: (Scalars['DateTime'] | null)
    outcome: (PaymentAttemptOutcome | null)
    /** Why it failed, such as PROVIDER_TIMEOUT. */
    error: (Scalars['String'] | null)
    __typename: 'PaymentAttempt'
}


/** One page of a list. */
export interface PaymentAttemptConnection {
    nodes: PaymentAttempt[]
    edges: PaymentAttemptEdge[]
    pageInfo: PageInfo
    /** How many there are in the whole list. */
    totalCount: Scalars['Int']
    __typename: 'PaymentAttemptConnection'
}

export interface PaymentAttemptEdge {
    node: PaymentAttempt
    cursor: Scalars['String']
    __typename: 'PaymentAttemptEdge'
}

export type PaymentAttemptOutcome = 'DONE' | 'DECLINED' | 'FAILED'

export type link__Purpose = 'SECURITY' | 'EXECUTION'

export interface _Service {
    sdl: (Scalars['String'] | null)
    __typename: '_Service'
}

export interface QueryGenqlSelection{
    /** What providers were asked for, newest first. */
    paymentAttempts?: (PaymentAttemptConnectionGenqlSelection & { __args?: {paymentId?: (Scalars['ID'] | null), 
    /** How many, 1 to 100. Default 20. */
    first?: (Scalars['Int'] | null), 
    /** The cursor behind which the page begins. */
    after?: (Scalars['String'] | null)} })
    _service?: _ServiceGenqlSelection
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


/** One time that a payment provider was asked for something. */
export interface PaymentAttemptGenqlSelection{
    id?: boolean | number
    paymentId?: boolean | number
    provider?: boolean | number
    /** open, authorise, capture, cancel or refund. */
    operation?: boolean | number
    askedAt?: boolean | number
    /** Null while it is being asked, and when the process died then. */
    answeredAt?: boolean | number
    outcome?: boolean | number
    /** Why it failed, such as PROVIDER_TIMEOUT. */
    error?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** One page of a list. */
export interface PaymentAttemptConnectionGenqlSelection{
    nodes?: PaymentAttemptGenqlSelection
    edges?: PaymentAttemptEdgeGenqlSelection
    pageInfo?: PageInfoGenqlSelection
    /** How many there are in the whole list. */
    totalCount?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface PaymentAttemptEdgeGenqlSelection{
    node?: PaymentAttemptGenqlSelection
    cursor?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface _ServiceGenqlSelection{
    sdl?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


    const Query_possibleTypes: string[] = ['Query']
    export const isQuery = (obj?: { __typename?: any } | null): obj is Query => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isQuery"')
      return Query_possibleTypes.includes(obj.__typename)
    }
    


    const PageInfo_possibleTypes: string[] = ['PageInfo']
    export const isPageInfo = (obj?: { __typename?: any } | null): obj is PageInfo => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isPageInfo"')
      return PageInfo_possibleTypes.includes(obj.__typename)
    }
    


    const PaymentAttempt_possibleTypes: string[] = ['PaymentAttempt']
    export const isPaymentAttempt = (obj?: { __typename?: any } | null): obj is PaymentAttempt => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isPaymentAttempt"')
      return PaymentAttempt_possibleTypes.includes(obj.__typename)
    }
    


    const PaymentAttemptConnection_possibleTypes: string[] = ['PaymentAttemptConnection']
    export const isPaymentAttemptConnection = (obj?: { __typename?: any } | null): obj is PaymentAttemptConnection => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isPaymentAttemptConnection"')
      return PaymentAttemptConnection_possibleTypes.includes(obj.__typename)
    }
    


    const PaymentAttemptEdge_possibleTypes: string[] = ['PaymentAttemptEdge']
    export const isPaymentAttemptEdge = (obj?: { __typename?: any } | null): obj is PaymentAttemptEdge => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isPaymentAttemptEdge"')
      return PaymentAttemptEdge_possibleTypes.includes(obj.__typename)
    }
    


    const _Service_possibleTypes: string[] = ['_Service']
    export const is_Service = (obj?: { __typename?: any } | null): obj is _Service => {
      if (!obj?.__typename) throw new Error('__typename is missing in "is_Service"')
      return _Service_possibleTypes.includes(obj.__typename)
    }
    

export const enumPaymentAttemptOutcome = {
   DONE: 'DONE' as const,
   DECLINED: 'DECLINED' as const,
   FAILED: 'FAILED' as const
}

export const enumLinkPurpose = {
   SECURITY: 'SECURITY' as const,
   EXECUTION: 'EXECUTION' as const
}
