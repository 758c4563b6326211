import { Entity } from '@mikro-orm/decorators/legacy';
import { Public } from '@strata/basis-graph';
import { replicaOf } from '@strata/basis-subgraph';
import * as sso from '@strata/sdk-sso';
import { Directive, ObjectType } from 'type-graphql';

/** sso's user, kept here: whose orders these are. */
@Entity()
@ObjectType('User')
@Directive('@key(fields: "id")')
@Public()
export class UserReplica extends replicaOf(sso.User, { serve: ['displayName'] }) {}
