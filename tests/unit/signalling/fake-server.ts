/** A request as it reached the fake server. */
export interface SeenRequest {
  method: string;
  url: string;
  headers: Headers;
  body: string;
  init: RequestInit;
}

export type Answer = Response | Promise<Response> | 'never' | Error;

export interface FakeServer {
  fetch: typeof fetch;
  requests: SeenRequest[];
  /** `METHOD path` of each request so far, in order. */
  lines(): string[];
}

/** A fake of fetch and everything behind it: answers each request, and ends it when its signal is aborted. */
export function createFakeServer(answer: (request: SeenRequest, index: number) => Answer): FakeServer {
  const requests: SeenRequest[] = [];
  const fakeFetch: typeof fetch = async (input, init = {}) => {
    const url = input instanceof Request ? input.url : String(input);
    const method = init.method ?? 'GET';
    const body = typeof init.body === 'string' ? init.body : '';
    const request = { method, url, headers: new Headers(init.headers), body, init };
    requests.push(request);
    const given = answer(request, requests.length - 1);
    if (given instanceof Error) throw given;
    const aborted = new Promise<never>((_, reject) => {
      const onAbort = () => reject(new DOMException('The user aborted a request.', 'AbortError'));
      if (init.signal?.aborted) onAbort();
      init.signal?.addEventListener('abort', onAbort);
    });
    return given === 'never' ? aborted : Promise.race([Promise.resolve(given), aborted]);
  };
  return {
    fetch: fakeFetch,
    requests,
    lines: () => requests.map(({ method, url }) => `${method} ${new URL(url).pathname}`),
  };
}

export interface ReplyOptions {
  headers?: Record<string, string>;
  body?: string | ReadableStream<Uint8Array>;
  /** The URL that the response came from, when redirects led there. */
  url?: string;
}

/** A response; only a real fetch can set `url`. */
export function reply(status: number, { headers = {}, body, url }: ReplyOptions = {}): Response {
  const response = new Response(body ?? null, { status, headers });
  if (url !== undefined) Object.defineProperty(response, 'url', { value: url });
  return response;
}

export function replyJson(value: unknown, status = 200): Response {
  return reply(status, { body: JSON.stringify(value), headers: { 'content-type': 'application/json' } });
}
