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
    mailEg: (MailEg | null)
    /** One’s own mail egs, the oldest first. */
    mailEgs: MailEgConnection
    _entities: (_Entity | null)[]
    _service: _Service
    __typename: 'Query'
}

export interface Mutation {
    addMailEg: AddMailEgPayload
    __typename: 'Mutation'
}

export interface AddMailEgPayload {
    mailEg: MailEg
    __typename: 'AddMailEgPayload'
}


/** A mail eg, kept by one person. */
export interface MailEg {
    id: Scalars['ID']
    name: Scalars['String']
    createdAt: Scalars['DateTime']
    __typename: 'MailEg'
}


/** One page of a list. */
export interface MailEgConnection {
    nodes: MailEg[]
    edges: MailEgEdge[]
    pageInfo: PageInfo
    /** How many there are in the whole list. */
    totalCount: Scalars['Int']
    __typename: 'MailEgConnection'
}

export interface MailEgEdge {
    node: MailEg
    cursor: Scalars['String']
    __typename: 'MailEgEdge'
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

export type _Entity = (MailEg) & { __isUnion?: true }

export interface QueryGenqlSelection{
    mailEg?: (MailEgGenqlSelection & { __args: {id: Scalars['ID']} })
    /** One’s own mail egs, the oldest first. */
    mailEgs?: (MailEgConnectionGenqlSelection & { __args?: {
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
    addMailEg?: (AddMailEgPayloadGenqlSelection & { __args: {input: AddMailEgInput} })
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface AddMailEgInput {name: Scalars['String']}

export interface AddMailEgPayloadGenqlSelection{
    mailEg?: MailEgGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** A mail eg, kept by one person. */
export interface MailEgGenqlSelection{
    id?: boolean | number
    name?: boolean | number
    createdAt?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** One page of a list. */
export interface MailEgConnectionGenqlSelection{
    nodes?: MailEgGenqlSelection
    edges?: MailEgEdgeGenqlSelection
    pageInfo?: PageInfoGenqlSelection
    /** How many there are in the whole list. */
    totalCount?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface MailEgEdgeGenqlSelection{
    node?: MailEgGenqlSelection
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
    on_MailEg?:MailEgGenqlSelection,
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
    


    const AddMailEgPayload_possibleTypes: string[] = ['AddMailEgPayload']
    export const isAddMailEgPayload = (obj?: { __typename?: any } | null): obj is AddMailEgPayload => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isAddMailEgPayload"')
      return AddMailEgPayload_possibleTypes.includes(obj.__typename)
    }
    


    const MailEg_possibleTypes: string[] = ['MailEg']
    export const isMailEg = (obj?: { __typename?: any } | null): obj is MailEg => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isMailEg"')
      return MailEg_possibleTypes.includes(obj.__typename)
    }
    


    const MailEgConnection_possibleTypes: string[] = ['MailEgConnection']
    export const isMailEgConnection = (obj?: { __typename?: any } | null): obj is MailEgConnection => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isMailEgConnection"')
      return MailEgConnection_possibleTypes.includes(obj.__typename)
    }
    


    const MailEgEdge_possibleTypes: string[] = ['MailEgEdge']
    export const isMailEgEdge = (obj?: { __typename?: any } | null): obj is MailEgEdge => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isMailEgEdge"')
      return MailEgEdge_possibleTypes.includes(obj.__typename)
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
    


    const _Entity_possibleTypes: string[] = ['MailEg']
    export const is_Entity = (obj?: { __typename?: any } | null): obj is _Entity => {
      if (!obj?.__typename) throw new Error('__typename is missing in "is_Entity"')
      return _Entity_possibleTypes.includes(obj.__typename)
    }
    

export const enumLinkPurpose = {
   SECURITY: 'SECURITY' as const,
   EXECUTION: 'EXECUTION' as const
}
