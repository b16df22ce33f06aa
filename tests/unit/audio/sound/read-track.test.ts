import { afterEach, describe, expect, it, vi } from 'vitest';
import { readTrack } from '../../../../utils/audio/sound/read-track.ts';

describe('readTrack', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('reads a live track, with a buffer of one second', () => {
    const readable = new ReadableStream();
    const processor = vi.fn(function (_: unknown) {
      return { readable };
    });
    vi.stubGlobal('MediaStreamTrackProcessor', processor);
    const track = { readyState: 'live' } as MediaStreamTrack;
    expect(readTrack(track)).toBe(readable);
    expect(processor).toHaveBeenCalledExactlyOnceWith({ track, maxBufferSize: 100 });
  });

  it('says of a track that has ended that the microphone ended', () => {
    const track = { readyState: 'ended' } as MediaStreamTrack;
    expect(() => readTrack(track)).toThrow(
      expect.objectContaining({ failure: { reason: 'microphone-ended' } }),
    );
  });
});
