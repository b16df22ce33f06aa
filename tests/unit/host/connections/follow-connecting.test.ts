import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import { followConnecting } from '../../../../utils/host/connections/follow-connecting.ts';
import { FakePeerConnection } from '../../../support/fakes/fake-peer-connection.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function follow(deadlineMs = 15_000) {
  const peerConnection = new FakePeerConnection({});
  const ended = new AbortController();
  const onFruitless = vi.fn();
  const { sender } = peerConnection.asPeerConnection().addTransceiver('audio');
  followConnecting(peerConnection.asPeerConnection(), sender, {
    ...browserEdges,
    deadlineMs,
    signal: ended.signal,
    onFruitless,
  });
  return { peerConnection, ended, onFruitless };
}

describe('a connection after its answer', () => {
  it.each([
    ['five seconds', 15_000, 5000],
    ['five seconds, however long its owner waits', 60_000, 5000],
    ['a third of the time that there is', 6000, 2000],
  ])('that has no path is fruitless after %s', (_, deadlineMs, afterMs) => {
    const { onFruitless } = follow(deadlineMs);
    vi.advanceTimersByTime(afterMs - 1);
    expect(onFruitless).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onFruitless).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(60_000);
    expect(onFruitless).toHaveBeenCalledOnce();
  });

  it('that has its path is given two seconds more for its keys', () => {
    const { peerConnection, onFruitless } = follow();
    peerConnection.become('connecting', 'connected');
    vi.advanceTimersByTime(6999);
    expect(onFruitless).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onFruitless).toHaveBeenCalledOnce();
  });

  it.each([0, 4999])('that is connected after %i ms is not followed any more', (afterMs) => {
    const { peerConnection, onFruitless } = follow();
    vi.advanceTimersByTime(afterMs);
    peerConnection.become('connected', 'connected');
    peerConnection.become('disconnected', 'disconnected');
    vi.advanceTimersByTime(60_000);
    expect(onFruitless).not.toHaveBeenCalled();
  });

  it('that is ended is not followed any more', () => {
    const { ended, onFruitless } = follow();
    ended.abort();
    vi.advanceTimersByTime(60_000);
    expect(onFruitless).not.toHaveBeenCalled();
  });
});
