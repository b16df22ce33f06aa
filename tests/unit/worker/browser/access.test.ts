import { describe, expect, it, vi } from 'vitest';
import type { Profile } from '../../../../utils/domain/profiles/profile.ts';
import { createAccess } from '../../../../utils/worker/browser/access.ts';
import { createFakeStorage } from '../../../support/fakes/fake-storage.ts';

const loopback: Profile = { id: 'loopback', name: 'Loopback', kind: 'loopback' };

function whip(url: string): Profile {
  return {
    id: 'studio',
    name: 'Studio',
    kind: 'whip',
    url,
    token: '',
    iceServers: [],
    iceTransportPolicy: 'all',
  };
}

function access() {
  const status = Object.assign(new EventTarget(), { state: 'prompt' });
  const hostPermissions = {
    contains: vi.fn((_asked: object) => Promise.resolve(false)),
    request: vi.fn((_asked: object) => Promise.resolve(true)),
    getAll: () => Promise.resolve({ origins: ['https://b.example/*', 'http://a.example/*'] }),
    remove: vi.fn((_given: object) => Promise.resolve(true)),
  };
  const created = createAccess({
    permissions: { query: () => Promise.resolve(status as unknown as PermissionStatus) },
    hostPermissions,
    storage: createFakeStorage(),
  });
  return { ...created, hostPermissions, status };
}

describe('access to a server', () => {
  it.each([
    ['https://ingest.example/whip?room=1', 'https://ingest.example/*'],
    ['http://localhost:8080/whip', 'http://localhost/*'],
    ['http://[::1]:8080/whip', 'http://[::1]/*'],
    ['https://字幕.example/whip', 'https://xn--p8so3e.example/*'],
  ])('is asked for the profile’s own host only: %s', async (url, origin) => {
    const { requestServer, hasServer, hostPermissions } = access();
    await expect(requestServer(whip(url))).resolves.toBe(true);
    await hasServer(whip(url));
    expect(hostPermissions.request).toHaveBeenCalledWith({ origins: [origin] });
    expect(hostPermissions.contains).toHaveBeenCalledWith({ origins: [origin] });
  });

  it('is asked for before anything else, or the user’s gesture would be over', () => {
    const { requestServer, hostPermissions } = access();
    void requestServer(whip('https://ingest.example/whip'));
    expect(hostPermissions.request).toHaveBeenCalledOnce();
  });

  it('is never asked for loopback', async () => {
    const { requestServer, hasServer, hostPermissions } = access();
    await expect(Promise.all([requestServer(loopback), hasServer(loopback)])).resolves.toEqual([true, true]);
    expect(hostPermissions.request).not.toHaveBeenCalled();
  });
});

describe('access to the microphone', () => {
  it('is followed until the unsubscribe', async () => {
    const { onMicrophoneChange, status } = access();
    const follow = vi.fn();
    const stop = onMicrophoneChange(follow);
    await Promise.resolve();
    status.state = 'granted';
    status.dispatchEvent(new Event('change'));
    stop();
    status.dispatchEvent(new Event('change'));
    expect(follow.mock.calls).toEqual([['granted']]);
  });

  it('that was given once is remembered, so that a grant that ended can be told from one never given', async () => {
    const { microphoneWasGranted, rememberMicrophoneGrant } = access();
    await expect(microphoneWasGranted()).resolves.toBe(false);
    await rememberMicrophoneGrant();
    await expect(microphoneWasGranted()).resolves.toBe(true);
  });
});

describe('access that was granted', () => {
  it('is listed in order, and given back for these origins alone', async () => {
    const { origins, giveBack, hostPermissions } = access();
    await expect(origins()).resolves.toEqual(['http://a.example/*', 'https://b.example/*']);
    await giveBack([]);
    expect(hostPermissions.remove).not.toHaveBeenCalled();
    await giveBack(['https://b.example/*']);
    expect(hostPermissions.remove).toHaveBeenCalledExactlyOnceWith({ origins: ['https://b.example/*'] });
  });

  it('stays where a policy has granted it, and nothing breaks', async () => {
    const { giveBack, hostPermissions } = access();
    hostPermissions.remove.mockRejectedValueOnce(new Error('You cannot remove required permissions.'));
    await expect(giveBack(['https://b.example/*'])).resolves.toBeUndefined();
  });
});
