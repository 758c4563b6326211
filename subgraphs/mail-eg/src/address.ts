/** The longest address that a mail server accepts (RFC 5321, 4.5.3.1). */
const MAX_LENGTH = 254;
/** One address and nothing beside it: no name, no second one, nothing that ends the line of a header. */
const ADDRESS = /^[^\s\p{C}@<>()[\]\\,;:"]+@[^\s\p{C}@<>()[\]\\,;:"]+$/u;

/** Whether a text is one address that a message can be sent to. */
export function isAddress(text: string): boolean {
  return text.length <= MAX_LENGTH && ADDRESS.test(text);
}

/** What is kept of an address once the message is sent: `a…@strata.test` tells an operator enough. */
export function masked(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, at).slice(0, 1)}…${address.slice(at)}`;
}
