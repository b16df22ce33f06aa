import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { offerGatheredAhead } from '../../../../utils/signalling/offer/gathered-ahead.ts';
import { FakePeerConnection } from '../fake-peer-connection.ts';
import { rejection, unaborted } from '../signals.ts';

const stun = 'stun:stun.example:3478';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Sets an offer in a connection with a pool of candidates, which tells them as `tell` does. */
function setOffer(tell: (peerConnection: FakePeerConnection) => void, pool = 1, signal = unaborted) {
  const peerConnection = new FakePeerConnection();
  peerConnection.configuration = { iceCandidatePoolSize: pool, iceServers: [{ urls: stun }] };
  peerConnection.onLocalDescription = () => queueMicrotask(() => tell(peerConnection));
  const isSet = peerConnection.setLocalDescription({ type: 'offer', sdp: 'v=0' });
  const offered = offerGatheredAhead(peerConnection.asReal(), isSet, signal);
  offered.catch(() => undefined);
  return { peerConnection, offered };
}

describe('an offer with what was gathered ahead', () => {
  it.each<[string, (peerConnection: FakePeerConnection) => void]>([
    ['gathering is complete', (peerConnection) => peerConnection.finishGathering()],
    ['each ICE server has answered', (peerConnection) => peerConnection.find({ type: 'srflx', url: stun })],
  ])('is the description once %s', async (_name, tell) => {
    const { peerConnection, offered } = setOffer(tell);
    await expect(offered).resolves.toBe('v=0');
    expect(peerConnection.listening).toBe(0);
  });

  it('is none where nothing was gathered ahead, and is not waited for', async () => {
    const { offered } = setOffer(() => undefined, 0);
    await expect(offered).resolves.toBeNull();
  });

  it('is none where an ICE server has not answered yet, after 20 ms', async () => {
    const { peerConnection, offered } = setOffer((each) => each.find());
    await vi.advanceTimersByTimeAsync(20);
    await expect(offered).resolves.toBeNull();
    expect(peerConnection.listening).toBe(0);
  });

  it('ends with its session', async () => {
    const controller = new AbortController();
    const { offered } = setOffer((each) => each.find(), 1, controller.signal);
    const over = new Error('over');
    controller.abort(over);
    expect(await rejection(offered)).toBe(over);
  });

  it('fails as setting the offer does', async () => {
    const peerConnection = new FakePeerConnection();
    peerConnection.configuration = { iceCandidatePoolSize: 1 };
    peerConnection.failing = 'setLocalDescription';
    const isSet = peerConnection.setLocalDescription({ type: 'offer', sdp: 'v=0' });
    const error = await rejection(offerGatheredAhead(peerConnection.asReal(), isSet, unaborted));
    expect(error).toMatchObject({ name: 'InvalidStateError' });
  });
});
