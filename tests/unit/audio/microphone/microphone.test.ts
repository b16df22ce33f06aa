import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openMicrophone, type MicrophoneFact } from '../../../../utils/audio/microphone/microphone.ts';
import { defaultSettings } from '../../../../utils/domain/settings/settings.ts';

class FakeTrack extends EventTarget {
  readonly label = 'Desk microphone';
  readonly getSettings = () => ({ sampleRate: 48_000 });
  readonly stop = vi.fn();
}

function setUp({
  permission = 'granted',
  tracks = [new FakeTrack()],
}: { permission?: string; tracks?: FakeTrack[] } = {}) {
  const stream = { getTracks: () => tracks, getAudioTracks: () => tracks };
  const getUserMedia = vi.fn((_: MediaStreamConstraints) =>
    Promise.resolve(stream as unknown as MediaStream),
  );
  const query = vi.fn(() => Promise.resolve({ state: permission } as PermissionStatus));
  const aborter = new AbortController();
  const open = ({ wasGranted = true, ...changes }: { wasGranted?: boolean; deviceId?: string } = {}) =>
    openMicrophone(
      { settings: { ...defaultSettings().microphone, ...changes }, wasGranted, signal: aborter.signal },
      { mediaDevices: { getUserMedia }, permissions: { query } },
    );
  return { open, getUserMedia, query, aborter, stream: stream as unknown as MediaStream, tracks };
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
    const { label, sampleRate } = await open();
    expect({ label, sampleRate }).toEqual({ label: 'Desk microphone', sampleRate: 48_000 });
    expect(getUserMedia).toHaveBeenCalledExactlyOnceWith({
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    });
  });

  it('opens the chosen microphone and no other', async () => {
    const { open, getUserMedia } = setUp();
    await open({ deviceId: 'usb-1' });
    expect(getUserMedia.mock.calls[0]?.[0].audio).toMatchObject({ deviceId: { exact: 'usb-1' } });
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
    const facts: MicrophoneFact[] = [];
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
