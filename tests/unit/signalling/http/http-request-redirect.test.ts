import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import { createRequest } from '../../../../utils/signalling/http/http-request.ts';
import { rejection, unaborted } from '../signals.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Starts a real server on this machine. Resolves with its origin. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port.');
  return `http://127.0.0.1:${address.port}`;
}

const authorize: RequestListener = ({ headers, method }, response) => {
  const isAllowed = headers.authorization === 'Bearer secret';
  response.writeHead(isAllowed ? 201 : 401).end(isAllowed ? method : '');
};

const post = (url: string) =>
  createRequest({ ...browserEdges, fetch })({
    method: 'POST',
    url,
    credentials: { token: 'secret' },
    body: 'v=0',
    signal: unaborted,
  });

it('a 307 within the origin is followed with method and token, and the reply tells where it came from', async () => {
  const origin = await serve((request, response) => {
    if (request.url === '/moved') authorize(request, response);
    else response.writeHead(307, { location: '/moved' }).end();
  });
  expect(await post(`${origin}/whip`)).toMatchObject({ status: 201, text: 'POST', url: `${origin}/moved` });
});

it('a 307 to another origin is followed without the token, and a 401 from there names it', async () => {
  const other = await serve(authorize);
  const origin = await serve((_, response) => response.writeHead(307, { location: `${other}/whip` }).end());
  expect(await rejection(post(`${origin}/whip`))).toMatchObject({
    failure: { reason: 'server-redirected', origin: other },
  });
});

it('a request to a server that does not exist fails as unreachable', async () => {
  const origin = await serve(() => undefined);
  const [server] = servers.splice(0);
  await new Promise((resolve) => server?.close(resolve));
  expect(await rejection(post(`${origin}/whip`))).toMatchObject({
    failure: { reason: 'server-unreachable' },
  });
});
