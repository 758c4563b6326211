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
    _Any: any,
}

export interface Query {
    paymentsEg: (PaymentsEg | null)
    /** One’s own payments egs, the oldest first. */
    paymentsEgs: PaymentsEgConnection
    _entities: (_Entity | null)[]
    _service: _Service
    __typename: 'Query'
}

export interface Mutation {
    addPaymentsEg: AddPaymentsEgPayload
    __typename: 'Mutation'
}

export interface AddPaymentsEgPayload {
    paymentsEg: PaymentsEg
    __typename: 'AddPaymentsEgPayload'
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


/** A payments eg, kept by one person. */
export interface PaymentsEg {
    id: Scalars['ID']
    name: Scalars['String']
    createdAt: Scalars['DateTime']
    __typename: 'PaymentsEg'
}


/** One page of a list. */
export interface PaymentsEgConnection {
    nodes: PaymentsEg[]
    edges: PaymentsEgEdge[]
    pageInfo: PageInfo
    /** How many there are in the whole list. */
    totalCount: Scalars['Int']
    __typename: 'PaymentsEgConnection'
}

export interface PaymentsEgEdge {
    node: PaymentsEg
    cursor: Scalars['String']
    __typename: 'PaymentsEgEdge'
}

export type link__Purpose = 'SECURITY' | 'EXECUTION'

export interface _Service {
    sdl: (Scalars['String'] | null)
    __typename: '_Service'
}

export type _Entity = (PaymentsEg) & { __isUnion?: true }

export interface QueryGenqlSelection{
    paymentsEg?: (PaymentsEgGenqlSelection & { __args: {id: Scalars['ID']} })
    /** One’s own payments egs, the oldest first. */
    paymentsEgs?: (PaymentsEgConnectionGenqlSelection & { __args?: {
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
    addPaymentsEg?: (AddPaymentsEgPayloadGenqlSelection & { __args: {input: AddPaymentsEgInput} })
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface AddPaymentsEgInput {name: Scalars['String']}

export interface AddPaymentsEgPayloadGenqlSelection{
    paymentsEg?: PaymentsEgGenqlSelection
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


/** A payments eg, kept by one person. */
export interface PaymentsEgGenqlSelection{
    id?: boolean | number
    name?: boolean | number
    createdAt?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** One page of a list. */
export interface PaymentsEgConnectionGenqlSelection{
    nodes?: PaymentsEgGenqlSelection
    edges?: PaymentsEgEdgeGenqlSelection
    pageInfo?: PageInfoGenqlSelection
    /** How many there are in the whole list. */
    totalCount?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface PaymentsEgEdgeGenqlSelection{
    node?: PaymentsEgGenqlSelection
    cursor?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface _ServiceGenqlSelection{
    sdl?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface _EntityGenqlSelection{
    on_PaymentsEg?:PaymentsEgGenqlSelection,
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
    


    const AddPaymentsEgPayload_possibleTypes: string[] = ['AddPaymentsEgPayload']
    export const isAddPaymentsEgPayload = (obj?: { __typename?: any } | null): obj is AddPaymentsEgPayload => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isAddPaymentsEgPayload"')
      return AddPaymentsEgPayload_possibleTypes.includes(obj.__typename)
    }
    


    const PageInfo_possibleTypes: string[] = ['PageInfo']
    export const isPageInfo = (obj?: { __typename?: any } | null): obj is PageInfo => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isPageInfo"')
      return PageInfo_possibleTypes.includes(obj.__typename)
    }
    


    const PaymentsEg_possibleTypes: string[] = ['PaymentsEg']
    export const isPaymentsEg = (obj?: { __typename?: any } | null): obj is PaymentsEg => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isPaymentsEg"')
      return PaymentsEg_possibleTypes.includes(obj.__typename)
    }
    


    const PaymentsEgConnection_possibleTypes: string[] = ['PaymentsEgConnection']
    export const isPaymentsEgConnection = (obj?: { __typename?: any } | null): obj is PaymentsEgConnection => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isPaymentsEgConnection"')
      return PaymentsEgConnection_possibleTypes.includes(obj.__typename)
    }
    


    const PaymentsEgEdge_possibleTypes: string[] = ['PaymentsEgEdge']
    export const isPaymentsEgEdge = (obj?: { __typename?: any } | null): obj is PaymentsEgEdge => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isPaymentsEgEdge"')
      return PaymentsEgEdge_possibleTypes.includes(obj.__typename)
    }
    


    const _Service_possibleTypes: string[] = ['_Service']
    export const is_Service = (obj?: { __typename?: any } | null): obj is _Service => {
      if (!obj?.__typename) throw new Error('__typename is missing in "is_Service"')
      return _Service_possibleTypes.includes(obj.__typename)
    }
    


    const _Entity_possibleTypes: string[] = ['PaymentsEg']
    export const is_Entity = (obj?: { __typename?: any } | null): obj is _Entity => {
      if (!obj?.__typename) throw new Error('__typename is missing in "is_Entity"')
      return _Entity_possibleTypes.includes(obj.__typename)
    }
    

export const enumLinkPurpose = {
   SECURITY: 'SECURITY' as const,
   EXECUTION: 'EXECUTION' as const
}
