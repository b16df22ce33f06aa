import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSessionTranscript } from '../../../../utils/host/transcript/session-transcript.ts';
import type { Segment } from '../../../../utils/domain/transcript/segment.ts';
import type { TextDelay } from '../../../../utils/domain/transcript/text-delay.ts';

const start = 1_790_000_000_000;
beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => void vi.useRealTimers());

function setUp() {
  const onPause = vi.fn();
  const segments = new Map<string, Segment>();
  let delay: TextDelay | null = null;
  const transcript = createSessionTranscript({
    sessionId: 's',
    now: Date.now,
    state: () => ({ phase: 'idle' }),
    onPause,
    onText(update) {
      ({ delay } = update);
      for (const segment of update.segments) segments.set(segment.id, segment);
    },
  });
  const texts = () => [...segments.values()].map(({ text }) => text).filter((text) => text !== '');
  return { transcript, onPause, segments, texts, delay: () => delay };
}

const source = () => {
  const since = Date.now();
  return { soundSince: () => since };
};
const final = (text: string, id?: string) =>
  ({ type: 'text', text, isMore: false, isFinal: true, ...(id !== undefined && { id }) }) as const;

describe('a pause of the speaker', () => {
  it('is told once for each stretch of speech', () => {
    const { transcript, onPause } = setUp();
    transcript.measured({ capturedAt: null });
    expect(onPause).not.toHaveBeenCalled();
    const spokeAt = Date.now();
    for (const afterMs of [0, 300, 600, 900, 5000]) {
      vi.setSystemTime(spokeAt + afterMs);
      transcript.measured({ capturedAt: spokeAt });
    }
    expect(onPause).toHaveBeenCalledTimes(1);
    transcript.measured({ capturedAt: Date.now() });
    vi.advanceTimersByTime(1000);
    transcript.measured({ capturedAt: Date.now() - 1000 });
    expect(onPause).toHaveBeenCalledTimes(2);
  });
});

describe('the delay of text', () => {
  it('is measured from the last word by the server’s times', () => {
    const { transcript, delay } = setUp();
    const from = source();
    vi.advanceTimersByTime(10_000);
    for (const end of [9.5, 9.4, 9]) {
      transcript.hear({ ...final('one'), times: { to: end * 1000, from: 8000, clock: 'connection' } }, from);
    }
    expect(delay()).toEqual({ p50: 600, p95: 1000 });
  });

  it('is measured from the last voice where the server gives no times, and not while somebody speaks', () => {
    const { transcript, delay } = setUp();
    const from = source();
    vi.advanceTimersByTime(5000);
    transcript.measured({ capturedAt: Date.now() });
    transcript.hear(final('one'), from);
    expect(delay()).toBeNull();
    const spokeAt = Date.now();
    vi.advanceTimersByTime(700);
    transcript.measured({ capturedAt: spokeAt });
    transcript.hear(final('two'), from);
    expect(delay()).toEqual({ p50: 700, p95: 700 });
  });
});

describe('two connections', () => {
  it('that are open at the same time double nothing of what both have heard', () => {
    const { transcript, texts } = setUp();
    const [first, second] = [source(), source()];
    transcript.hear(final('One, two, three.', '1'), first);
    transcript.hear(final('two three four', '1'), second);
    transcript.ended(first);
    transcript.ended(first);
    transcript.hear(final('five', '2'), second);
    expect(texts()).toEqual(['One, two, three.', 'four', 'five']);
  });

  it.each([
    [400, ['One, two, three.', 'four five']],
    [0, ['One, two, three.', 'Three four five']],
  ])(
    'of which one got sound for %i ms beside the other double nothing of it, though that one has ended before text comes',
    (besideMs, expected) => {
      const { transcript, texts } = setUp();
      const first = source();
      transcript.hear(final('One, two, three.', '1'), first);
      vi.advanceTimersByTime(20_000);
      const second = source();
      vi.advanceTimersByTime(besideMs);
      transcript.ended(first);
      vi.advanceTimersByTime(900);
      transcript.hear(final('Three four five', '1'), second);
      expect(texts()).toEqual(expected);
    },
  );

  it('have names of their own also where both began in the same moment', () => {
    const { transcript, segments } = setUp();
    const [first, second] = [source(), source()];
    transcript.hear(final('one', '1'), first);
    transcript.ended(first);
    transcript.hear(final('seven', '1'), second);
    expect(segments.size).toBe(2);
  });
});

describe('text of what was sent after a gap', () => {
  it.each([
    ['burst', 1],
    ['stretch', 1.25],
  ] as const)(
    'lies in the session that was cut off, or in this one, where both are sent (%s)',
    (road, speed) => {
      const { transcript, segments } = setUp();
      const from = source();
      vi.advanceTimersByTime(3000);
      // Six seconds of the session before, which ended a minute ago, and two of this one.
      transcript.followBacklog(
        { type: 'began', from: start - 60_000, behindMs: 8000, owedMs: 6000, againMs: 0, road, speed: 1.25 },
        from,
      );
      vi.advanceTimersByTime(10_000);
      const at = (sentMs: number) =>
        ({ ...final(`at ${String(sentMs)}`), times: { from: 3000 + sentMs, clock: 'connection' } }) as const;
      for (const captured of [1000, 5000, 6500, 7500]) transcript.hear(at(captured / speed), from);
      expect([...segments.values()].map(({ spokenFrom }) => Math.round(spokenFrom - start))).toEqual([
        -59_000, -55_000, 1500, 2500,
      ]);
    },
  );

  it('lies where it was spoken, by the server’s times', () => {
    const { transcript, segments } = setUp();
    const from = source();
    vi.advanceTimersByTime(20_000);
    transcript.followBacklog(
      { type: 'began', from: start + 10_000, behindMs: 10_000, againMs: 0, road: 'burst', speed: 2 },
      from,
    );
    vi.advanceTimersByTime(10_000);
    transcript.followBacklog({ type: 'ended', deliveredMs: 20_000, leftMs: 0 }, from);
    vi.advanceTimersByTime(5000);
    const at = (seconds: number) =>
      ({ ...final(`at ${String(seconds)}`), times: { from: seconds * 1000, clock: 'connection' } }) as const;
    for (const seconds of [5, 25, 42]) transcript.hear(at(seconds), from);
    expect([...segments.values()].map(({ source: road, spokenFrom }) => [road, spokenFrom - start])).toEqual([
      ['live', 5000],
      ['catch-up', 15_000],
      ['live', 32_000],
    ]);
  });
});
