import { Check, Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import type { WireMoney } from '@strata/basis-contract';
import { newId } from '@strata/basis-core';
import type { Operation } from '../provider.ts';

/** What the sandbox says to a request; `REFUSED`: it contradicts what was asked for before. */
export type SandboxAnswer = 'DONE' | 'DECLINED' | 'REFUSED';

/** What goes wrong with a payment, by the last two digits of its amount. */
export type Trouble = 'DECLINED' | 'NO_ANSWER' | 'LOST_ANSWER' | 'LATE_ANSWER';

const TROUBLES: Readonly<Record<string, Trouble>> = {
  '13': 'DECLINED',
  '17': 'NO_ANSWER',
  '19': 'LOST_ANSWER',
  '23': 'LATE_ANSWER',
};

/** One payment in the sandbox's own ledger. Amounts are in minor units. */
@Entity()
@Check({ name: 'sandbox_charge_captured', expression: 'captured_minor >= 0 and captured_minor <= authorised_minor' })
@Check({ name: 'sandbox_charge_refunded', expression: 'refunded_minor >= 0 and refunded_minor <= captured_minor' })
@Check({
  name: 'sandbox_charge_voided',
  expression: 'voided_minor >= 0 and voided_minor + captured_minor <= authorised_minor',
})
export class SandboxCharge {
  /** The payment's reference. */
  @PrimaryKey({ type: 'uuid' })
  id: string = newId();

  @Property({ type: 'uuid', unique: true })
  paymentId!: string;

  @Property({ type: 'bigint' })
  amountMinor!: bigint;

  @Property({ type: 'character', length: 3 })
  currency!: string;

  @Property({ type: 'bigint' })
  authorisedMinor: bigint = 0n;

  @Property({ type: 'bigint' })
  capturedMinor: bigint = 0n;

  @Property({ type: 'bigint' })
  refundedMinor: bigint = 0n;

  @Property({ type: 'bigint' })
  voidedMinor: bigint = 0n;

  /** How often the card was charged: the money held back. */
  @Property({ type: 'integer' })
  charges: number = 0;

  @Property({ type: 'boolean' })
  isCancelled: boolean = false;

  /** Requests that were refused, for they contradict what was asked for before. */
  @Property({ type: 'integer' })
  contradictions: number = 0;

  /** How often each operation was asked for. */
  @Property({ type: 'json' })
  calls: Partial<Record<Operation, number>> = {};

  /** The key under which each operation was asked for first. */
  @Property({ type: 'json' })
  keys: Partial<Record<Operation, string>> = {};

  get trouble(): Trouble | undefined {
    return TROUBLES[this.amountMinor.toString().slice(-2)];
  }

  static of(paymentId: string, { minor, currency }: WireMoney): SandboxCharge {
    return Object.assign(new SandboxCharge(), { paymentId, amountMinor: BigInt(minor), currency });
  }

  /** Counts a call. @returns the how many-th of its operation it is, from 1 */
  call(operation: Operation): number {
    const nth = (this.calls[operation] ?? 0) + 1;
    this.calls = { ...this.calls, [operation]: nth };
    return nth;
  }

  /** Does what is asked for, once for each operation. */
  carryOut(operation: Operation, key: string, amount: WireMoney | undefined): SandboxAnswer {
    const answer = this.isSame(operation, key) ? this.answer(operation, amount) : 'REFUSED';
    if (answer === 'REFUSED') this.contradictions += 1;
    else this.keys = { ...this.keys, [operation]: key };
    return answer;
  }

  private isSame(operation: Operation, key: string): boolean {
    return (this.keys[operation] ?? key) === key;
  }

  private answer(operation: Operation, amount: WireMoney | undefined): SandboxAnswer {
    const minor = amount === undefined ? this.amountMinor : BigInt(amount.minor);
    if (amount !== undefined && amount.currency !== this.currency) return 'REFUSED';
    switch (operation) {
      case 'open':
        return minor === this.amountMinor ? 'DONE' : 'REFUSED';
      case 'authorise':
        return this.authorise();
      case 'capture':
        return this.capture(minor);
      case 'cancel':
        return this.cancel();
      case 'refund':
        return this.refund();
    }
  }

  private authorise(): SandboxAnswer {
    if (this.isCancelled || this.trouble === 'DECLINED') return 'DECLINED';
    if (this.charges === 0) {
      this.authorisedMinor = this.amountMinor;
      this.charges = 1;
    }
    return 'DONE';
  }

  private capture(minor: bigint): SandboxAnswer {
    if (this.isCancelled) return 'DECLINED';
    if (minor > this.authorisedMinor || (this.capturedMinor > 0n && minor !== this.capturedMinor)) return 'REFUSED';
    this.capturedMinor = minor;
    return 'DONE';
  }

  private cancel(): SandboxAnswer {
    this.isCancelled = true;
    this.voidedMinor = this.authorisedMinor - this.capturedMinor;
    this.refundedMinor = this.capturedMinor;
    return 'DONE';
  }

  private refund(): SandboxAnswer {
    if (this.capturedMinor === 0n) return 'REFUSED';
    this.refundedMinor = this.capturedMinor;
    return 'DONE';
  }
}
