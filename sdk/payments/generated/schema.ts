// @ts-nocheck
/* istanbul ignore file */
/* tslint:disable */
/* eslint-disable */

export type Scalars = {
    ID: string,
    CurrencyCode: string,
    DateTime: string,
    Decimal: string,
    String: string,
    link__Import: any,
    federation__FieldSet: any,
    federation__Scope: any,
    federation__Policy: any,
    federation__ContextFieldValue: any,
    _Any: any,
    Boolean: boolean,
    Int: number,
}

export interface Query {
    /** Null also for a payment that the viewer may not know of. */
    payment: (Payment | null)
    _entities: (_Entity | null)[]
    _service: _Service
    __typename: 'Query'
}


/** An exact amount of money. */
export interface Money {
    /** The amount in the currency, such as "19.99". */
    amount: Scalars['Decimal']
    currency: Scalars['CurrencyCode']
    __typename: 'Money'
}


/** The money for an order. */
export interface Payment {
    id: Scalars['ID']
    status: PaymentStatus
    /** Why it is DECLINED: DECLINED by the issuer, or UNAVAILABLE. */
    declineCode: (Scalars['String'] | null)
    createdAt: Scalars['DateTime']
    amount: Money
    __typename: 'Payment'
}


/** Where the money for an order is. */
export type PaymentStatus = 'PENDING' | 'AUTHORISED' | 'CAPTURING' | 'CAPTURED' | 'DECLINED' | 'CANCELLED' | 'REFUNDING' | 'REFUNDED'

export interface Order {
    id: Scalars['ID']
    /** Null as long as no money was asked for. */
    payment: (Payment | null)
    __typename: 'Order'
}

export type link__Purpose = 'SECURITY' | 'EXECUTION'

export interface _Service {
    sdl: (Scalars['String'] | null)
    __typename: '_Service'
}

export type _Entity = (Order | Payment) & { __isUnion?: true }

export interface QueryGenqlSelection{
    /** Null also for a payment that the viewer may not know of. */
    payment?: (PaymentGenqlSelection & { __args: {id: Scalars['ID']} })
    _entities?: (_EntityGenqlSelection & { __args: {representations: Scalars['_Any'][]} })
    _service?: _ServiceGenqlSelection
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


/** The money for an order. */
export interface PaymentGenqlSelection{
    id?: boolean | number
    status?: boolean | number
    /** Why it is DECLINED: DECLINED by the issuer, or UNAVAILABLE. */
    declineCode?: boolean | number
    createdAt?: boolean | number
    amount?: MoneyGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface OrderGenqlSelection{
    id?: boolean | number
    /** Null as long as no money was asked for. */
    payment?: PaymentGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface _ServiceGenqlSelection{
    sdl?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface _EntityGenqlSelection{
    on_Order?:OrderGenqlSelection,
    on_Payment?:PaymentGenqlSelection,
    __typename?: boolean | number
}


    const Query_possibleTypes: string[] = ['Query']
    export const isQuery = (obj?: { __typename?: any } | null): obj is Query => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isQuery"')
      return Query_possibleTypes.includes(obj.__typename)
    }
    


    const Money_possibleTypes: string[] = ['Money']
    export const isMoney = (obj?: { __typename?: any } | null): obj is Money => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isMoney"')
      return Money_possibleTypes.includes(obj.__typename)
    }
    


    const Payment_possibleTypes: string[] = ['Payment']
    export const isPayment = (obj?: { __typename?: any } | null): obj is Payment => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isPayment"')
      return Payment_possibleTypes.includes(obj.__typename)
    }
    


    const Order_possibleTypes: string[] = ['Order']
    export const isOrder = (obj?: { __typename?: any } | null): obj is Order => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isOrder"')
      return Order_possibleTypes.includes(obj.__typename)
    }
    


    const _Service_possibleTypes: string[] = ['_Service']
    export const is_Service = (obj?: { __typename?: any } | null): obj is _Service => {
      if (!obj?.__typename) throw new Error('__typename is missing in "is_Service"')
      return _Service_possibleTypes.includes(obj.__typename)
    }
    


    const _Entity_possibleTypes: string[] = ['Order','Payment']
    export const is_Entity = (obj?: { __typename?: any } | null): obj is _Entity => {
      if (!obj?.__typename) throw new Error('__typename is missing in "is_Entity"')
      return _Entity_possibleTypes.includes(obj.__typename)
    }
    

export const enumPaymentStatus = {
   PENDING: 'PENDING' as const,
   AUTHORISED: 'AUTHORISED' as const,
   CAPTURING: 'CAPTURING' as const,
   CAPTURED: 'CAPTURED' as const,
   DECLINED: 'DECLINED' as const,
   CANCELLED: 'CANCELLED' as const,
   REFUNDING: 'REFUNDING' as const,
   REFUNDED: 'REFUNDED' as const
}

export const enumLinkPurpose = {
   SECURITY: 'SECURITY' as const,
   EXECUTION: 'EXECUTION' as const
}
