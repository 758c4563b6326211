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
    payment: (Payment | null)
    /** One’s own payments, the oldest first. */
    payments: PaymentConnection
    _entities: (_Entity | null)[]
    _service: _Service
    __typename: 'Query'
}

export interface Mutation {
    addPayment: AddPaymentPayload
    __typename: 'Mutation'
}

export interface AddPaymentPayload {
    payment: Payment
    __typename: 'AddPaymentPayload'
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


/** A payment, kept by one person. */
export interface Payment {
    id: Scalars['ID']
    name: Scalars['String']
    createdAt: Scalars['DateTime']
    __typename: 'Payment'
}


/** One page of a list. */
export interface PaymentConnection {
    nodes: Payment[]
    edges: PaymentEdge[]
    pageInfo: PageInfo
    /** How many there are in the whole list. */
    totalCount: Scalars['Int']
    __typename: 'PaymentConnection'
}

export interface PaymentEdge {
    node: Payment
    cursor: Scalars['String']
    __typename: 'PaymentEdge'
}

export type link__Purpose = 'SECURITY' | 'EXECUTION'

export interface _Service {
    sdl: (Scalars['String'] | null)
    __typename: '_Service'
}

export type _Entity = (Payment) & { __isUnion?: true }

export interface QueryGenqlSelection{
    payment?: (PaymentGenqlSelection & { __args: {id: Scalars['ID']} })
    /** One’s own payments, the oldest first. */
    payments?: (PaymentConnectionGenqlSelection & { __args?: {
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
    addPayment?: (AddPaymentPayloadGenqlSelection & { __args: {input: AddPaymentInput} })
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface AddPaymentInput {name: Scalars['String']}

export interface AddPaymentPayloadGenqlSelection{
    payment?: PaymentGenqlSelection
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


/** A payment, kept by one person. */
export interface PaymentGenqlSelection{
    id?: boolean | number
    name?: boolean | number
    createdAt?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** One page of a list. */
export interface PaymentConnectionGenqlSelection{
    nodes?: PaymentGenqlSelection
    edges?: PaymentEdgeGenqlSelection
    pageInfo?: PageInfoGenqlSelection
    /** How many there are in the whole list. */
    totalCount?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface PaymentEdgeGenqlSelection{
    node?: PaymentGenqlSelection
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
    on_Payment?:PaymentGenqlSelection,
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
    


    const AddPaymentPayload_possibleTypes: string[] = ['AddPaymentPayload']
    export const isAddPaymentPayload = (obj?: { __typename?: any } | null): obj is AddPaymentPayload => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isAddPaymentPayload"')
      return AddPaymentPayload_possibleTypes.includes(obj.__typename)
    }
    


    const PageInfo_possibleTypes: string[] = ['PageInfo']
    export const isPageInfo = (obj?: { __typename?: any } | null): obj is PageInfo => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isPageInfo"')
      return PageInfo_possibleTypes.includes(obj.__typename)
    }
    


    const Payment_possibleTypes: string[] = ['Payment']
    export const isPayment = (obj?: { __typename?: any } | null): obj is Payment => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isPayment"')
      return Payment_possibleTypes.includes(obj.__typename)
    }
    


    const PaymentConnection_possibleTypes: string[] = ['PaymentConnection']
    export const isPaymentConnection = (obj?: { __typename?: any } | null): obj is PaymentConnection => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isPaymentConnection"')
      return PaymentConnection_possibleTypes.includes(obj.__typename)
    }
    


    const PaymentEdge_possibleTypes: string[] = ['PaymentEdge']
    export const isPaymentEdge = (obj?: { __typename?: any } | null): obj is PaymentEdge => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isPaymentEdge"')
      return PaymentEdge_possibleTypes.includes(obj.__typename)
    }
    


    const _Service_possibleTypes: string[] = ['_Service']
    export const is_Service = (obj?: { __typename?: any } | null): obj is _Service => {
      if (!obj?.__typename) throw new Error('__typename is missing in "is_Service"')
      return _Service_possibleTypes.includes(obj.__typename)
    }
    


    const _Entity_possibleTypes: string[] = ['Payment']
    export const is_Entity = (obj?: { __typename?: any } | null): obj is _Entity => {
      if (!obj?.__typename) throw new Error('__typename is missing in "is_Entity"')
      return _Entity_possibleTypes.includes(obj.__typename)
    }
    

export const enumLinkPurpose = {
   SECURITY: 'SECURITY' as const,
   EXECUTION: 'EXECUTION' as const
}
