import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import { localAddresses } from '../../../../utils/host/network/local-addresses.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

class GatheringConnection extends EventTarget {
  closed = false;
  hangs = false;

  createDataChannel() {
    return {};
  }

  setLocalDescription(): Promise<void> {
    return this.hangs ? Promise.reject(new DOMException('closed', 'InvalidStateError')) : Promise.resolve();
  }

  find(candidate: { address: string } | null): void {
    this.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate }));
  }

  close(): void {
    this.closed = true;
  }
}

function gather(connection = new GatheringConnection()) {
  const aborter = new AbortController();
  const configurations: RTCConfiguration[] = [];
  const createPeerConnection = (configuration: RTCConfiguration) => {
    configurations.push(configuration);
    return connection as unknown as RTCPeerConnection;
  };
  const found = localAddresses({ ...browserEdges, createPeerConnection }, aborter.signal);
  return { connection, found, aborter, configurations };
}

it('local addresses are those of the candidates, found without asking any server', async () => {
  const { connection, found, configurations } = gather();
  connection.find({ address: '192.0.2.1' });
  connection.find({ address: '2001:db8::1' });
  connection.find({ address: '192.0.2.1' });
  connection.find(null);
  expect(await found).toEqual(new Set(['192.0.2.1', '2001:db8::1']));
  expect(configurations).toEqual([{ iceServers: [] }]);
  expect(connection.closed).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

it('local addresses are those found after half a second', async () => {
  const { connection, found } = gather();
  connection.find({ address: '192.0.2.1' });
  await vi.advanceTimersByTimeAsync(500);
  expect(await found).toEqual(new Set(['192.0.2.1']));
});

it('local addresses are empty where the computer has no network', async () => {
  const { connection, found } = gather();
  connection.find(null);
  expect(await found).toEqual(new Set());
});

it('local addresses are not known where the browser shows names in their place', async () => {
  const { connection, found } = gather();
  connection.find({ address: '9b36eaac-bb2e-49bb-bb78-21c41c499900.local' });
  connection.find(null);
  expect(await found).toBeNull();
});

it('local addresses are not known where the browser refuses, or the search is aborted', async () => {
  const refusing = new GatheringConnection();
  refusing.hangs = true;
  expect(await gather(refusing).found).toBeNull();
  const { connection, found, aborter } = gather();
  aborter.abort();
  expect(await found).toBeNull();
  expect(connection.closed).toBe(true);
});
