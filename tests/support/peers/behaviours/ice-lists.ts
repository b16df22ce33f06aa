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
];

function expectLeftOut(url: string) {
  return { kind: 'ice-server-left-out', url } as const;
}
