import { withAnotherFingerprint, withAnotherPassword } from './answer-rewrites.ts';

/** The way in which a server does not take an offer's data channel; an offer without one is answered as usual. */
export interface DataChannelFault {
  /** The status with which the offer is refused. */
  readonly status?: 400 | 406 | 415 | 422 | 500 | 501 | 502 | 503 | 504;
  /** Whether the connection is closed without an answer. */
  readonly drops?: true;
  /** The offer as the server reads it. */
  readonly reads?: (offer: string) => string;
  /** The answer as the server writes it. */
  readonly writes?: (answer: string, offer: string) => string;
}

/** The table of ways in which servers are known, or likely, not to take a data channel, by what they do. */
export const dataChannelFaults = {
  'answers 400': { status: 400 },
  'answers 406': { status: 406 },
  'answers 415': { status: 415 },
  'answers 422': { status: 422 },
  'answers 500': { status: 500 },
  'answers 501': { status: 501 },
  'answers 502': { status: 502 },
  'answers 503': { status: 503 },
  'answers 504': { status: 504 },
  'closes the connection without an answer': { drops: true },
  'leaves its m-line out of the answer': { reads: withoutChannel },
  'answers its m-line with port 0': {
    reads: withoutChannel,
    writes: (answer, offer) => answer + refusedChannel(offer),
  },
  'answers its m-line before the audio': { writes: swapped },
  'answers with nothing that is SDP': { writes: () => '{"detail":"Internal error"}' },
  'answers with another password for connectivity checks': { writes: withAnotherPassword },
  'answers with the fingerprint of another certificate': { writes: withAnotherFingerprint },
} as const satisfies Record<string, DataChannelFault>;

export type DataChannelBehaviour = 'taken' | keyof typeof dataChannelFaults;

/** The fault of such a server with this offer; empty where the offer has no data channel. */
export function faultFor(behaviour: DataChannelBehaviour, offer: string): DataChannelFault {
  return behaviour === 'taken' || !channelOf(offer) ? {} : dataChannelFaults[behaviour];
}

function sections(description: string): string[] {
  return description.split(/(?=^m=)/m);
}

function channelOf(description: string): string | undefined {
  return sections(description).find((section) => section.startsWith('m=application '));
}

function midOf(section: string): string {
  return /^a=mid:(.*)$/m.exec(section)?.[1] ?? '';
}

function withoutChannel(offer: string): string {
  const mid = midOf(channelOf(offer) ?? '');
  return sections(offer)
    .filter((section) => !section.startsWith('m=application '))
    .join('')
    .replace(/^(a=group:BUNDLE.*)$/m, (group) =>
      group
        .split(' ')
        .filter((each) => each.trim() !== mid)
        .join(' '),
    );
}

function refusedChannel(offer: string): string {
  const lines = [
    'm=application 0 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    `a=mid:${midOf(channelOf(offer) ?? '')}`,
  ];
  return lines.map((line) => `${line}\r\n`).join('');
}

function swapped(answer: string): string {
  const [session = '', ...media] = sections(answer);
  return [session, ...media.toReversed()].join('');
}
