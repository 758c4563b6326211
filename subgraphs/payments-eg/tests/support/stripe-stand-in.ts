import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { NOTHING, type TestLedger } from './ledger.ts';

/** As much of Stripe's API as the adapter uses, over HTTP, with the troubles that the sandbox has. */
export interface StripeStandIn {
  readonly url: string;
  ledger(paymentId: string): TestLedger;
  stop(): Promise<void>;
}

interface Intent extends TestLedger {
  id: string;
  paymentId: string;
  amount: number;
  status: string;
  /** How often each path was asked for. */
  calls: Map<string, number>;
}

interface Answer {
  status: number;
  body: object;
}

const LATE_MS = 5_000;
const TROUBLES: Readonly<Record<number, string>> = {
  13: 'declined',
  17: 'no answer',
  19: 'lost',
  23: 'late',
  // These are Stripe's alone: it is done, and answered with a 424; it is not done, for too much is asked; a refund fails.
  29: 'unsure',
  31: 'limited',
  37: 'no refund',
};

const refusal = (code: string, status = 400): Answer => ({
  status,
  body: { error: { type: status === 402 ? 'card_error' : 'invalid_request_error', code, message: code } },
});
const told = ({ id, status, amount }: Intent): Answer => ({
  status: 200,
  body: { id, object: 'payment_intent', status, amount },
});

/** What each thing does to an intent; an answer other than 200 says why not. */
const ACTIONS: Readonly<Record<string, (intent: Intent, form: URLSearchParams) => Answer>> = {
  confirm(intent) {
    if (intent.status !== 'requires_confirmation') return refusal('payment_intent_unexpected_state');
    const isDeclined = TROUBLES[intent.amount % 100] === 'declined';
    intent.status = isDeclined ? 'requires_payment_method' : 'requires_capture';
    if (isDeclined) return refusal('card_declined', 402);
    intent.authorised += intent.amount;
    intent.charges += 1;
    return told(intent);
  },
  capture(intent, form) {
    if (intent.status !== 'requires_capture') return refusal('payment_intent_unexpected_state');
    const amount = Number(form.get('amount_to_capture') ?? intent.amount);
    if (amount > intent.authorised) {
      intent.contradictions += 1;
      return refusal('amount_too_large');
    }
    intent.captured = amount;
    intent.status = 'succeeded';
    return told(intent);
  },
  cancel(intent) {
    if (['succeeded', 'canceled'].includes(intent.status)) return refusal('payment_intent_unexpected_state');
    intent.voided = intent.authorised;
    intent.status = 'canceled';
    return told(intent);
  },
  refund(intent) {
    if (intent.captured === 0) return refusal('payment_intent_unexpected_state');
    if (intent.refunded > 0) return refusal('charge_already_refunded');
    intent.refunded = intent.captured;
    const status = TROUBLES[intent.amount % 100] === 'no refund' ? 'failed' : 'succeeded';
    return { status: 200, body: { id: `re_${intent.id}`, object: 'refund', status } };
  },
  retrieve: told,
};

/** Starts it on a free port. */
export async function startStripeStandIn(): Promise<StripeStandIn> {
  const intents = new Map<string, Intent>();
  const remembered = new Map<string, { request: string; answer: Answer }>();

  function create(form: URLSearchParams): Answer {
    const paymentId = form.get('metadata[paymentId]') ?? '';
    const others = [...intents.values()].filter((known) => known.paymentId === paymentId);
    const id = `pi_${intents.size + 1}`;
    const intent = { ...NOTHING, id, paymentId, amount: Number(form.get('amount')), status: 'requires_confirmation' };
    intents.set(id, { ...intent, contradictions: others.length, calls: new Map() });
    return told(intents.get(id) as Intent);
  }

  /** Under one key a request is carried out once, and answered as it was the first time. */
  function once(key: string, request: string, act: () => Answer): Answer {
    const known = remembered.get(key);
    if (known === undefined) {
      const answer = act();
      if (key !== '') remembered.set(key, { request, answer });
      return answer;
    }
    return known.request === request ? known.answer : refusal('idempotency_error');
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const form = new URLSearchParams(body);
    const [, , collection, id, action] = (request.url ?? '').split('/');
    const intent = intents.get(id ?? form.get('payment_intent') ?? '');
    const name = collection === 'refunds' ? 'refund' : (action ?? (request.method === 'GET' ? 'retrieve' : 'create'));
    const trouble = intent === undefined || name === 'retrieve' ? undefined : troubleOf(intent, name);
    if (trouble === 'no answer') return; // until the client gives up
    if (trouble === 'limited') return send(response, refusal('rate_limit'), 0);
    const act = () =>
      intent === undefined ? create(form) : (ACTIONS[name]?.(intent, form) ?? refusal('unknown', 404));
    const answer = once(String(request.headers['idempotency-key'] ?? ''), `${request.url} ${body}`, act);
    if (trouble === 'lost') request.socket.destroy();
    else if (trouble === 'unsure') send(response, refusal('external_dependency_failed', 424), 0);
    else send(response, answer, trouble === 'late' ? LATE_MS : 0);
  }

  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ledger(paymentId) {
      const known = [...intents.values()].find((intent) => intent.paymentId === paymentId);
      const { authorised, captured, refunded, voided, charges, contradictions } = known ?? NOTHING;
      return { authorised, captured, refunded, voided, charges, contradictions };
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Of each thing that is asked for: twice no answer, or the first answer lost, or late. */
function troubleOf({ amount, calls }: Intent, name: string): string | undefined {
  const nth = (calls.get(name) ?? 0) + 1;
  calls.set(name, nth);
  const trouble = TROUBLES[amount % 100];
  return nth <= (trouble === 'no answer' ? 2 : 1) ? trouble : undefined;
}

function send(response: ServerResponse, { status, body }: Answer, afterMs: number): void {
  const timer = setTimeout(() => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }, afterMs);
  response.once('close', () => clearTimeout(timer));
}
