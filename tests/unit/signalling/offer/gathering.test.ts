import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import { gatheringDone, serversToHear } from '../../../../utils/signalling/offer/gathering.ts';
import { FakePeerConnection } from '../fake-peer-connection.ts';
import { rejection, unaborted } from '../signals.ts';

const stun = 'stun:stun.example:3478';
const turn = 'turn:turn.example:3478';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start(configuredServers: string[], signal = unaborted) {
  const peerConnection = new FakePeerConnection();
  let settled = false;
  const done = gatheringDone(peerConnection.asReal(), { ...browserEdges, configuredServers, signal }).finally(
    () => (settled = true),
  );
  done.catch(() => undefined);
  const isDone = async () => {
    await vi.advanceTimersByTimeAsync(0);
    return settled;
  };
  return { peerConnection, done, isDone };
}

describe('gathering is done', () => {
  it('when it is complete', async () => {
    const { peerConnection, isDone } = start([stun, turn]);
    peerConnection.find();
    expect(await isDone()).toBe(false);
    peerConnection.finishGathering();
    expect(await isDone()).toBe(true);
  });

  it('when every configured server has answered, without waiting for completion', async () => {
    const { peerConnection, isDone } = start([stun, turn]);
    peerConnection.find({ type: 'srflx', url: stun });
    expect(await isDone()).toBe(false);
    peerConnection.find({ type: 'relay', url: `${turn}?transport=udp` });
    expect(await isDone()).toBe(true);
  });

  it('when the cap of 2 s has passed', async () => {
    const { isDone } = start([stun]);
    await vi.advanceTimersByTimeAsync(1999);
    expect(await isDone()).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await isDone()).toBe(true);
  });

  it('not yet when a TURN server has only shown our address, which it does before it relays', async () => {
    const { peerConnection, isDone } = start([turn]);
    peerConnection.find({ type: 'srflx', url: 'stun:turn.example:3478' });
    expect(await isDone()).toBe(false);
  });

  it('not at once when no server is configured', async () => {
    const { peerConnection, isDone } = start([]);
    peerConnection.find();
    expect(await isDone()).toBe(false);
  });

  it.each([
    ['the default port', 'stun:stun.example', 'stun:stun.example:3478'],
    ['other letters', 'STUN:Stun.Example:3478', 'stun:stun.example:3478'],
    ['an IPv6 address', 'stun:[2001:db8::1]', 'stun:[2001:db8::1]:3478'],
  ])('when the server is reported with %s', async (_, configured, reported) => {
    const { peerConnection, isDone } = start([configured]);
    peerConnection.find({ type: 'srflx', url: reported });
    expect(await isDone()).toBe(true);
  });

  it.each([
    ['turn:turn.example', 'turn:turn.example:3478?transport=udp'],
    ['turn:turn.example?transport=tcp', 'turn:turn.example:3478?transport=tcp'],
    ['turns:turn.example', 'turns:turn.example:5349?transport=tcp'],
  ])('when %s is reported as %s', async (configured, reported) => {
    const { peerConnection, isDone } = start([configured]);
    peerConnection.find({ type: 'relay', url: reported });
    expect(await isDone()).toBe(true);
  });

  it('not when the same host answered over another transport', async () => {
    const { peerConnection, isDone } = start(['turn:turn.example', 'turn:turn.example?transport=tcp']);
    peerConnection.find({ type: 'relay', url: 'turn:turn.example:3478?transport=udp' });
    expect(await isDone()).toBe(false);
  });

  it('when the only server answers an implementation that does not say which one it was', async () => {
    const { peerConnection, isDone } = start([stun]);
    peerConnection.find({ type: 'srflx' });
    expect(await isDone()).toBe(true);
  });
});

describe('a server that fails', () => {
  it.each([401, 403, 486, 500])('has answered with its own error %i', async (code) => {
    const { peerConnection, isDone } = start([turn]);
    peerConnection.find();
    peerConnection.failServer(`${turn}?transport=udp`, code);
    expect(await isDone()).toBe(true);
  });

  it('ends nothing before any candidate is found, because such an offer reaches nobody', async () => {
    const { peerConnection, isDone } = start([turn]);
    peerConnection.failServer(turn, 401);
    expect(await isDone()).toBe(false);
    peerConnection.find();
    expect(await isDone()).toBe(true);
  });

  it('that is unreachable from one interface may still answer another', async () => {
    const { peerConnection, isDone } = start([stun, turn]);
    peerConnection.failServer(stun, 701);
    peerConnection.find({ type: 'relay', url: turn });
    await vi.advanceTimersByTimeAsync(499);
    expect(await isDone()).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await isDone()).toBe(true);
  });
});

it('gathering rejects when it is aborted', async () => {
  const controller = new AbortController();
  const { done } = start([stun], controller.signal);
  const reason = new Error('stopped');
  controller.abort(reason);
  expect(await rejection(done)).toBe(reason);
});

it('gathering leaves no listener and no timer behind, however it ends', async () => {
  const controller = new AbortController();
  const started = [start([stun]), start([stun]), start([stun], controller.signal)];
  started[0]?.peerConnection.failServer(stun, 701);
  started[0]?.peerConnection.finishGathering();
  controller.abort();
  await vi.advanceTimersByTimeAsync(2000);
  expect(started.map(({ peerConnection }) => peerConnection.listening)).toEqual([0, 0, 0]);
  expect(vi.getTimerCount()).toBe(0);
});

describe('the servers to hear from', () => {
  const iceServers = [{ urls: [stun, 'stun:other.example'] }, { urls: turn, username: 'u', credential: 'c' }];

  it('are all that are configured', () => {
    expect(serversToHear({ iceServers })).toEqual([stun, 'stun:other.example', turn]);
    expect(serversToHear({})).toEqual([]);
  });

  it('are TURN servers alone with the policy relay, because STUN servers are not asked', () => {
    expect(serversToHear({ iceServers, iceTransportPolicy: 'relay' })).toEqual([turn]);
  });
});
