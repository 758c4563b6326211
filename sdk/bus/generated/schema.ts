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
    bus: (Bus | null)
    /** One’s own buses, the oldest first. */
    buses: BusConnection
    _entities: (_Entity | null)[]
    _service: _Service
    __typename: 'Query'
}

export interface Mutation {
    addBus: AddBusPayload
    __typename: 'Mutation'
}

export interface AddBusPayload {
    bus: Bus
    __typename: 'AddBusPayload'
}


/** A bus, kept by one person. */
export interface Bus {
    id: Scalars['ID']
    name: Scalars['String']
    createdAt: Scalars['DateTime']
    __typename: 'Bus'
}


/** One page of a list. */
export interface BusConnection {
    nodes: Bus[]
    edges: BusEdge[]
    pageInfo: PageInfo
    /** How many there are in the whole list. */
    totalCount: Scalars['Int']
    __typename: 'BusConnection'
}

export interface BusEdge {
    node: Bus
    cursor: Scalars['String']
    __typename: 'BusEdge'
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

export type link__Purpose = 'SECURITY' | 'EXECUTION'

export interface _Service {
    sdl: (Scalars['String'] | null)
    __typename: '_Service'
}

export type _Entity = (Bus) & { __isUnion?: true }

export interface QueryGenqlSelection{
    bus?: (BusGenqlSelection & { __args: {id: Scalars['ID']} })
    /** One’s own buses, the oldest first. */
    buses?: (BusConnectionGenqlSelection & { __args?: {
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
    addBus?: (AddBusPayloadGenqlSelection & { __args: {input: AddBusInput} })
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface AddBusInput {name: Scalars['String']}

export interface AddBusPayloadGenqlSelection{
    bus?: BusGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** A bus, kept by one person. */
export interface BusGenqlSelection{
    id?: boolean | number
    name?: boolean | number
    createdAt?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** One page of a list. */
export interface BusConnectionGenqlSelection{
    nodes?: BusGenqlSelection
    edges?: BusEdgeGenqlSelection
    pageInfo?: PageInfoGenqlSelection
    /** How many there are in the whole list. */
    totalCount?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface BusEdgeGenqlSelection{
    node?: BusGenqlSelection
    cursor?: boolean | number
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

export interface _ServiceGenqlSelection{
    sdl?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface _EntityGenqlSelection{
    on_Bus?:BusGenqlSelection,
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
    


    const AddBusPayload_possibleTypes: string[] = ['AddBusPayload']
    export const isAddBusPayload = (obj?: { __typename?: any } | null): obj is AddBusPayload => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isAddBusPayload"')
      return AddBusPayload_possibleTypes.includes(obj.__typename)
    }
    


    const Bus_possibleTypes: string[] = ['Bus']
    export const isBus = (obj?: { __typename?: any } | null): obj is Bus => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isBus"')
      return Bus_possibleTypes.includes(obj.__typename)
    }
    


    const BusConnection_possibleTypes: string[] = ['BusConnection']
    export const isBusConnection = (obj?: { __typename?: any } | null): obj is BusConnection => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isBusConnection"')
      return BusConnection_possibleTypes.includes(obj.__typename)
    }
    


    const BusEdge_possibleTypes: string[] = ['BusEdge']
    export const isBusEdge = (obj?: { __typename?: any } | null): obj is BusEdge => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isBusEdge"')
      return BusEdge_possibleTypes.includes(obj.__typename)
    }
    


    const PageInfo_possibleTypes: string[] = ['PageInfo']
    export const isPageInfo = (obj?: { __typename?: any } | null): obj is PageInfo => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isPageInfo"')
      return PageInfo_possibleTypes.includes(obj.__typename)
    }
    


    const _Service_possibleTypes: string[] = ['_Service']
    export const is_Service = (obj?: { __typename?: any } | null): obj is _Service => {
      if (!obj?.__typename) throw new Error('__typename is missing in "is_Service"')
      return _Service_possibleTypes.includes(obj.__typename)
    }
    


    const _Entity_possibleTypes: string[] = ['Bus']
    export const is_Entity = (obj?: { __typename?: any } | null): obj is _Entity => {
      if (!obj?.__typename) throw new Error('__typename is missing in "is_Entity"')
      return _Entity_possibleTypes.includes(obj.__typename)
    }
    

export const enumLinkPurpose = {
   SECURITY: 'SECURITY' as const,
   EXECUTION: 'EXECUTION' as const
}
