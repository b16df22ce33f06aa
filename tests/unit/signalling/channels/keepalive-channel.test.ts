import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { FailureError, type Failure } from '../../../../utils/domain/failure/failure.ts';
import type { LearnedFacts } from '../../../../utils/domain/profiles/learned-facts.ts';
import type { SignallingDeps } from '../../../../utils/signalling/port/signalling-deps.ts';
import {
  withKeepaliveBeside,
  withKeepaliveChannel,
} from '../../../../utils/signalling/channels/keepalive-channel.ts';
import { NewConnectionNeeded } from '../../../../utils/signalling/port/new-connection-needed.ts';
import type { Signalling, SignallingSession } from '../../../../utils/signalling/port/signalling.ts';
import { FakePeerConnection } from '../fake-peer-connection.ts';
import { answerSdp, lines } from '../sdp.ts';
import { unaborted } from '../signals.ts';

const feedback = 'a=rtcp-fb:111 transport-cc';
const taken = lines('m=application 9 UDP/DTLS/SCTP webrtc-datachannel', 'a=mid:1');
const refused = lines('m=application 0 UDP/DTLS/SCTP webrtc-datachannel', 'a=mid:1');
const feedbackSdp = answerSdp + lines(feedback);

type Answer = string | Error;

/** A server that answers each offer as the test says, given whether it has a data channel. */
function setUp({
  answer = (hasChannel) => answerSdp + (hasChannel ? taken : ''),
  learned = { transportFeedback: false },
  keepalive = 'unproved',
  doubts,
}: {
  answer?: (hasChannel: boolean, connections: number) => Answer;
  learned?: LearnedFacts;
  keepalive?: SignallingDeps['keepalive'];
  /** The doubts of the adapter itself. */
  doubts?: SignallingSession['doubts'];
} = {}) {
  const connections: FakePeerConnection[] = [];
  const onLearned = vi.fn<(facts: LearnedFacts) => void>();
  let tellLearned = onLearned as (facts: LearnedFacts) => void;
  const end = vi.fn(() => Promise.resolve());
  const edges = { keepalive, learned, onLearned };
  const signalling = withKeepaliveChannel(edges, (deps): Signalling => {
    tellLearned = deps.onLearned;
    return {
      warmUp: () => Promise.resolve(true),
      async negotiate(peerConnection) {
        const fake = connections.at(-1);
        const answered = answer((fake?.channels.length ?? 0) > 0, connections.length);
        if (answered instanceof Error) throw answered;
        await peerConnection.setRemoteDescription({ type: 'answer', sdp: answered });
        return { end, ...(doubts && { doubts }) };
      },
    };
  });
  const negotiate = () => {
    const connection = new FakePeerConnection();
    connections.push(connection);
    return signalling.negotiate(connection.asReal(), unaborted);
  };
  /** Connects as a session does, with up to so many replacements. */
  const connect = (replacements = 3): Promise<SignallingSession> =>
    negotiate().catch((error: unknown) => {
      if (error instanceof NewConnectionNeeded && replacements > 0) return connect(replacements - 1);
      throw error;
    });
  const offered = () => connections.map(({ channels }) => channels.length);
  return {
    connections,
    onLearned,
    innerLearns: (facts: LearnedFacts) => tellLearned(facts),
    end,
    connect,
    offered,
  };
}

const refuse = (failure: Failure) => new FailureError(failure);
const refuse406 = refuse({ reason: 'server-refused', status: 406 });
const timeout: Failure = { reason: 'connect-timeout' };

describe('the keepalive channel', () => {
  it('loses what it can’t deliver at once, and is unknown to the far side', async () => {
    const { connections, connect } = setUp();
    await connect();
    expect(connections[0]?.channels[0]?.init).toEqual({
      negotiated: true,
      id: 1000,
      ordered: false,
      maxRetransmits: 0,
    });
  });

  it('carries one byte at a time while it is open, and nothing that would have to wait', async () => {
    const { connections, connect } = setUp();
    const session = await connect();
    const channel = connections[0]?.channels[0];
    expect(session.sendKeepalive?.()).toBe(false);
    channel?.open();
    expect(session.sendKeepalive?.()).toBe(true);
    expect(channel?.sent).toEqual([new Uint8Array(1)]);
    if (channel) channel.bufferedAmount = 1;
    expect(session.sendKeepalive?.()).toBe(true);
    expect(channel?.sent).toHaveLength(1);
    channel?.close();
    expect(session.sendKeepalive?.()).toBe(false);
  });

  it('is not used, and not offered again, where the server gives transport feedback', async () => {
    const { offered, onLearned, connect } = setUp({ learned: {}, answer: () => feedbackSdp + taken });
    expect((await connect()).sendKeepalive).toBeUndefined();
    expect(onLearned).toHaveBeenCalledExactlyOnceWith({ transportFeedback: true });
    await connect();
    expect(offered()).toEqual([1, 0]);
  });

  it.each<[string, LearnedFacts, boolean]>([
    ['of which nothing is known', {}, true],
    ['that gives no transport feedback', { transportFeedback: false }, true],
    ['that gave transport feedback', { transportFeedback: true }, false],
    ['that refused it', { transportFeedback: false, dataChannelRefused: true }, false],
    ['that refused it, and of which no more is known', { dataChannelRefused: true }, false],
  ])('to a server %s (%o) is offered at first: %s', async (_, learned, expected) => {
    const { offered, connect } = setUp({ learned });
    await connect();
    expect(offered()).toEqual([expected ? 1 : 0]);
  });

  it('is offered by the next connection where the server gives no transport feedback any more', async () => {
    const { offered, onLearned, end, connect } = setUp({ learned: { transportFeedback: true } });
    expect((await connect()).sendKeepalive).toBeUndefined();
    expect(onLearned).toHaveBeenCalledExactlyOnceWith({ transportFeedback: false });
    expect(end).not.toHaveBeenCalled();
    expect((await connect()).sendKeepalive).toBeDefined();
    expect(offered()).toEqual([0, 1]);
  });

  it('is offered again by a connection that the adapter needs for another reason', async () => {
    const trickling = vi.fn((failure: Failure) => new NewConnectionNeeded('trickling', failure));
    const { offered, connect } = setUp({ learned: {}, doubts: { trickling } });
    expect((await connect()).doubts?.trickling).toBe(trickling);
    expect((await connect()).sendKeepalive).toBeDefined();
    expect(offered()).toEqual([1, 1]);
  });

  it('that the answer refuses is learned, and the session goes on', async () => {
    const { offered, onLearned, end, connect } = setUp({
      learned: {},
      answer: (hasChannel) => answerSdp + (hasChannel ? refused : ''),
    });
    expect((await connect()).sendKeepalive).toBeUndefined();
    expect(end).not.toHaveBeenCalled();
    expect(onLearned).toHaveBeenCalledExactlyOnceWith({ transportFeedback: false, dataChannelRefused: true });
    await connect();
    expect(offered()).toEqual([1, 0]);
  });

  it('is not offered where nobody wants to know', async () => {
    const { offered, connect } = setUp({ keepalive: 'unwanted' });
    await connect();
    expect(offered()).toEqual([0]);
  });
});

describe('a connection that does not come about', () => {
  it('is made once more without, and only one that connects then has proved the refusal', async () => {
    const { connections, offered, onLearned, connect } = setUp();
    const session = await connect();
    expect(session.doubts?.['data-channel']?.(timeout)).toMatchObject({
      leavesOut: 'data-channel',
      failure: timeout,
    });
    expect((await connect()).doubts).toBeUndefined();
    expect(onLearned).not.toHaveBeenCalled();
    connections[1]?.become('connected');
    expect(onLearned).toHaveBeenCalledExactlyOnceWith({ transportFeedback: false, dataChannelRefused: true });
    expect(offered()).toEqual([1, 0]);
  });

  it('with a channel or without has another cause, so that a later one proves nothing', async () => {
    const { connections, offered, onLearned, connect } = setUp();
    (await connect()).doubts?.['data-channel']?.(timeout);
    await connect();
    connections[1]?.become('failed');
    await connect();
    connections[2]?.become('connected');
    expect(onLearned).not.toHaveBeenCalled();
    expect(offered()).toEqual([1, 0, 0]);
  });

  it('tells of what is refused by then, which is what the user can mend', async () => {
    const { connect } = setUp({ answer: (hasChannel) => (hasChannel ? answerSdp + taken : refuse406) });
    (await connect()).doubts?.['data-channel']?.(timeout);
    await expect(connect()).rejects.toBe(refuse406);
  });

  it.each<[string, SignallingDeps['keepalive'], LearnedFacts]>([
    ['in a session in which a connection with the channel was heard', 'proved', {}],
    ['with a server that is known to refuse the channel', 'unproved', { dataChannelRefused: true }],
    ['with a server that gives transport feedback', 'unproved', { transportFeedback: true }],
    ['where no channel is wanted', 'unwanted', {}],
  ])('has another cause %s', async (_, keepalive, learned) => {
    const { connect } = setUp({ keepalive, learned });
    expect((await connect()).doubts).toBeUndefined();
  });
});

describe('an offer that is refused with the channel', () => {
  it.each([400, 405, 406, 415, 422, 488])(
    'by %i is made once more without, and so from then on',
    async (status) => {
      const { offered, onLearned, connect } = setUp({
        answer: (hasChannel) => (hasChannel ? refuse({ reason: 'server-refused', status }) : answerSdp),
      });
      expect((await connect()).sendKeepalive).toBeUndefined();
      expect(onLearned).toHaveBeenCalledExactlyOnceWith({
        transportFeedback: false,
        dataChannelRefused: true,
      });
      await connect();
      expect(offered()).toEqual([1, 0, 0]);
    },
  );

  it('by an answer that the browser refuses likewise: its m-line may be left out', async () => {
    const { offered, onLearned, connect } = setUp({
      answer: (hasChannel) => (hasChannel ? refuse({ reason: 'server-answer-invalid' }) : answerSdp),
    });
    await connect();
    expect(offered()).toEqual([1, 0]);
    expect(onLearned).toHaveBeenCalledExactlyOnceWith({ transportFeedback: false, dataChannelRefused: true });
  });

  it('is believed where a connection with the channel was heard in this session', async () => {
    const { offered, onLearned, connect } = setUp({ keepalive: 'proved', answer: () => refuse406 });
    await expect(connect()).rejects.toBe(refuse406);
    expect(offered()).toEqual([1]);
    expect(onLearned).not.toHaveBeenCalled();
  });

  it.each([500, 501])('by %i likewise: the server may only never have thought of one', async (status) => {
    const { offered, connect } = setUp({
      answer: (hasChannel) => (hasChannel ? refuse({ reason: 'server-error', status }) : answerSdp),
    });
    await connect();
    expect(offered()).toEqual([1, 0]);
  });

  it.each<Failure>([
    { reason: 'server-error', status: 502 },
    { reason: 'server-error', status: 504 },
    { reason: 'server-error', status: 520 },
    { reason: 'server-overloaded', retryAfterMs: null, status: 503 },
    { reason: 'server-unreachable', why: 'dropped' },
  ])('is made once more without where the server may have died of it: %o', async (failure) => {
    const { offered, onLearned, connect } = setUp({
      answer: (hasChannel) => (hasChannel ? refuse(failure) : answerSdp),
    });
    await connect();
    expect(onLearned).toHaveBeenCalledExactlyOnceWith({ transportFeedback: false, dataChannelRefused: true });
    await connect();
    expect(offered()).toEqual([1, 0, 0]);
    const down = setUp({ answer: () => refuse(failure) });
    await expect(down.connect()).rejects.toMatchObject({ failure });
    expect(down.offered()).toEqual([1, 0]);
    expect(down.onLearned).not.toHaveBeenCalled();
  });

  it.each<Failure>([
    { reason: 'server-unauthorized' },
    { reason: 'server-forbidden' },
    { reason: 'server-not-found' },
    { reason: 'server-busy' },
    { reason: 'server-gone' },
    { reason: 'server-overloaded', retryAfterMs: null },
    { reason: 'server-overloaded', retryAfterMs: null, status: 429 },
    { reason: 'server-overloaded', retryAfterMs: 5000, status: 503 },
    { reason: 'server-refused', status: 505 },
    { reason: 'server-error', status: 521 },
    { reason: 'server-unreachable' },
    { reason: 'server-unreachable', secure: true },
    { reason: 'server-unreachable', why: 'restricted-port' },
    { reason: 'server-unreachable', why: 'broke-off' },
    { reason: 'server-moved-unseen' },
    { reason: 'server-timeout' },
  ])('for another reason is not: $reason', async (failure) => {
    const { offered, connect } = setUp({ answer: () => refuse(failure) });
    await expect(connect()).rejects.toMatchObject({ failure });
    expect(offered()).toEqual([1]);
  });

  it('keeps its failure where the server refuses the other as well, and nothing is learned', async () => {
    const { offered, onLearned, connect } = setUp({
      answer: (hasChannel) => (hasChannel ? refuse406 : refuse({ reason: 'server-refused', status: 400 })),
    });
    await expect(connect()).rejects.toMatchObject({ failure: refuse406.failure });
    expect(offered()).toEqual([1, 0]);
    expect(onLearned).not.toHaveBeenCalled();
  });

  it('tells of a token that is wrong by then, which is what the user can mend', async () => {
    const { connect } = setUp({
      answer: (hasChannel) => (hasChannel ? refuse406 : refuse({ reason: 'server-unauthorized' })),
    });
    await expect(connect()).rejects.toMatchObject({ failure: { reason: 'server-unauthorized' } });
  });

  it('is remembered together with what the adapter learns', async () => {
    const { onLearned, innerLearns, connect } = setUp({
      answer: (hasChannel) => (hasChannel ? refuse406 : answerSdp),
      learned: { announcesNoIceServers: true, transportFeedback: false },
    });
    await connect();
    expect(onLearned).toHaveBeenLastCalledWith({
      announcesNoIceServers: true,
      transportFeedback: false,
      dataChannelRefused: true,
    });
    innerLearns({ trickleRefused: true });
    expect(onLearned).toHaveBeenLastCalledWith({
      trickleRefused: true,
      transportFeedback: false,
      dataChannelRefused: true,
    });
  });
});

describe('whatever a server makes of the offers of its sessions', () => {
  /** Outcomes of an offer: an answer that connects or does not, or a failure. */
  const outcomes = {
    connects: answerSdp,
    'refuses the channel': answerSdp + refused,
    'does not connect': answerSdp,
    'gives feedback': feedbackSdp,
    '400': refuse({ reason: 'server-refused', status: 400 }),
    '500': refuse({ reason: 'server-error', status: 500 }),
    '502': refuse({ reason: 'server-error', status: 502 }),
    '403': refuse({ reason: 'server-forbidden' }),
    '503': refuse({ reason: 'server-overloaded', retryAfterMs: null, status: 503 }),
    '429': refuse({ reason: 'server-overloaded', retryAfterMs: null, status: 429 }),
    dropped: refuse({ reason: 'server-unreachable', why: 'dropped' }),
    'no answer': refuse({ reason: 'server-answer-invalid' }),
    unreachable: refuse({ reason: 'server-unreachable' }),
  } as const satisfies Record<string, Answer>;
  type Outcome = keyof typeof outcomes;
  const outcome = fc.constantFrom(...(Object.keys(outcomes) as Outcome[]));
  const isFailure = (each: Outcome | undefined) => each !== undefined && outcomes[each] instanceof Error;

  /** Makes one Start after the other, each with the facts learned by then; returns what each offered and its outcome. */
  async function startAll(given: readonly Outcome[], starts: number) {
    let learned: LearnedFacts = {};
    const left = [...given];
    const told: {
      offers: { hasChannel: boolean; outcome: Outcome }[];
      isUp: boolean;
      learned: LearnedFacts;
    }[] = [];
    for (let start = 0; start < starts; start += 1) {
      const offers: { hasChannel: boolean; outcome: Outcome }[] = [];
      const { connections, connect, onLearned } = setUp({
        learned,
        answer(hasChannel) {
          const next = left.shift() ?? 'connects';
          offers.push({ hasChannel, outcome: next });
          const answered = outcomes[next];
          if (typeof answered !== 'string' || !hasChannel || next === 'refuses the channel') return answered;
          return answered + taken;
        },
      });
      onLearned.mockImplementation((facts) => (learned = facts));
      const isUp = await tryOnce().catch(() => false);
      told.push({ offers, isUp, learned });

      /** Connects as the product does: a connection that is not made is followed by another, where its offer can be doubted. */
      async function tryOnce(): Promise<boolean> {
        const session = await connect();
        if (offers.at(-1)?.outcome !== 'does not connect') {
          connections.at(-1)?.become('connected');
          return true;
        }
        return session.doubts?.['data-channel']?.(timeout) ? tryOnce() : false;
      }
    }
    return told;
  }

  it('no Start asks more than twice, and never with the channel where it was left out', () =>
    fc.assert(
      fc.asyncProperty(fc.array(outcome, { maxLength: 12 }), async (given) => {
        for (const { offers } of await startAll(given, 4)) {
          expect(offers.length).toBeLessThanOrEqual(2);
          if (offers.length === 2) expect(offers.map(({ hasChannel }) => hasChannel)).toEqual([true, false]);
        }
      }),
    ));

  it('one that would have come up without the channel comes up', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom<Outcome>(
          '400',
          '500',
          '502',
          '503',
          'dropped',
          'no answer',
          'does not connect',
          'refuses the channel',
        ),
        async (withChannel) => {
          const [first, second] = await startAll([withChannel], 2);
          expect([first?.isUp, second?.isUp]).toEqual([true, true]);
          expect(second?.offers).toEqual([{ hasChannel: false, outcome: 'connects' }]);
        },
      ),
    ));

  it('a refusal is learned only from an answer that says so, or from one that was better without', () =>
    fc.assert(
      fc.asyncProperty(fc.array(outcome, { maxLength: 12 }), async (given) => {
        let before: LearnedFacts = {};
        for (const { offers, learned } of await startAll(given, 4)) {
          const isLearned = !before.dataChannelRefused && learned.dataChannelRefused === true;
          const [first, second] = offers.map((offer) => offer.outcome);
          const saysSo = offers[0]?.hasChannel === true && first === 'refuses the channel';
          const wasAnswered = second !== undefined && !isFailure(second);
          const wasBetter = isFailure(first) ? wasAnswered : wasAnswered && second !== 'does not connect';
          expect(isLearned).toBe(saysSo || wasBetter);
          before = learned;
        }
      }),
    ));
});

describe('beside a channel of the protocol’s own', () => {
  const inner = (sdp: string): Signalling => ({
    warmUp: () => Promise.resolve(true),
    async negotiate(peerConnection) {
      await peerConnection.setRemoteDescription({ type: 'answer', sdp });
      return { end: () => Promise.resolve() };
    },
  });

  it.each([
    ['it is used', answerSdp, true],
    ['it is not used where the server gives transport feedback', feedbackSdp, false],
  ])('%s', async (_, sdp, used) => {
    const session = await withKeepaliveBeside({ keepalive: 'unproved' }, inner(sdp)).negotiate(
      new FakePeerConnection().asReal(),
      unaborted,
    );
    expect(session.sendKeepalive !== undefined).toBe(used);
  });

  it('it is not made where nobody wants to know', async () => {
    const connection = new FakePeerConnection();
    await withKeepaliveBeside({ keepalive: 'unwanted' }, inner(answerSdp)).negotiate(
      connection.asReal(),
      unaborted,
    );
    expect(connection.channels).toEqual([]);
  });
});
