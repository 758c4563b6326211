// @ts-nocheck
/* istanbul ignore file */
/* tslint:disable */
/* eslint-disable */

export type Scalars = {
    Int: number,
    String: string,
    DateTime: string,
    Boolean: boolean,
    ID: string,
    link__Import: any,
    federation__FieldSet: any,
    federation__Scope: any,
    federation__Policy: any,
    federation__ContextFieldValue: any,
}

export interface Query {
    /** Messages that were sent in the last 30 days, newest first. */
    sentMessages: SentMessageConnection
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


/** A message that was handed over to be delivered. Known for 30 days. */
export interface SentMessage {
    /** Of the task that it was sent for. */
    id: Scalars['ID']
    /** Of the header `Message-ID`: what the mail server’s log has it under. */
    messageId: Scalars['String']
    /** To whom, with all but the first letter of the name left out. */
    to: Scalars['String']
    subject: Scalars['String']
    /** `smtp`, or `mailbox` in development. */
    transport: Scalars['String']
    sentAt: Scalars['DateTime']
    __typename: 'SentMessage'
}


/** One page of a list. */
export interface SentMessageConnection {
    nodes: SentMessage[]
    edges: SentMessageEdge[]
    pageInfo: PageInfo
    /** How many there are in the whole list. */
    totalCount: Scalars['Int']
    __typename: 'SentMessageConnection'
}

export interface SentMessageEdge {
    node: SentMessage
    cursor: Scalars['String']
    __typename: 'SentMessageEdge'
}

export type link__Purpose = 'SECURITY' | 'EXECUTION'

export interface _Service {
    sdl: (Scalars['String'] | null)
    __typename: '_Service'
}

export interface QueryGenqlSelection{
    /** Messages that were sent in the last 30 days, newest first. */
    sentMessages?: (SentMessageConnectionGenqlSelection & { __args?: {
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


/** A message that was handed over to be delivered. Known for 30 days. */
export interface SentMessageGenqlSelection{
    /** Of the task that it was sent for. */
    id?: boolean | number
    /** Of the header `Message-ID`: what the mail server’s log has it under. */
    messageId?: boolean | number
    /** To whom, with all but the first letter of the name left out. */
    to?: boolean | number
    subject?: boolean | number
    /** `smtp`, or `mailbox` in development. */
    transport?: boolean | number
    sentAt?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** One page of a list. */
export interface SentMessageConnectionGenqlSelection{
    nodes?: SentMessageGenqlSelection
    edges?: SentMessageEdgeGenqlSelection
    pageInfo?: PageInfoGenqlSelection
    /** How many there are in the whole list. */
    totalCount?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface SentMessageEdgeGenqlSelection{
    node?: SentMessageGenqlSelection
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
    


    const SentMessage_possibleTypes: string[] = ['SentMessage']
    export const isSentMessage = (obj?: { __typename?: any } | null): obj is SentMessage => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isSentMessage"')
      return SentMessage_possibleTypes.includes(obj.__typename)
    }
    


    const SentMessageConnection_possibleTypes: string[] = ['SentMessageConnection']
    export const isSentMessageConnection = (obj?: { __typename?: any } | null): obj is SentMessageConnection => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isSentMessageConnection"')
      return SentMessageConnection_possibleTypes.includes(obj.__typename)
    }
    


    const SentMessageEdge_possibleTypes: string[] = ['SentMessageEdge']
    export const isSentMessageEdge = (obj?: { __typename?: any } | null): obj is SentMessageEdge => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isSentMessageEdge"')
      return SentMessageEdge_possibleTypes.includes(obj.__typename)
    }
    


    const _Service_possibleTypes: string[] = ['_Service']
    export const is_Service = (obj?: { __typename?: any } | null): obj is _Service => {
      if (!obj?.__typename) throw new Error('__typename is missing in "is_Service"')
      return _Service_possibleTypes.includes(obj.__typename)
    }
    

export const enumLinkPurpose = {
   SECURITY: 'SECURITY' as const,
   EXECUTION: 'EXECUTION' as const
}
