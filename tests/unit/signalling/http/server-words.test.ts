import { describe, expect, it } from 'vitest';
import { readServerWords } from '../../../../utils/signalling/http/server-words.ts';

const words = (body: string, headers: Record<string, string> = {}, statusText = '') =>
  readServerWords({ body, headers: new Headers(headers), statusText });
const json = (value: unknown) => words(JSON.stringify(value));

describe('the sentence of a server', () => {
  it.each([
    [
      'problem+json (RFC 9457)',
      { type: 'about:blank', title: 'Busy', detail: 'Endpoint already in use.' },
      'Endpoint already in use.',
    ],
    ['problem+json without a detail', { title: 'Endpoint busy', status: 409 }, 'Endpoint busy'],
    ['MediaMTX', { status: 'error', error: "path 'mic' is not configured" }, "path 'mic' is not configured"],
    [
      'OpenAI',
      {
        error: {
          message: 'You exceeded your quota.',
          type: 'insufficient_quota',
          code: 'insufficient_quota',
        },
      },
      'You exceeded your quota.',
    ],
    ['a message', { message: 'Unauthorized' }, 'Unauthorized'],
    ['a message beside an empty error', { error: '', message: 'No such room' }, 'No such room'],
    [
      'FastAPI',
      { detail: [{ loc: ['body', 'sdp'], msg: 'Field required', type: 'missing' }] },
      'sdp: Field required',
    ],
    ['FastAPI’s HTTPException', { detail: 'Not authenticated' }, 'Not authenticated'],
    [
      'ElevenLabs',
      { detail: { status: 'quota_exceeded', message: 'This request exceeds your quota.' } },
      'This request exceeds your quota.',
    ],
    [
      'Cloudflare',
      { success: false, errors: [{ code: 10005, message: 'Not found' }], messages: [] },
      'Not found',
    ],
    ['SRS', { code: 400, server: 'vid-1', data: { message: 'stream is busy' } }, 'stream is busy'],
    ['OAuth', { error: 'invalid_token', error_description: 'The token is expired' }, 'The token is expired'],
    [
      'gRPC’s gateway',
      { code: 16, message: 'request had invalid credentials', details: [] },
      'request had invalid credentials',
    ],
    ['a code alone', { error: 'room_full' }, 'room_full'],
    ['a member that nobody expected', { outcome: { what: { message: 'deep' } } }, 'deep'],
    ['capital names', { Error: { Message: 'Access Denied' } }, 'Access Denied'],
    ['a list', ['first', 'second'], 'first'],
    [
      'Apigee',
      { fault: { faultstring: 'Invalid ApiKey', detail: { errorcode: 'oauth.v2.InvalidApiKey' } } },
      'Invalid ApiKey',
    ],
    ['a member of any name', { ok: false, info: 'wrong stream id', id: '1' }, 'wrong stream id'],
    ['a member of any name inside', { cause: { explanation: 'It is taken.' } }, 'It is taken.'],
    ['Laravel', { errors: { sdp: ['The sdp field is required.'] } }, 'The sdp field is required.'],
    ['JSON in JSON', { error: '{"message":"No room is left"}' }, 'No room is left'],
    ['a text in JSON', 'Forbidden here', 'Forbidden here'],
  ])('is found as %s writes it', (_, body, said) => expect(json(body).said).toBe(said));

  it.each([
    ['plain text', 'stream already exists\n', 'stream already exists'],
    ['text after a byte order mark', '\uFEFF{"error":"no"}', 'no'],
    [
      'a page with a title',
      '<!doctype html><html><head><title>502 Bad Gateway</title></head>',
      '502 Bad Gateway',
    ],
    ['a page with a heading', '<html><body><h1>Not &amp; found</h1>', 'Not & found'],
    [
      'XML as of S3',
      '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
      'Access Denied',
    ],
    [
      'a page that says it in a paragraph',
      '<!doctype html><title>405 Method Not Allowed</title><h1>Method Not Allowed</h1><p>The method is <b>not</b> allowed here.</p>',
      'The method is not allowed here.',
    ],
    [
      'a page of Express',
      '<html><head><title>Error</title></head><body><pre>Cannot POST /whip</pre></body></html>',
      'Cannot POST /whip',
    ],
    ['XML of any name', '<result><what>Stream key is wrong</what></result>', 'Stream key is wrong'],
    ['a page without words', '<html><script>var message = "no"</script></html>', null],
    ['lines of JSON', '{"error":"the first line"}\n{"more":1}', 'the first line'],
    ['JSON behind a guard', ')]}\'\n{"error":"the room is full"}', 'the room is full'],
    ['a form', 'error=invalid_request&error_description=The+room+is+full', 'The room is full'],
    ['JSON that is cut off', '{"error":"cut', '{"error":"cut'],
    ['markup in JSON stays text', '{"error":"<b>no</b>"}', '<b>no</b>'],
  ])('is found in %s', (_, body, said) => expect(words(body).said).toBe(said));

  it('is in WWW-Authenticate, or in the status line, where the body has none', () => {
    const challenge = {
      'www-authenticate': 'Bearer error="invalid_token", error_description="Token expired"',
    };
    expect(words('', challenge).said).toBe('Token expired');
    expect(words('', { 'www-authenticate': 'Basic realm="studio"' }).said).toBe('Basic realm="studio"');
    expect(words('', {}, 'Stream already publishing').said).toBe('Stream already publishing');
    expect(words('', {}, 'Bad Request').said).toBeNull();
    expect(words('{}').said).toBeNull();
  });
});

it('codes are read wherever they stand, in small letters', () => {
  expect(
    json({ error: { code: 'insufficient_quota', type: 'requests', message: 'A sentence.' } }).codes,
  ).toEqual(['insufficient_quota', 'requests']);
  expect(json({ error: { code: 'insufficientFunds', type: 'PAYMENT_DUE' } }).codes).toEqual([
    'insufficient_funds',
    'payment_due',
  ]);
  expect(json({ error: { code: 429, status: 'RESOURCE_EXHAUSTED' } }).codes).toEqual(['resource_exhausted']);
  expect(json({ error: 'A sentence is no code.' }).codes).toEqual([]);
});

it.each([
  ['bytes that are no text', 'Acc\uFFFDs refus\uFFFD'],
  ['a page of such bytes', '<h1>Acc\uFFFDs refus\uFFFD</h1>'],
  ['null', 'null'],
  ['a number', ' 500\n'],
  ['a truth value', 'false'],
])('nothing is quoted of %s, and the next place is looked at', (_, body) => {
  expect(words(body).said).toBeNull();
  expect(words(body, { 'WWW-Authenticate': 'Bearer realm="studio"' }).said).toBe('Bearer realm="studio"');
});

it('signs that a page writes as numbers are read in either form', () => {
  expect(words('<h1>&#26085;&#x672C;&#X8a9e; &eacute;</h1>').said).toBe('日本語 &eacute;');
});
