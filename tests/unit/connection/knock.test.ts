import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createKnock } from '../../../utils/connection/knock.ts';

describe('a knock at a server', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  class FakeWebSocket extends EventTarget {
    readonly close = vi.fn();
  }

  function knockAt(url: string, signal = new AbortController().signal) {
    const socket = new FakeWebSocket();
    const open = vi.fn((_url: string) => socket as unknown as WebSocket);
    return { socket, open, passed: createKnock(open)(url, signal) };
  }

  it.each([
    { url: 'https://ingest.example/whip?room=1', socketUrl: 'wss://ingest.example/' },
    { url: 'http://198.18.0.1:8080/offer', socketUrl: 'ws://198.18.0.1:8080/' },
  ])('goes to the origin of $url and nowhere else', ({ url, socketUrl }) => {
    expect(knockAt(url).open).toHaveBeenCalledExactlyOnceWith(socketUrl);
  });

  it.each(['open', 'error'])('is heard when there is an "%s", and leaves nothing open', async (answer) => {
    const { socket, passed } = knockAt('https://ingest.example/whip');
    socket.dispatchEvent(new Event(answer));
    await expect(passed).resolves.toBe(true);
    expect(socket.close).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('gives up after some seconds, with its connection', async () => {
    const { socket, passed } = knockAt('https://ingest.example/whip');
    await vi.advanceTimersByTimeAsync(5000);
    await expect(passed).resolves.toBe(false);
    expect(socket.close).toHaveBeenCalledOnce();
  });

  it('ends when nobody waits for it any more', async () => {
    const aborter = new AbortController();
    const { socket, passed } = knockAt('https://ingest.example/whip', aborter.signal);
    aborter.abort();
    await expect(passed).resolves.toBe(false);
    expect(socket.close).toHaveBeenCalledOnce();
  });
});
