import type { Behaviour } from './behaviour.ts';

const bad = [
  { urls: 'stun:exa"mple' },
  { urls: 'turn:turn.example' },
  { urls: 'turn:turn.example:99999', username: 'u', credential: 'c' },
  { urls: 'turn:turn.example', username: 'x'.repeat(510), credential: 'c' },
];

/** Servers that announce ICE servers by Link headers, some of which no browser takes. */
export const iceListBehaviours: readonly Behaviour[] = [
  {
    server: 'announces ICE servers that no browser takes beside one that all take',
    seen: 'Chromium refuses a whole configuration for one such entry',
    exchanges: ['whip'],
    does: { iceServers: [...bad, { urls: 'stun:127.0.0.1:9?transport=udp' }] },
    reads: 'live',
    asked: ['POST with', 'DELETE'],
    logs: bad.map(({ urls }) => expectLeftOut(urls)),
  },
  {
    server: 'announces the same TURN server on port 53 and on another',
    seen: 'Cloudflare Realtime',
    exchanges: ['whip'],
    does: {
      iceServers: [53, 9].map((port) => ({
        urls: `turn:127.0.0.1:${String(port)}?transport=udp`,
        username: 'u',
        credential: 'c',
      })),
    },
    reads: 'live',
    asked: ['POST with', 'DELETE'],
    logs: [expectLeftOut('turn:127.0.0.1:53?transport=udp')],
  },
  {
    server: 'writes its ICE servers as JSON into the Link header, one of which no browser takes',
    exchanges: ['whip'],
    does: { link: JSON.stringify([{ urls: ['stun:127.0.0.1:9', 'turn:turn.example'] }]) },
    reads: 'live',
    asked: ['POST with', 'DELETE'],
    logs: [expectLeftOut('turn:turn.example')],
  },
  {
    server: 'puts quotes around its Link header as a whole',
    exchanges: ['whip'],
    does: { link: JSON.stringify('<turn:turn.example>; rel="ice-server"') },
    reads: 'live',
    asked: ['POST with', 'DELETE'],
    logs: [expectLeftOut('turn:turn.example')],
  },
  {
    server: 'writes a Link header that nobody can read, and names an ICE server in it',
    exchanges: ['whip'],
    does: { link: '{urls: turn:turn.example, credential: s3cr3t' },
    reads: 'live',
    asked: ['POST with', 'DELETE'],
    logs: [expectLeftOut('turn:turn.example')],
  },
];

function expectLeftOut(url: string) {
  return { kind: 'ice-server-left-out', url } as const;
}
