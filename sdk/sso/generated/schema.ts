// @ts-nocheck
/* istanbul ignore file */
/* tslint:disable */
/* eslint-disable */

export type Scalars = {
    ID: string,
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
    /** The person who is signed in; null for a visitor or a machine. */
    me: (User | null)
    _entities: (_Entity | null)[]
    _service: _Service
    __typename: 'Query'
}


/** A person with an account. */
export interface User {
    id: Scalars['ID']
    /** Only for the person themselves, and for staff. */
    email: (Scalars['String'] | null)
    /** The name that others see. */
    displayName: Scalars['String']
    __typename: 'User'
}

export type link__Purpose = 'SECURITY' | 'EXECUTION'

export interface _Service {
    sdl: (Scalars['String'] | null)
    __typename: '_Service'
}

export type _Entity = (User) & { __isUnion?: true }

export interface QueryGenqlSelection{
    /** The person who is signed in; null for a visitor or a machine. */
    me?: UserGenqlSelection
    _entities?: (_EntityGenqlSelection & { __args: {representations: Scalars['_Any'][]} })
    _service?: _ServiceGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** A person with an account. */
export interface UserGenqlSelection{
    id?: boolean | number
    /** Only for the person themselves, and for staff. */
    email?: boolean | number
    /** The name that others see. */
    displayName?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface _ServiceGenqlSelection{
    sdl?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}

export interface _EntityGenqlSelection{
    on_User?:UserGenqlSelection,
    __typename?: boolean | number
}


    const Query_possibleTypes: string[] = ['Query']
    export const isQuery = (obj?: { __typename?: any } | null): obj is Query => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isQuery"')
      return Query_possibleTypes.includes(obj.__typename)
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
    


    const _Entity_possibleTypes: string[] = ['User']
    export const is_Entity = (obj?: { __typename?: any } | null): obj is _Entity => {
      if (!obj?.__typename) throw new Error('__typename is missing in "is_Entity"')
      return _Entity_possibleTypes.includes(obj.__typename)
    }
    

export const enumLinkPurpose = {
   SECURITY: 'SECURITY' as const,
   EXECUTION: 'EXECUTION' as const
}
