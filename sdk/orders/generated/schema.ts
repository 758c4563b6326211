// @ts-nocheck
/* istanbul ignore file */
/* tslint:disable */
/* eslint-disable */

export type Scalars = {
    ID: string,
    Int: number,
    String: string,
    CurrencyCode: string,
    DateTime: string,
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
    /** Null also for an order that the viewer may not know of. */
    order: (Order | null)
    /** Newest first. */
    orders: (OrderConnection | null)
    _entities: (_Entity | null)[]
    _service: _Service
    __typename: 'Query'
}

export interface Mutation {
    cancelOrder: CancelOrderPayload
    deliverOrder: DeliverOrderPayload
    placeOrder: PlaceOrderPayload
    shipOrder: ShipOrderPayload
    __typename: 'Mutation'
}

export interface CancelOrderPayload {
    order: Order
    __typename: 'CancelOrderPayload'
}

export interface DeliverOrderPayload {
    order: Order
    __typename: 'DeliverOrderPayload'
}


/** An exact amount of money. */
export interface Money {
    /** The amount in the currency, such as "19.99". */
    amount: Scalars['Decimal']
    currency: Scalars['CurrencyCode']
    __typename: 'Money'
}


/** What a customer ordered, and how far it came. */
export interface Order {
    id: Scalars['ID']
    /** What people call it: `S-2026-000191`. */
    number: Scalars['String']
    status: OrderStatus
    placedAt: Scalars['DateTime']
    shippedAt: (Scalars['DateTime'] | null)
    deliveredAt: (Scalars['DateTime'] | null)
    cancelledAt: (Scalars['DateTime'] | null)
    total: Money
    /** Why it was REJECTED. */
    rejection: (OrderRejection | null)
    lines: OrderLine[]
    customer: (User | null)
    __typename: 'Order'
}


/** One page of a list. */
export interface OrderConnection {
    nodes: Order[]
    edges: OrderEdge[]
    pageInfo: PageInfo
    /** How many there are in the whole list. */
    totalCount: Scalars['Int']
    __typename: 'OrderConnection'
}

export interface OrderEdge {
    node: Order
    cursor: Scalars['String']
    __typename: 'OrderEdge'
}


/** So many pieces of one product, at the price that it had when it was ordered. */
export interface OrderLine {
    /** The product’s name when it was ordered. */
    productName: Scalars['String']
    quantity: Scalars['Int']
    /** The price of one piece when it was ordered. */
    unitPrice: Money
    /** As it is today; null when it cannot be seen any more. */
    product: (Product | null)
    __typename: 'OrderLine'
}


/** Why the shop could not carry an order out. */
export interface OrderRejection {
    /** Stable, such as OUT_OF_STOCK. */
    code: Scalars['String']
    message: Scalars['String']
    __typename: 'OrderRejection'
}


/** Where an order stands. */
export type OrderStatus = 'PLACED' | 'RESERVED' | 'CONFIRMED' | 'SHIPPED' | 'DELIVERED' | 'CANCELLED' | 'REJECTED'


/** Where a page stands in its list. */
export interface PageInfo {
    hasNextPage: Scalars['Boolean']
    hasPreviousPage: Scalars['Boolean']
    startCursor: (Scalars['String'] | null)
    /** Give it as `after` to read on. */
    endCursor: (Scalars['String'] | null)
    __typename: 'PageInfo'
}

export interface PlaceOrderPayload {
    order: Order
    __typename: 'PlaceOrderPayload'
}

export interface ShipOrderPayload {
    order: Order
    __typename: 'ShipOrderPayload'
}

export interface Product {
    id: Scalars['ID']
    name: Scalars['String']
    __typename: 'Product'
}

export interface User {
    id: Scalars['ID']
    displayName: Scalars['String']
    /** What they ordered, newest first. */
    orders: (OrderConnection | null)
    __typename: 'User'
}

export type link__Purpose = 'SECURITY' | 'EXECUTION'

export interface _Service {
    sdl: (Scalars['String'] | null)
    __typename: '_Service'
}

export type _Entity = (Order | Product | User) & { __isUnion?: true }

export interface QueryGenqlSelection{
    /** Null also for an order that the viewer may not know of. */
    order?: (OrderGenqlSelection & { __args: {id: Scalars['ID']} })
    /** Newest first. */
    orders?: (OrderConnectionGenqlSelection & { __args?: {filter?: (OrderFilter | null), 
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
    cancelOrder?: (CancelOrderPayloadGenqlSelection & { __args: {input: CancelOrderInput} })
    deliverOrder?: (DeliverOrderPayloadGenqlSelection & { __args: {input: DeliverOrderInput} })
    placeOrder?: (PlaceOrderPayloadGenqlSelection & { __args: {input: PlaceOrderInput} })
    shipOrder?: (ShipOrderPayloadGenqlSelection & { __args: {input: ShipOrderInput} })
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface CancelOrderInput {orderId: Scalars['ID']}

export interface CancelOrderPayloadGenqlSelection{
    order?: OrderGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface DeliverOrderInput {orderId: Scalars['ID']}

export interface DeliverOrderPayloadGenqlSelection{
    order?: OrderGenqlSelection
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


/** What a customer ordered, and how far it came. */
export interface OrderGenqlSelection{
    id?: boolean | number
    /** What people call it: `S-2026-000191`. */
    number?: boolean | number
    status?: boolean | number
    placedAt?: boolean | number
    shippedAt?: boolean | number
    deliveredAt?: boolean | number
    cancelledAt?: boolean | number
    total?: MoneyGenqlSelection
    /** Why it was REJECTED. */
    rejection?: OrderRejectionGenqlSelection
    lines?: OrderLineGenqlSelection
    customer?: UserGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** One page of a list. */
export interface OrderConnectionGenqlSelection{
    nodes?: OrderGenqlSelection
    edges?: OrderEdgeGenqlSelection
    pageInfo?: PageInfoGenqlSelection
    /** How many there are in the whole list. */
    totalCount?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface OrderEdgeGenqlSelection{
    node?: OrderGenqlSelection
    cursor?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** Which orders are listed: those for which all that is given holds. */
export interface OrderFilter {status?: (OrderStatus | null),customerId?: (Scalars['ID'] | null),
/** With a line of this product. */
productId?: (Scalars['ID'] | null),
/** At this moment or later. */
placedAfter?: (Scalars['DateTime'] | null),
/** Before this moment. */
placedBefore?: (Scalars['DateTime'] | null)}


/** So many pieces of one product, at the price that it had when it was ordered. */
export interface OrderLineGenqlSelection{
    /** The product’s name when it was ordered. */
    productName?: boolean | number
    quantity?: boolean | number
    /** The price of one piece when it was ordered. */
    unitPrice?: MoneyGenqlSelection
    /** As it is today; null when it cannot be seen any more. */
    product?: ProductGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface OrderLineInput {productId: Scalars['ID'],
/** From 1 to 1000. */
quantity: Scalars['Int']}


/** Why the shop could not carry an order out. */
export interface OrderRejectionGenqlSelection{
    /** Stable, such as OUT_OF_STOCK. */
    code?: boolean | number
    message?: boolean | number
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

export interface PlaceOrderInput {
/** From 1 to 100 lines. Lines of one product become one, at the place of the first. */
lines: OrderLineInput[]}

export interface PlaceOrderPayloadGenqlSelection{
    order?: OrderGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface ShipOrderInput {orderId: Scalars['ID']}

export interface ShipOrderPayloadGenqlSelection{
    order?: OrderGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface ProductGenqlSelection{
    id?: boolean | number
    name?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface UserGenqlSelection{
    id?: boolean | number
    displayName?: boolean | number
    /** What they ordered, newest first. */
    orders?: (OrderConnectionGenqlSelection & { __args?: {
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
    on_Order?:OrderGenqlSelection,
    on_Product?:ProductGenqlSelection,
    on_User?:UserGenqlSelection,
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
    


    const CancelOrderPayload_possibleTypes: string[] = ['CancelOrderPayload']
    export const isCancelOrderPayload = (obj?: { __typename?: any } | null): obj is CancelOrderPayload => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isCancelOrderPayload"')
      return CancelOrderPayload_possibleTypes.includes(obj.__typename)
    }
    


    const DeliverOrderPayload_possibleTypes: string[] = ['DeliverOrderPayload']
    export const isDeliverOrderPayload = (obj?: { __typename?: any } | null): obj is DeliverOrderPayload => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isDeliverOrderPayload"')
      return DeliverOrderPayload_possibleTypes.includes(obj.__typename)
    }
    


    const Money_possibleTypes: string[] = ['Money']
    export const isMoney = (obj?: { __typename?: any } | null): obj is Money => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isMoney"')
      return Money_possibleTypes.includes(obj.__typename)
    }
    


    const Order_possibleTypes: string[] = ['Order']
    export const isOrder = (obj?: { __typename?: any } | null): obj is Order => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isOrder"')
      return Order_possibleTypes.includes(obj.__typename)
    }
    


    const OrderConnection_possibleTypes: string[] = ['OrderConnection']
    export const isOrderConnection = (obj?: { __typename?: any } | null): obj is OrderConnection => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isOrderConnection"')
      return OrderConnection_possibleTypes.includes(obj.__typename)
    }
    


    const OrderEdge_possibleTypes: string[] = ['OrderEdge']
    export const isOrderEdge = (obj?: { __typename?: any } | null): obj is OrderEdge => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isOrderEdge"')
      return OrderEdge_possibleTypes.includes(obj.__typename)
    }
    


    const OrderLine_possibleTypes: string[] = ['OrderLine']
    export const isOrderLine = (obj?: { __typename?: any } | null): obj is OrderLine => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isOrderLine"')
      return OrderLine_possibleTypes.includes(obj.__typename)
    }
    


    const OrderRejection_possibleTypes: string[] = ['OrderRejection']
    export const isOrderRejection = (obj?: { __typename?: any } | null): obj is OrderRejection => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isOrderRejection"')
      return OrderRejection_possibleTypes.includes(obj.__typename)
    }
    


    const PageInfo_possibleTypes: string[] = ['PageInfo']
    export const isPageInfo = (obj?: { __typename?: any } | null): obj is PageInfo => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isPageInfo"')
      return PageInfo_possibleTypes.includes(obj.__typename)
    }
    


    const PlaceOrderPayload_possibleTypes: string[] = ['PlaceOrderPayload']
    export const isPlaceOrderPayload = (obj?: { __typename?: any } | null): obj is PlaceOrderPayload => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isPlaceOrderPayload"')
      return PlaceOrderPayload_possibleTypes.includes(obj.__typename)
    }
    


    const ShipOrderPayload_possibleTypes: string[] = ['ShipOrderPayload']
    export const isShipOrderPayload = (obj?: { __typename?: any } | null): obj is ShipOrderPayload => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isShipOrderPayload"')
      return ShipOrderPayload_possibleTypes.includes(obj.__typename)
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
    


    const _Entity_possibleTypes: string[] = ['Order','Product','User']
    export const is_Entity = (obj?: { __typename?: any } | null): obj is _Entity => {
      if (!obj?.__typename) throw new Error('__typename is missing in "is_Entity"')
      return _Entity_possibleTypes.includes(obj.__typename)
    }
    

export const enumOrderStatus = {
   PLACED: 'PLACED' as const,
   RESERVED: 'RESERVED' as const,
   CONFIRMED: 'CONFIRMED' as const,
   SHIPPED: 'SHIPPED' as const,
   DELIVERED: 'DELIVERED' as const,
   CANCELLED: 'CANCELLED' as const,
   REJECTED: 'REJECTED' as const
}

export const enumLinkPurpose = {
   SECURITY: 'SECURITY' as const,
   EXECUTION: 'EXECUTION' as const
}
