import type { HostedSubgraph } from '@strata/basis-subgraph';
import { SandboxCharge } from '../../src/sandbox/sandbox-charge.entity.ts';

/** What a provider has done for one payment. Amounts are in minor units. */
export interface TestLedger {
  authorised: number;
  captured: number;
  refunded: number;
  voided: number;
  /** How often money was held back. */
  charges: number;
  /** Requests that contradict those before. */
  contradictions: number;
}

export const NOTHING: TestLedger = {
  authorised: 0,
  captured: 0,
  refunded: 0,
  voided: 0,
  charges: 0,
  contradictions: 0,
};

/** The sandbox's own word for it. */
export async function sandboxLedger({ orm }: Pick<HostedSubgraph, 'orm'>, paymentId: string): Promise<TestLedger> {
  const charge = await orm.em.fork().findOne(SandboxCharge, { paymentId });
  if (charge === null) return NOTHING;
  return {
    authorised: Number(charge.authorisedMinor),
    captured: Number(charge.capturedMinor),
    refunded: Number(charge.refundedMinor),
    voided: Number(charge.voidedMinor),
    charges: charge.charges,
    contradictions: charge.contradictions,
  };
}
