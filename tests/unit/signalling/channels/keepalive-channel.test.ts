import { describe, expect, it, vi } from 'vitest';
import { FailureError, type Failure } from '../../../../utils/domain/failure/failure.ts';
import type { LearnedFacts } from '../../../../utils/domain/profiles/learned-facts.ts';
import {
  withKeepaliveBeside,
  withKeepaliveChannel,
} from '../../../../utils/signalling/channels/keepalive-channel.ts';
import { NewConnectionNeeded } from '../../../../utils/signalling/port/new-connection-needed.ts';
import type { Signalling, SignallingSession } from '../../../../utils/signalling/port/signalling.ts';
import { FakePeerConnection } from '../fake-peer-connection.ts';
import { answerSdp, lines } from '../sdp.ts';
import { unaborted } from '../signals.ts';

const feedbackSdp = answerSdp + lines('a=rtcp-fb:111 transport-cc');

/** A server that answers each offer as the test says, given whether it has a data channel. */
function setUp({
  answer = () => answerSdp,
  learned = { transportFeedback: false },
  offersKeepalive = true,
  isUsual = true,
}: {
  answer?: (hasChannel: boolean, connections: number) => string | Error | { sdp: string; then?: Error };
  learned?: LearnedFacts;
  offersKeepalive?: boolean;
  isUsual?: boolean;
} = {}) {
  const connections: FakePeerConnection[] = [];
  const onLearned = vi.fn<(facts: LearnedFacts) => void>();
  let tellLearned = onLearned as (facts: LearnedFacts) => void;
  const end = vi.fn(() => Promise.resolve());
  let time = 0;
  const edges = { offersKeepalive, now: () => time, learned, onLearned };
  const signalling = withKeepaliveChannel(edges, { isUsual }, (deps): Signalling => {
    tellLearned = deps.onLearned;
    return {
      warmUp: () => Promise.resolve(true),
      async negotiate(peerConnection) {
        const fake = connections.at(-1);
        const answered = answer((fake?.channels.length ?? 0) > 0, connections.length);
        if (answered instanceof Error) throw answered;
        const { sdp, then = null } = typeof answered === 'string' ? { sdp: answered } : answered;
        await peerConnection.setRemoteDescription({ type: 'answer', sdp });
        if (then) throw then;
        return { end };
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
    pass: (ms: number) => (time += ms),
    innerLearns: (facts: LearnedFacts) => tellLearned(facts),
    end,
    connect,
    offered,
  };
}

const refuse = (failure: Failure) => new FailureError(failure);
const refuse406 = refuse({ reason: 'server-refused', status: 406 });

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
    const { offered, onLearned, connect } = setUp({ answer: () => feedbackSdp });
    expect((await connect()).sendKeepalive).toBeUndefined();
    expect(onLearned).toHaveBeenCalledExactlyOnceWith({ transportFeedback: true });
    await connect();
    expect(offered()).toEqual([1, 0]);
  });

  it.each<[string, boolean, LearnedFacts, boolean]>([
    ['of which nothing is known', false, {}, false],
    ['that gives no transport feedback', false, { transportFeedback: false }, true],
    ['that gave transport feedback', false, { transportFeedback: true }, false],
    ['that refused it', false, { transportFeedback: false, dataChannelRefused: true }, false],
    ['of which nothing is known, but that of its like most take one', true, {}, true],
    ['that gave transport feedback', true, { transportFeedback: true }, false],
    ['that refused it', true, { dataChannelRefused: true }, false],
  ])('to a server %s (is usual: %s, %o) is offered at first: %s', async (_, isUsual, learned, expected) => {
    const { offered, connect } = setUp({ isUsual, learned });
    await connect();
    expect(offered()[0]).toBe(expected ? 1 : 0);
  });

  it.each<[string, LearnedFacts]>([
    ['the first answer shows that it is needed', {}],
    ['the server gives no transport feedback any more', { transportFeedback: true }],
  ])('is offered by a second connection at once where %s', async (_, learned) => {
    const { offered, onLearned, end, connect } = setUp({ isUsual: false, learned });
    expect((await connect()).sendKeepalive).toBeDefined();
    expect(end).toHaveBeenCalledOnce();
    expect(onLearned).toHaveBeenCalledExactlyOnceWith({ transportFeedback: false });
    await connect();
    expect(offered()).toEqual([0, 1, 1]);
  });

  it('is offered by the same second connection that the adapter needs anyway', async () => {
    const { offered, connect } = setUp({
      isUsual: false,
      learned: {},
      answer: (_hasChannel, connections) => ({
        sdp: answerSdp,
        ...(connections === 1 && { then: new NewConnectionNeeded(405) }),
      }),
    });
    expect((await connect()).sendKeepalive).toBeDefined();
    expect(offered()).toEqual([0, 1]);
  });

  it('is not insisted on where the server needs it and refuses it', async () => {
    const { offered, onLearned, connect } = setUp({
      isUsual: false,
      learned: {},
      answer: (hasChannel) => (hasChannel ? refuse406 : answerSdp),
    });
    expect((await connect()).sendKeepalive).toBeUndefined();
    expect(onLearned).toHaveBeenLastCalledWith({ transportFeedback: false, dataChannelRefused: true });
    await connect();
    expect(offered()).toEqual([0, 1, 0, 0]);
  });

  it('is not offered again where an answer that took it led to no connection, which works without', async () => {
    const { offered, onLearned, pass, end, connect } = setUp();
    const session = await connect();
    pass(5000);
    await session.end();
    expect(end).toHaveBeenCalledOnce();
    expect(onLearned).toHaveBeenCalledExactlyOnceWith({ transportFeedback: false, dataChannelRefused: true });
    await connect();
    expect(offered()).toEqual([1, 0]);
  });

  it.each([
    ['was connected', true, 60_000],
    ['was given up early', false, 4999],
  ])('is not suspected by a connection that %s', async (_, isConnected, afterMs) => {
    const { connections, onLearned, pass, connect } = setUp();
    const session = await connect();
    if (isConnected) connections[0]?.become('connected');
    pass(afterMs);
    connections[0]?.become('closed');
    await session.end();
    expect(onLearned).not.toHaveBeenCalled();
  });

  it('is not offered where nobody wants to know', async () => {
    const { offered, connect } = setUp({ offersKeepalive: false });
    await connect();
    expect(offered()).toEqual([0]);
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

  it.each([500, 501])('by %i likewise: the server may only never have thought of one', async (status) => {
    const { offered, connect } = setUp({
      answer: (hasChannel) => (hasChannel ? refuse({ reason: 'server-error', status }) : answerSdp),
    });
    await connect();
    expect(offered()).toEqual([1, 0]);
  });

  it.each<Failure>([
    { reason: 'server-unauthorized' },
    { reason: 'server-forbidden' },
    { reason: 'server-not-found' },
    { reason: 'server-busy' },
    { reason: 'server-gone' },
    { reason: 'server-overloaded', retryAfterMs: null },
    { reason: 'server-error', status: 502 },
    { reason: 'server-unreachable' },
    { reason: 'server-timeout' },
    { reason: 'server-answer-invalid' },
  ])('for another reason is not: $reason', async (failure) => {
    const { offered, connect } = setUp({ answer: () => refuse(failure) });
    await expect(connect()).rejects.toMatchObject({ failure });
    expect(offered()).toEqual([1]);
  });

  it('keeps its failure where the server refuses the other as well, and nothing is learned', async () => {
    const { offered, onLearned, connect } = setUp({
      answer: (hasChannel) => (hasChannel ? refuse406 : refuse({ reason: 'server-refused', status: 400 })),
    });
    await expect(connect()).rejects.toBe(refuse406);
    expect(offered()).toEqual([1, 0]);
    expect(onLearned).not.toHaveBeenCalled();
  });

  it('tells of a token that is wrong by then, which is what the user can mend', async () => {
    const { connect } = setUp({
      answer: (hasChannel) => (hasChannel ? refuse406 : refuse({ reason: 'server-unauthorized' })),
    });
    await expect(connect()).rejects.toMatchObject({ failure: { reason: 'server-unauthorized' } });
  });

  it('counts as taken without where the server only refuses something else by then', async () => {
    const { onLearned, connect } = setUp({
      answer: (hasChannel) => (hasChannel ? refuse406 : new NewConnectionNeeded(405)),
    });
    await expect(connect()).rejects.toBeInstanceOf(NewConnectionNeeded);
    expect(onLearned).toHaveBeenCalledExactlyOnceWith({ transportFeedback: false, dataChannelRefused: true });
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
    const session = await withKeepaliveBeside({ offersKeepalive: true }, inner(sdp)).negotiate(
      new FakePeerConnection().asReal(),
      unaborted,
    );
    expect(session.sendKeepalive !== undefined).toBe(used);
  });

  it('it is not made where nobody wants to know', async () => {
    const connection = new FakePeerConnection();
    await withKeepaliveBeside({ offersKeepalive: false }, inner(answerSdp)).negotiate(
      connection.asReal(),
      unaborted,
    );
    expect(connection.channels).toEqual([]);
  });
});
