import fc from 'fast-check';
import { Money } from '../src/index.ts';

test.each([
  ['19.99', 'EUR', 1999n],
  ['0', 'EUR', 0n],
  ['-0.01', 'EUR', -1n],
  ['5', 'JPY', 5n],
  ['1.234', 'KWD', 1234n],
  ['1.5', 'EUR', 150n],
  ['1.500', 'EUR', 150n],
  ['92233720368547758.07', 'EUR', 9223372036854775807n],
])('%s %s is %d minor units', (amount, currency, minor) => {
  expect(Money.parse(amount, currency).minor).toBe(minor);
});

test('what is written is read back, whatever the currency and the amount', () => {
  const currencies = fc.constantFrom('EUR', 'JPY', 'KWD', 'USD');
  fc.assert(
    fc.property(fc.bigInt(-(2n ** 63n) + 1n, 2n ** 63n - 1n), currencies, (minor, currency) => {
      const { amount } = Money.of(minor, currency);
      expect(Money.parse(amount, currency).minor).toBe(minor);
    }),
  );
});

test('sums and multiples are exact, and stay within one currency and one column', () => {
  expect(Money.parse('0.1', 'EUR').plus(Money.parse('0.2', 'EUR')).amount).toBe('0.30');
  expect(Money.parse('19.99', 'EUR').times(3).amount).toBe('59.97');
  expect(() => Money.parse('1', 'EUR').plus(Money.parse('1', 'USD'))).toThrow('USD cannot be added to EUR');
  expect(() => Money.of(2n ** 63n - 1n, 'EUR').plus(Money.of(1n, 'EUR'))).toThrow('too large');
  expect(Money.of(1999n, 'EUR').equals(Money.parse('19.99', 'EUR'))).toBe(true);
  expect(Money.of(1999n, 'EUR').equals(Money.of(1999n, 'USD'))).toBe(false);
});

test('what is no amount or no currency is refused, naming the field', () => {
  expect(() => Money.parse('1.999', 'EUR', 'input.price')).toThrow('input.price: EUR has 2 digits behind the point');
  expect(() => Money.parse('', 'EUR')).toThrow('amount is no amount');
  expect(() => Money.of(1n, 'XXX')).toThrow('is no currency');
});
