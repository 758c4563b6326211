import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { type AddressObject, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

/** A message as its recipient gets it. */
export interface Arrival {
  readonly messageId: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What the server does with the next messages, one entry each; then it takes them. */
export type Behaviour =
  | { readonly at: 'sender' | 'recipient' | 'data'; readonly code: number }
  /** It takes the message, and the connection is gone before it has said so. */
  | { readonly at: 'answer' };

/** A mail server of its own, over real SMTP. */
export interface MailServer {
  readonly url: string;
  readonly arrived: Arrival[];
  readonly next: Behaviour[];
  stop(): Promise<void>;
}

/** Starts it on a free port of this machine. */
export async function startMailServer(): Promise<MailServer> {
  const arrived: Arrival[] = [];
  const next: Behaviour[] = [];
  const sockets = new Map<string, Socket>();
  const refusal = (at: Behaviour['at']) => {
    const [first] = next;
    if (first?.at !== at || !('code' in first)) return undefined;
    next.shift();
    return Object.assign(new Error('not ada@strata.test today'), { responseCode: first.code });
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onMailFrom: (_address, _session, done) => done(refusal('sender')),
    onRcptTo: (_address, _session, done) => done(refusal('recipient')),
    onData(stream, session, done) {
      void simpleParser(stream).then((parsed) => {
        const refused = refusal('data');
        if (refused !== undefined) return done(refused);
        arrived.push(arrivalOf(parsed));
        if (next[0]?.at !== 'answer') return done();
        next.shift();
        return sockets.get(remoteOf(session))?.destroy();
      });
    },
  });
  server.server.on('connection', (socket: Socket) => sockets.set(`${socket.remotePort}`, socket));
  server.on('error', () => undefined); // a connection that was destroyed
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    arrived,
    next,
    stop: () => new Promise<void>((resolve) => server.close(resolve)),
  };
}

const remoteOf = (session: SMTPServerSession) => `${session.remotePort}`;

type Parsed = Awaited<ReturnType<typeof simpleParser>>;

function arrivalOf({ messageId = '', from, to, subject = '', text = '', html }: Parsed): Arrival {
  const addresses = (to as AddressObject | undefined)?.text ?? '';
  // What SMTP adds is the line break that ends the message.
  const body = { text: text.trimEnd(), html: String(html).trimEnd() };
  return { messageId, from: from?.text ?? '', to: addresses, subject, ...body };
}
