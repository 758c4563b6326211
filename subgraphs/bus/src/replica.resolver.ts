import { Allow } from '@strata/basis-graph';
import type { Context } from '@strata/basis-subgraph';
import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { operateByJob } from './operate.ts';
import { OperatorActionType } from './operator-action.entity.ts';
import { CheckReplicaInput, RebuildReplicaInput } from './replica.inputs.ts';
import { CheckReplicaPayload, RebuildReplicaPayload } from './replica.payloads.ts';
import { type Replica, ReplicaList, replicaShown, type SentReplica } from './replica.ts';
import { listOf } from './service-list.ts';

@Resolver()
export class ReplicaResolver {
  @Allow('bus:read')
  @Query(() => ReplicaList)
  replicas(
    @Arg('service', () => String, { nullable: true }) service: string | null,
    @Ctx() context: Context,
  ): Promise<ReplicaList> {
    return listOf<SentReplica, Replica>(context, { service, path: '/replicas' }, replicaShown);
  }

  @Allow('bus:operate')
  @Mutation(() => CheckReplicaPayload, {
    description: 'Compares it with its source. While one is under way, CONFLICT.',
  })
  async checkReplica(
    @Arg('input', () => CheckReplicaInput) { service, entity, repair }: CheckReplicaInput,
    @Ctx() context: Context,
  ): Promise<CheckReplicaPayload> {
    const type = OperatorActionType.CHECK_REPLICA;
    const body = { entity, repair: repair ?? true };
    return { action: await operateByJob(context, { type, service, arguments: body, path: '/replicas/check', body }) };
  }

  @Allow('bus:operate')
  @Mutation(() => RebuildReplicaPayload, { description: 'Fills it anew; its rows serve until they are replaced.' })
  async rebuildReplica(
    @Arg('input', () => RebuildReplicaInput) { service, entity }: RebuildReplicaInput,
    @Ctx() context: Context,
  ): Promise<RebuildReplicaPayload> {
    const type = OperatorActionType.REBUILD_REPLICA;
    const body = { entity };
    return { action: await operateByJob(context, { type, service, arguments: body, path: '/replicas/rebuild', body }) };
  }
}
