import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';

export interface RecordedRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Epoch milliseconds when the request's body was complete. */
  readonly at: number;
  /** The number of the TCP connection over which the request came, counted from 1. */
  readonly connection: number;
  /** The answer's status, once there is one. */
  status?: number;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * What comes in place of a reply: `never` keeps the client waiting until the server stops, `drop` ends the connection, and
 * `break off` does so in the middle of a body.
 */
export type NoReply = 'never' | 'drop' | 'break off';

export type Handler = (request: RecordedRequest) => Promise<Reply | NoReply> | Reply | NoReply;

/**
 * Starts a server on loopback that records every request; an exception of the handler is answered 500 with
 * its message.
 */
export async function startHttpServer(handler: Handler, { host = '127.0.0.1', port = 0 } = {}) {
  const requests: RecordedRequest[] = [];
  let connections = 0;
  const connectionOf = new WeakMap<object, number>();
  const server = createServer((message, response) => {
    void serve(message, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end(String(error));
    });
  });
  server.on('connection', (socket) => connectionOf.set(socket, (connections += 1)));

  const serve = async (message: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    const request: RecordedRequest = {
      method: message.method ?? '',
      path: message.url ?? '',
      headers: Object.fromEntries(
        Object.entries(message.headers).map(([name, value]) => [name, String(value)]),
      ),
      body: Buffer.concat(chunks).toString('utf8'),
      at: Date.now(),
      connection: connectionOf.get(message.socket) ?? 0,
    };
    requests.push(request);
    const reply = await handler(request);
    if (typeof reply === 'string') {
      if (reply === 'drop') message.socket.destroy();
      if (reply === 'break off') {
        response.writeHead(201, { 'content-type': 'application/sdp', 'content-length': '1000' });
        response.write('v=0\r\n', () => message.socket.destroy());
      }
      return;
    }
    request.status = reply.status;
    response.writeHead(reply.status, reply.headers).end(reply.body);
  };

  const listen = (at: number) =>
    new Promise<number>((resolve, reject) => {
      server.once('error', reject);
      server.listen(at, host, () => {
        server.off('error', reject);
        const address = server.address();
        resolve(typeof address === 'object' && address ? address.port : at);
      });
    });
  const bound = await listen(port);
  const doors = new Set<ReturnType<typeof createTcpServer>>();
  const close = () =>
    new Promise<void>((resolve) => {
      for (const door of doors) door.close();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    origin: `http://${host.includes(':') ? `[${host}]` : host}:${String(bound)}`,
    /** Every request so far, oldest first, including those that wait for their answer. */
    requests: requests as readonly RecordedRequest[],
    /** Listens on another port as well, until {@link close}. Resolves with the origin there. */
    openAnotherPort: async () => {
      const door = createTcpServer((socket) => server.emit('connection', socket));
      doors.add(door);
      await new Promise<void>((resolve) => door.listen(0, host, resolve));
      return `http://${host}:${String((door.address() as AddressInfo).port)}`;
    },
    /** Drops every TCP connection and stops listening. */
    close,
    /** Listens on the same port again after {@link close}. */
    reopen: async () => {
      await listen(bound);
    },
  };
}
