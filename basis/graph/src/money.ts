import { BadUserInputError } from '@strata/basis-core';
import { Directive, Field, InputType, ObjectType } from 'type-graphql';
import { Public } from './access.ts';
import { isCurrency, minorDigits } from './currency.ts';
import { CurrencyCode, Decimal } from './scalars.ts';

/** What PostgreSQL's bigint holds. */
const MAX_MINOR = 2n ** 63n - 1n;
const AMOUNT = /^(-?)(\d{1,28})(?:\.(\d{1,10}))?$/;

/**
 * An exact amount: a whole number of the currency's minor units, which is what is stored (a bigint column and a
 * currency column). Immutable.
 *
 * @example Money.of(1999n, 'EUR').amount // "19.99"
 * @example Money.parse('19.99', 'EUR').minor // 1999n
 */
@ObjectType({ description: 'An exact amount of money.' })
@Directive('@shareable')
@Public()
export class Money {
  private constructor(
    /** The amount in minor units: cents of EUR, yen of JPY. */
    readonly minor: bigint,
    currency: string,
  ) {
    this.currency = currency;
  }

  /** @throws BadUserInputError for a currency that is none, or an amount beyond a bigint column */
  static of(minor: bigint | number | string, currency: string): Money {
    if (!isCurrency(currency)) throw new BadUserInputError(`${JSON.stringify(currency.slice(0, 8))} is no currency.`);
    const whole = BigInt(minor);
    if (whole > MAX_MINOR || whole < -MAX_MINOR) throw new BadUserInputError('The amount is too large.');
    return new Money(whole, currency);
  }

  /**
   * Reads a decimal amount.
   *
   * @throws BadUserInputError for what is no amount, or has more digits than the currency's minor unit
   */
  static parse(amount: string, currency: string, field = 'amount'): Money {
    const [, sign = '', whole = '', fraction = ''] = AMOUNT.exec(amount) ?? [];
    const details = { field };
    if (whole === '') throw new BadUserInputError(`${field} is no amount.`, { details });
    if (!isCurrency(currency)) throw new BadUserInputError(`${field} has no currency.`, { details });
    const digits = minorDigits(currency);
    if (fraction.slice(digits).replaceAll('0', '') !== '') {
      throw new BadUserInputError(`${field}: ${currency} has ${digits} digits behind the point.`, { details });
    }
    return Money.of(sign + whole + fraction.slice(0, digits).padEnd(digits, '0'), currency);
  }

  @Field(() => Decimal, { description: 'The amount in the currency, such as "19.99".' })
  get amount(): string {
    const digits = minorDigits(this.currency);
    const text = (this.minor < 0n ? -this.minor : this.minor).toString().padStart(digits + 1, '0');
    const amount = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
    return this.minor < 0n ? `-${amount}` : amount;
  }

  @Field(() => CurrencyCode)
  readonly currency: string;

  /** @throws BadUserInputError when the currencies differ */
  plus(other: Money): Money {
    if (other.currency !== this.currency) {
      throw new BadUserInputError(`${other.currency} cannot be added to ${this.currency}.`);
    }
    return Money.of(this.minor + other.minor, this.currency);
  }

  times(quantity: number | bigint): Money {
    return Money.of(this.minor * BigInt(quantity), this.currency);
  }

  equals(other: Money): boolean {
    return this.minor === other.minor && this.currency === other.currency;
  }
}

/** An amount as a client gives it. */
@InputType({ description: 'An amount of money, with no more digits than its currency has.' })
export class MoneyInput {
  @Field(() => Decimal)
  amount!: string;

  @Field(() => CurrencyCode)
  currency!: string;
}

/**
 * The amount that a client gave.
 *
 * @param field its path, for the message: `input.price`
 * @throws BadUserInputError naming the field
 */
export function moneyOf(input: MoneyInput, field: string): Money {
  return Money.parse(input.amount, input.currency, `${field}.amount`);
}
