import { mendedFaults, refusedFaults } from './answer-faults.ts';
import type { Behaviour } from './behaviour.ts';

/** Faults that each exchange meets; the others are played over WHIP alone, because the answer is read in one place. */
const inEveryExchange = new Set(['repeats actpass', 'names no bundle', 'has an fmtp without parameters']);

/** A fault that Node's libwebrtc takes, and Chromium's refuses: it is played in a browser alone. */
const takenByNode = 'repeats sendonly';

/** Servers whose answers are not quite SDP, or are not about the audio. */
export const answerBehaviours: readonly Behaviour[] = [
  ...Object.entries(mendedFaults)
    .filter(([server]) => server !== takenByNode)
    .map(([server, writes]): Behaviour => ({
      server: `${server} in its answer`,
      exchanges: inEveryExchange.has(server) ? ['whip', 'json', 'openai'] : ['whip'],
      does: { writes },
      knows: { dataChannelRefused: true },
      token: 'ek_1',
      reads: 'live',
      asked: ['POST without', 'DELETE'],
      repeated: [],
    })),
  ...Object.entries(refusedFaults).map(([server, [writes, why]]): Behaviour => ({
    server: `${server} in its answer`,
    exchanges: ['whip', 'json'],
    does: { writes },
    knows: { dataChannelRefused: true },
    reads: {
      reason: 'server-answer-unusable',
      title: 'The server’s answer cannot be used',
      says: ['It is a WebRTC answer', 'the browser refuses it', why],
      next: 'edit-profile',
    },
  })),
  {
    server: 'answers, and takes no audio',
    exchanges: ['whip', 'json'],
    does: { writes: (answer) => answer.replace(/^m=audio \d+/m, 'm=audio 0') },
    knows: { dataChannelRefused: true },
    reads: {
      reason: 'server-answer-unusable',
      with: { why: null },
      title: 'The server’s answer cannot be used',
      says: ['takes no audio'],
      next: 'edit-profile',
    },
  },
  {
    server: 'sends a page in place of an answer',
    exchanges: ['whip', 'json', 'openai'],
    token: 'ek_1',
    does: { says: () => ({ status: 200, body: '<!doctype html><title>Sign in to the network</title>' }) },
    knows: { dataChannelRefused: true },
    reads: {
      reason: 'server-answer-invalid',
      with: { said: 'Sign in to the network' },
      title: 'The server’s answer makes no sense',
      causes: ['kind', 'address', 'portal'],
      next: 'edit-profile',
    },
  },
];
