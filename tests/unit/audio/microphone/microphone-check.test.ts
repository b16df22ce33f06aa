import { afterEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import { openMicrophoneCheck } from '../../../../utils/audio/microphone/microphone-check.ts';
import { defaultSettings } from '../../../../utils/domain/settings/settings.ts';

class FakeTrack extends EventTarget {
  readonly label = 'Desk microphone';
  readonly getSettings = () => ({});
  readonly stop = vi.fn();
}

/** A browser in which one of the parts of the check cannot be made. */
function setUp(broken: 'MediaStream' | 'AudioContext' | 'AnalyserNode' | 'source' | null) {
  const track = new FakeTrack();
  const refuse = () => {
    throw new DOMException('no more of these', 'NotSupportedError');
  };
  const made = <Part extends object>(name: string, part: Part) =>
    function () {
      return name === broken ? refuse() : part;
    };
  const close = vi.fn(() => Promise.resolve());
  const createMediaStreamSource = () => (broken === 'source' ? refuse() : { connect: () => undefined });
  vi.stubGlobal('MediaStream', made('MediaStream', {}));
  vi.stubGlobal('AudioContext', made('AudioContext', { state: 'running', close, createMediaStreamSource }));
  const sound = new Float32Array(2048);
  const getFloatTimeDomainData = (into: Float32Array) => into.set(sound);
  vi.stubGlobal('AnalyserNode', made('AnalyserNode', { fftSize: 2048, getFloatTimeDomainData }));
  const stream = { getTracks: () => [track], getAudioTracks: () => [track] } as unknown as MediaStream;
  const opened = openMicrophoneCheck(defaultSettings().microphone, new AbortController().signal, {
    mediaDevices: {
      getUserMedia: () => Promise.resolve(stream),
      enumerateDevices: () => Promise.resolve([]),
    },
    permissions: { query: () => Promise.resolve({ state: 'granted' } as PermissionStatus) },
    ...browserEdges,
  });
  return { opened, track, close, sound };
}

describe('the check of the microphone', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('releases microphone and sound when it is closed', async () => {
    const { opened, track, close } = setUp(null);
    (await opened).close();
    expect(track.stop).toHaveBeenCalledOnce();
    expect(close).toHaveBeenCalledOnce();
  });

  it.each([
    ['a voice that touches full scale with single samples', 2, false],
    ['a voice that is cut off', 20, true],
  ])('judges as a session does: %s', async (_, cut, isCutOff) => {
    const { opened, sound } = setUp(null);
    const { level, isCutOff: judge } = await opened;
    sound.fill(0.1).fill(-1, 0, cut);
    level();
    // One loud moment is no voice that is cut off.
    expect(judge()).toBe(false);
    for (let reading = 1; reading < 30; reading += 1) level();
    expect(judge()).toBe(isCutOff);
  });

  it.each(['MediaStream', 'AudioContext', 'AnalyserNode', 'source'] as const)(
    'releases the microphone where the browser refuses another part: %s',
    async (broken) => {
      const { opened, track } = setUp(broken);
      await expect(opened).rejects.toThrow();
      expect(track.stop).toHaveBeenCalledOnce();
    },
  );
});
