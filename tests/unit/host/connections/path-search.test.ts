import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import { createPathSearch } from '../../../../utils/host/connections/path-search.ts';
import { FakePeerConnection } from '../../../support/fakes/fake-peer-connection.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function searching() {
  const peerConnection = new FakePeerConnection();
  const aborter = new AbortController();
  const search = createPathSearch({
    ...browserEdges,
    peerConnection: peerConnection.asPeerConnection(),
    signal: aborter.signal,
  });
  const trickled: (string | null)[] = [];
  peerConnection.addEventListener('icecandidate', (event) => {
    const { candidate } = event as unknown as { candidate: { usernameFragment: string } | null };
    trickled.push(candidate?.usernameFragment ?? null);
  });
  const find = (usernameFragment: string | null) => {
    const candidate = usernameFragment === null ? null : { usernameFragment };
    peerConnection.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate }));
  };
  search.begin();
  return { peerConnection, search, aborter, trickled, find };
}

describe('the search for a path that is lost', () => {
  it('leaves a blip alone, then sends checks from new ports again and again', async () => {
    const { peerConnection } = searching();
    await vi.advanceTimersByTimeAsync(999);
    expect(peerConnection.descriptions).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(peerConnection.descriptions).toEqual(['offer', 'rollback']);
    await vi.advanceTimersByTimeAsync(2500);
    expect(peerConnection.descriptions).toEqual(['offer', 'rollback', 'offer', 'rollback']);
  });

  it('gives up when no server would know the connection any more', async () => {
    const { peerConnection } = searching();
    await vi.advanceTimersByTimeAsync(120_000);
    const tried = peerConnection.descriptions.length;
    expect(tried).toBeLessThan(100);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(peerConnection.descriptions).toHaveLength(tried);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('keeps what it gathers from whoever trickles, and nothing else', async () => {
    const { search, trickled, find } = searching();
    await vi.advanceTimersByTimeAsync(1000);
    find('own0');
    find(null);
    expect(trickled).toEqual([]);
    await search.end();
    find('own0');
    find('restarted');
    find(null);
    expect(trickled).toEqual(['restarted', null]);
  });

  it('stays away while other descriptions are exchanged', async () => {
    const { peerConnection } = searching();
    peerConnection.signalingState = 'have-local-offer';
    await vi.advanceTimersByTimeAsync(10_000);
    expect(peerConnection.descriptions).toEqual([]);
  });

  it('has taken back what it began when it has ended', async () => {
    const { peerConnection, search } = searching();
    vi.advanceTimersByTime(1000);
    await search.end();
    expect(peerConnection.descriptions).toEqual(['offer', 'rollback']);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(peerConnection.descriptions).toHaveLength(2);
    search.begin();
    await vi.advanceTimersByTimeAsync(1000);
    expect(peerConnection.descriptions).toHaveLength(4);
  });

  it('ends with its connection, also in the middle', async () => {
    const { peerConnection, search, aborter } = searching();
    peerConnection.setLocalDescription = () => Promise.reject(new DOMException('', 'InvalidStateError'));
    vi.advanceTimersByTime(1000);
    aborter.abort();
    await search.end();
    search.begin();
    expect(vi.getTimerCount()).toBe(0);
  });
});
