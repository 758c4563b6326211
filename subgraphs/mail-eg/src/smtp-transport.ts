import nodemailer, { type NodemailerError } from 'nodemailer';
import { masked } from './address.ts';
import type { MailTransport } from './mail-transport.ts';

/** Each well below what an attempt at a task may take. */
const CONNECT_TIMEOUT_MS = 10_000;
const SILENCE_TIMEOUT_MS = 15_000;
const TIMEOUTS = {
  dnsTimeout: CONNECT_TIMEOUT_MS,
  connectionTimeout: CONNECT_TIMEOUT_MS,
  greetingTimeout: CONNECT_TIMEOUT_MS,
  socketTimeout: SILENCE_TIMEOUT_MS,
};

/** A message is what the task says and nothing else: nodemailer would read a file, or a URL, that it is given. */
const OWN_CONTENT = { disableFileAccess: true, disableUrlAccess: true };

/** Asks that no machine answers (RFC 3834, 5). */
const AUTOMATIC = { 'Auto-Submitted': 'auto-generated' };

/** The first reply code that says never (RFC 5321, 4.2.1). */
const PERMANENT = 500;

/** Hands messages to a mail server, on a connection for each: mails are few, and a server closes one that idles. */
export function smtpTransport(url: string): MailTransport {
  return {
    async deliver({ id: _, to, ...message }) {
      const server = nodemailer.createTransport({ url, ...TIMEOUTS, ...OWN_CONTENT });
      try {
        await server.sendMail({ ...message, to: { name: '', address: to }, headers: AUTOMATIC });
        return 'taken';
      } catch (error) {
        const fault = error as NodemailerError;
        if (isRefusedRecipient(fault)) return 'refused';
        // A server repeats the address, and what is thrown is kept with the task and in the log: so not the error itself.
        throw new Error(fault.message.replaceAll(to, masked(to)));
      } finally {
        server.close();
      }
    },
  };
}

/** A server that refuses the sender, or the sign-in, has nothing against the recipient: somebody will mend that. */
function isRefusedRecipient({ code, command, responseCode = 0 }: NodemailerError): boolean {
  return code === 'EENVELOPE' && command === 'RCPT TO' && responseCode >= PERMANENT;
}
