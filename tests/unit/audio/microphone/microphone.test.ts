import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openMicrophone, type TrackChange } from '../../../../utils/audio/microphone/microphone.ts';
import { defaultSettings } from '../../../../utils/domain/settings/settings.ts';

class FakeTrack extends EventTarget {
  readonly label = 'Desk microphone';
  readonly getSettings = () => ({ sampleRate: 48_000 });
  readonly stop = vi.fn();
}

function setUp({
  permission = 'granted',
  tracks = [new FakeTrack()],
  devices = [],
}: { permission?: string; tracks?: FakeTrack[]; devices?: { deviceId: string; label: string }[] } = {}) {
  const stream = { getTracks: () => tracks, getAudioTracks: () => tracks };
  const getUserMedia = vi.fn((_: MediaStreamConstraints) =>
    Promise.resolve(stream as unknown as MediaStream),
  );
  const query = vi.fn(() => Promise.resolve({ state: permission } as PermissionStatus));
  const inputs = devices.map((device) => ({ ...device, kind: 'audioinput' }) as MediaDeviceInfo);
  const enumerateDevices = vi.fn(() => Promise.resolve(inputs));
  const aborter = new AbortController();
  const open = ({
    wasGranted = true,
    ...changes
  }: { wasGranted?: boolean; deviceId?: string; label?: string } = {}) =>
    openMicrophone(
      { settings: { ...defaultSettings().microphone, ...changes }, wasGranted, signal: aborter.signal },
      { mediaDevices: { getUserMedia, enumerateDevices }, permissions: { query } },
    );
  return {
    open,
    getUserMedia,
    enumerateDevices,
    query,
    aborter,
    stream: stream as unknown as MediaStream,
    tracks,
  };
}

describe('openMicrophone', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('opens the default microphone, mono, with the processing of the settings', async () => {
    const { open, getUserMedia } = setUp();
    expect((await open()).label).toBe('Desk microphone');
    expect(getUserMedia).toHaveBeenCalledExactlyOnceWith({
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    });
  });

  it('opens the chosen microphone and no other', async () => {
    const { open, getUserMedia } = setUp();
    await open({ deviceId: 'usb-1' });
    expect(getUserMedia.mock.calls[0]?.[0].audio).toMatchObject({ deviceId: { exact: 'usb-1' } });
  });

  describe('whose id is not known any more', () => {
    const gone = new DOMException('', 'OverconstrainedError');
    Object.assign(gone, { constraint: 'deviceId' });
    const device = (each: string) => {
      const [deviceId = '', label = ''] = each.split('/');
      return { deviceId, label };
    };
    const opened = (getUserMedia: ReturnType<typeof setUp>['getUserMedia']) =>
      getUserMedia.mock.calls.map(
        ([{ audio }]) => (audio as { deviceId?: { exact: string } }).deviceId?.exact,
      );

    it.each<[string, string, string[], string[], string | null]>([
      ['is found by its name', 'old/Desk', ['new/Desk', 'x/Camera'], ['old', 'new'], 'new'],
      [
        'is found by its name alone, as a policy may give it',
        '/Desk',
        ['new/Desk', 'x/Camera'],
        ['new'],
        'new',
      ],
      [
        'is never the system’s default of the same name',
        '/Desk',
        ['default/Desk', 'new/Desk'],
        ['new'],
        'new',
      ],
      ['is missing where two have its name', 'old/Desk', ['a/Desk', 'b/Desk'], ['old'], null],
      ['is missing where none has its name', 'old/Desk', ['x/Camera'], ['old'], null],
      ['is missing where its name is not remembered', 'old/', ['x/', 'y/Desk'], ['old'], null],
      ['is missing where the browser lists no names', '/Desk', ['/', '/'], [], null],
    ])('%s', async (_what, wanted, present, tried, expected) => {
      const { open, getUserMedia, stream } = setUp({ devices: present.map(device) });
      getUserMedia.mockImplementation(({ audio }) => {
        const { deviceId } = audio as { deviceId?: { exact: string } };
        return present.some((each) => device(each).deviceId === deviceId?.exact)
          ? Promise.resolve(stream)
          : Promise.reject(gone);
      });
      const opening = open(device(wanted));
      if (expected === null) {
        await expect(opening).rejects.toMatchObject({ failure: { reason: 'microphone-missing' } });
      } else {
        expect((await opening).deviceId).toBe(expected);
      }
      expect(opened(getUserMedia)).toEqual(tried);
    });

    it('is not looked for by its name where it is there and held by another program', async () => {
      const { open, getUserMedia } = setUp({ devices: [device('new/Desk')] });
      getUserMedia.mockRejectedValue(new DOMException('', 'NotReadableError'));
      await expect(open(device('old/Desk'))).rejects.toMatchObject({
        failure: { reason: 'microphone-busy' },
      });
      expect(getUserMedia).toHaveBeenCalledOnce();
    });
  });

  it('opens without the list of devices where the browser does not give it', async () => {
    const { open, enumerateDevices } = setUp();
    enumerateDevices.mockRejectedValue(new Error('no list'));
    expect((await open({ deviceId: 'usb-1' })).label).toBe('Desk microphone');
  });

  it('has a mark beside its name where another device has the same one', async () => {
    const label = 'Desk microphone';
    const { open } = setUp({
      devices: [
        { deviceId: 'usb-1111', label },
        { deviceId: 'usb-2222', label },
      ],
    });
    expect((await open({ deviceId: 'usb-2222' })).label).toBe('Desk microphone · 2222');
  });

  it.each([
    ['prompt', false, 'microphone-permission-needed'],
    ['prompt', true, 'microphone-grant-ended'],
    ['denied', true, 'microphone-refused'],
  ])(
    'never shows a prompt: with the permission "%s" (granted before: %s) it fails with %s',
    async (permission, wasGranted, reason) => {
      const { open, getUserMedia } = setUp({ permission });
      await expect(open({ wasGranted })).rejects.toMatchObject({ failure: { reason } });
      expect(getUserMedia).not.toHaveBeenCalled();
    },
  );

  it('turns the browser’s error into a failure, and keeps it as the cause', async () => {
    const { open, getUserMedia } = setUp();
    const busy = new DOMException('Could not start audio source', 'NotReadableError');
    getUserMedia.mockRejectedValue(busy);
    await expect(open()).rejects.toMatchObject({ failure: { reason: 'microphone-busy' }, cause: busy });
  });

  it('takes a stream without a track for a missing microphone', async () => {
    const { open } = setUp({ tracks: [] });
    await expect(open()).rejects.toMatchObject({ failure: { reason: 'microphone-missing' } });
  });

  it('gives up after 10 s, and closes a microphone that opens later', async () => {
    const { open, getUserMedia, stream, tracks } = setUp();
    const opening = Promise.withResolvers<MediaStream>();
    getUserMedia.mockReturnValue(opening.promise);
    const opened = expect(open()).rejects.toMatchObject({ failure: { reason: 'microphone-busy' } });
    await vi.advanceTimersByTimeAsync(10_000);
    await opened;
    opening.resolve(stream);
    await vi.advanceTimersByTimeAsync(0);
    expect(tracks[0]?.stop).toHaveBeenCalledOnce();
  });

  it('gives up after 10 s when the browser does not answer about the permission', async () => {
    const { open, query } = setUp();
    query.mockReturnValue(new Promise<never>(() => undefined));
    const opened = expect(open()).rejects.toMatchObject({ failure: { reason: 'microphone-busy' } });
    await vi.advanceTimersByTimeAsync(10_000);
    await opened;
  });

  it('rejects at once with the reason of an abort, and closes a microphone that opens later', async () => {
    const { open, getUserMedia, aborter, stream, tracks } = setUp();
    const opening = Promise.withResolvers<MediaStream>();
    getUserMedia.mockReturnValue(opening.promise);
    const opened = expect(open()).rejects.toBe('stopped');
    await vi.advanceTimersByTimeAsync(0);
    aborter.abort('stopped');
    await opened;
    opening.resolve(stream);
    await vi.advanceTimersByTimeAsync(0);
    expect(tracks[0]?.stop).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('rejects when it is stopped at the very moment of opening', async () => {
    const { open, getUserMedia, aborter } = setUp();
    getUserMedia.mockImplementation(() => {
      aborter.abort('stopped');
      return new Promise<never>(() => undefined);
    });
    await expect(open()).rejects.toBe('stopped');
  });

  it('does nothing where the signal is already aborted', async () => {
    const { open, query, aborter } = setUp();
    aborter.abort('stopped');
    await expect(open()).rejects.toBe('stopped');
    expect(query).not.toHaveBeenCalled();
  });

  it('leaves no timer once the microphone is open', async () => {
    const { open } = setUp();
    await open();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('reports the track’s changes until the unsubscribe', async () => {
    const { open, tracks } = setUp();
    const microphone = await open();
    const facts: TrackChange[] = [];
    const unsubscribe = microphone.onChange((fact) => facts.push(fact));
    for (const type of ['mute', 'unmute', 'ended']) tracks[0]?.dispatchEvent(new Event(type));
    await vi.advanceTimersByTimeAsync(0);
    unsubscribe();
    tracks[0]?.dispatchEvent(new Event('mute'));
    expect(facts).toEqual(['muted', 'unmuted', 'microphone-ended']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    ['granted', 'microphone-ended'],
    ['prompt', 'microphone-grant-ended'],
    ['denied', 'microphone-refused'],
  ])('explains a track that ended while the permission is "%s": %s', async (permission, ending) => {
    const { open, tracks, query } = setUp();
    const { onChange } = await open();
    const follow = vi.fn();
    onChange(follow);
    query.mockResolvedValue({ state: permission } as PermissionStatus);
    tracks[0]?.dispatchEvent(new Event('ended'));
    await vi.advanceTimersByTimeAsync(0);
    expect(follow.mock.calls).toEqual([[ending]]);
  });

  it('takes the device for gone where a track ended and the browser does not tell the permission', async () => {
    const { open, tracks, query } = setUp();
    const { onChange } = await open();
    const follow = vi.fn();
    onChange(follow);
    query.mockReturnValue(new Promise<never>(() => undefined));
    tracks[0]?.dispatchEvent(new Event('ended'));
    await vi.advanceTimersByTimeAsync(1000);
    expect(follow.mock.calls).toEqual([['microphone-ended']]);
  });

  it('reports no ending once it is closed', async () => {
    const { open, tracks } = setUp();
    const { onChange, close } = await open();
    const follow = vi.fn();
    onChange(follow);
    tracks[0]?.dispatchEvent(new Event('ended'));
    close();
    await vi.advanceTimersByTimeAsync(0);
    expect(follow).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('stops the track when it is closed, and reports no further change', async () => {
    const { open, tracks } = setUp();
    const microphone = await open();
    const follow = vi.fn();
    microphone.onChange(follow);
    microphone.close();
    tracks[0]?.dispatchEvent(new Event('ended'));
    expect(tracks[0]?.stop).toHaveBeenCalledOnce();
    expect(follow).not.toHaveBeenCalled();
  });
});
