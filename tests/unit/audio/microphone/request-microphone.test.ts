import { describe, expect, it, vi } from 'vitest';
import { requestMicrophone } from '../../../../utils/audio/microphone/request-microphone.ts';

describe('asking for the microphone', () => {
  it.each([
    ['at once', 0],
    ['long after the page was hidden', 3_600_000],
  ])('closes at once what the browser opens, also where it is answered %s', async (_name, afterMs) => {
    vi.useFakeTimers();
    const tracks = [{ stop: vi.fn() }, { stop: vi.fn() }];
    const getUserMedia = () =>
      new Promise<MediaStream>((resolve) =>
        setTimeout(resolve, afterMs, { getTracks: () => tracks } as unknown as MediaStream),
      );
    const asked = requestMicrophone({ getUserMedia });
    await vi.advanceTimersByTimeAsync(afterMs);
    await asked;
    expect(tracks.map(({ stop }) => stop.mock.calls.length)).toEqual([1, 1]);
    vi.useRealTimers();
  });

  it('fails with the reason where nothing was opened', async () => {
    const getUserMedia = () => Promise.reject(new DOMException('', 'NotFoundError'));
    await expect(requestMicrophone({ getUserMedia })).rejects.toMatchObject({
      failure: { reason: 'microphone-missing' },
    });
  });
});
