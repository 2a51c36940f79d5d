import { once } from 'node:events';
import { createServer, request as forwardRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

/** What happens to a request on its way to Snowflake, or to the answer on its way back. */
export type Fault =
  /** The connection ends, and Snowflake never hears of the request. */
  | { readonly kind: 'drop' }
  /** The connection ends when Snowflake has the request, long before it has the answer. */
  | { readonly kind: 'leave' }
  /** Snowflake does what it is asked for, and then the connection ends. */
  | { readonly kind: 'lose answer' }
  /** The first half of the answer arrives, and then the connection ends. */
  | { readonly kind: 'cut answer' }
  /** The answer is kept back for so long. */
  | { readonly kind: 'hold answer'; readonly milliseconds: number }
  /** Something before Snowflake answers in its place. */
  | { readonly kind: 'answer'; readonly status: number; readonly body?: string }
  /** An answer of Snowflake's own, which has run nothing: an expired token, for instance. */
  | { readonly kind: 'refuse'; readonly code: string }
  /** Snowflake has ended the session, and with it its transaction, and says so. */
  | { readonly kind: 'end session'; readonly code: string; readonly status?: number };

/** Requests are told apart by where they go and by the statement they carry. */
export interface Matching {
  /** @default that of statements */
  readonly path?: RegExp;
  readonly sql?: RegExp;
  readonly method?: string;
}

export interface Plan extends Matching {
  readonly fault: Fault;
  /** @default 1 */
  readonly times?: number;
}

/** A request as it came to the proxy. */
export interface ProxiedRequest {
  readonly method: string;
  readonly path: string;
  readonly requestId: string | null;
  /** Of a request that carries a statement. */
  readonly sql: string;
  readonly fault: Fault['kind'] | undefined;
}

export interface FaultProxy {
  /** What the driver takes for Snowflake. */
  readonly url: string;
  /** Has a fault strike the next requests of a kind; resolves when it has struck the last of them. */
  plan(plan: Plan): Promise<void>;
  /** Requests of a kind so far, in order. */
  requests(matching: Matching): readonly ProxiedRequest[];
  /** Forgets what went through, and returns what was planned and did not strike. */
  reset(): readonly Plan[];
  close(): Promise<void>;
}

interface OpenPlan extends Plan {
  left: number;
  readonly done: () => void;
}

const STATEMENT = /^\/queries\/v1\/query-request$/;

/** Stands between the driver and a server that speaks like Snowflake, on loopback. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  let plans: OpenPlan[] = [];
  let seen: ProxiedRequest[] = [];

  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const { pathname, searchParams } = new URL(request.url ?? '/', target);
    const told = {
      method: request.method ?? 'GET',
      path: pathname,
      requestId: searchParams.get('requestId'),
      sql: STATEMENT.test(pathname) ? sqlOf(request, body) : '',
    };
    const plan = plans.find((open) => open.left > 0 && matches(open, told));
    seen.push({ ...told, fault: plan?.fault.kind });
    if (plan !== undefined) plan.left--;
    await strike(plan?.fault, target, request, body, response).catch(() => response.destroy());
    if (plan?.left === 0) plan.done();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    plan: (plan) => new Promise((done) => plans.push({ ...plan, left: plan.times ?? 1, done })),
    requests: (matching) => seen.filter((request) => matches(matching, request)),
    reset: () => {
      const unspent = plans.filter(({ left }) => left > 0 && left < Number.POSITIVE_INFINITY);
      plans = [];
      seen = [];
      return unspent;
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function matches({ path = STATEMENT, sql, method }: Matching, request: Omit<ProxiedRequest, 'fault'>): boolean {
  return path.test(request.path) && (sql?.test(request.sql) ?? true) && (method ?? request.method) === request.method;
}

function sqlOf(request: IncomingMessage, body: Buffer): string {
  const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
  return (JSON.parse(text.toString()) as { readonly sqlText?: string }).sqlText ?? '';
}

async function strike(
  fault: Fault | undefined,
  target: string,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<void> {
  switch (fault?.kind) {
    case 'drop':
      response.destroy();
      return;
    case 'answer':
      response.writeHead(fault.status, { 'content-type': 'application/json' }).end(fault.body ?? '');
      return;
    case 'refuse':
      answer(response, refusal(fault.code));
      return;
    case 'end session':
      await forward(target, request, Buffer.alloc(0), { method: 'POST', url: '/session?delete=true' });
      answer(response, refusal(fault.code, fault.status));
      return;
    case 'leave':
      response.destroy();
      await forward(target, request, body);
      return;
  }
  const answered = await forward(target, request, body);
  if (fault?.kind === 'hold answer') await new Promise((resolve) => setTimeout(resolve, fault.milliseconds));
  if (fault?.kind === 'lose answer') response.destroy();
  else if (fault?.kind === 'cut answer') cut(response, answered);
  else answer(response, answered);
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

async function forward(
  target: string,
  { headers, method, url }: IncomingMessage,
  body: Buffer,
  instead: { readonly method?: string; readonly url?: string } = {},
): Promise<Answer> {
  const { 'transfer-encoding': _, ...asked } = headers;
  const outgoing = forwardRequest(new URL(instead.url ?? url ?? '/', target), {
    method: instead.method ?? method ?? 'GET',
    // With the host as it was, the addresses in the answer lead through the proxy, too.
    headers: { ...asked, connection: 'close', 'content-length': body.length },
  });
  outgoing.end(body);
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  const { connection, 'transfer-encoding': __, ...kept } = incoming.headers;
  return {
    status: incoming.statusCode ?? 500,
    headers: kept as Record<string, string | string[]>,
    body: await buffer(incoming),
  };
}

function refusal(code: string, status = 200): Answer {
  const data = { errorCode: code, sqlState: '08001' };
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ data, code, message: 'refused', success: false })),
  };
}

function answer(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers).end(body);
}

function cut(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': body.length });
  response.write(body.subarray(0, body.length / 2), () => response.destroy());
}
