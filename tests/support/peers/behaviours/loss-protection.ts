import type { WhipBehaviour } from '../whip/options.ts';
import type { Behaviour, Exchange } from './behaviour.ts';

/** Whether an offer, in SDP or in JSON, asks for lost packets of its audio again. */
const asksForNack = (offer: string) => /a=rtcp-fb:\d+ nack/.test(offer);

/** A refusal of every offer that asks for lost packets again. */
const refuses = (status: number): Partial<WhipBehaviour> => ({
  says: ({ body }) => (asksForNack(body) ? { status, body: 'Unknown feedback.' } : undefined),
});

/** A server that answers an offer with a data channel, and then one without, by this status, both for what they ask for. */
function row(status: number, exchange: Exchange): Behaviour {
  const failure = status < 500 ? 'server-refused' : 'server-error';
  const hasOwnChannel = exchange === 'pipecat';
  return {
    server: `answers ${String(status)} to an offer that asks for lost packets again, by ${exchange}`,
    exchanges: [exchange],
    does: refuses(status),
    // Three offers, each of which may take seconds on a busy machine; a connection that is there does not wait for it.
    deadlineMs: 30_000,
    reads: 'live',
    asked: hasOwnChannel
      ? ['POST with', 'POST with']
      : ['POST with', 'POST without', 'POST without', 'DELETE'],
    repeated: [...(hasOwnChannel ? [] : [['data-channel', failure] as const]), ['loss-protection', failure]],
    learned: { lossProtectionRefused: true },
    askedNext: ['POST with', 'DELETE'],
  };
}

/** Servers that do not take what an offer asks for against the loss of packets. */
export const lossProtectionBehaviours: readonly Behaviour[] = [
  row(400, 'whip'),
  row(488, 'json'),
  row(500, 'pipecat'),
  {
    server: 'never connects where it is asked for lost packets again',
    exchanges: ['json'],
    does: {
      writes: (answer, offer) =>
        asksForNack(offer)
          ? answer.replaceAll(/(?<=^a=ice-pwd:).*$/gm, (password) => 'x'.repeat(password.length))
          : answer,
    },
    reads: 'live',
    asked: ['POST with', 'POST without', 'POST without'],
    repeated: [
      ['data-channel', 'connect-timeout'],
      ['loss-protection', 'connect-timeout'],
    ],
    learned: { lossProtectionRefused: true },
    askedNext: ['POST with'],
  },
];
