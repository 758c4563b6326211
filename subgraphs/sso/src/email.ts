/** The longest address that a mail server accepts (RFC 5321, 4.5.3.1). */
export const MAX_EMAIL_LENGTH = 254;

/** How an address is kept and looked up: nobody remembers whether they wrote a capital letter. */
export function normalisedEmail(email: string): string {
  return email.trim().toLowerCase();
}
