import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../utils/async/edges.ts';
import type { MediaFigures } from '../../../utils/domain/link/media-figures.ts';
import { readMediaStats, type MediaStats } from '../../../utils/domain/link/media-stats.ts';
import { followFigures } from '../../../utils/host/follow-figures.ts';

function follow() {
  const told: MediaFigures[] = [];
  const aborter = new AbortController();
  let stats: MediaStats | null = null;
  const onFigures = (figures: MediaFigures) => told.push(figures);
  followFigures({ ...browserEdges, stats: () => stats, signal: aborter.signal, onFigures });
  const count = (ssrc: number, bytesSent: number) => {
    stats = { ...readMediaStats([]), ssrc, bytesSent, timestamp: Date.now() };
  };
  return { told, count, stop: () => aborter.abort() };
}

describe('the figures of a session', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('are reported once a second, each since the one before, and begin anew with another connection', () => {
    const { told, count } = follow();
    for (const [ssrc, bytes] of [
      [1, 1000],
      [1, 5000],
      [2, 100],
      [2, 2100],
    ] as const) {
      vi.advanceTimersByTime(900);
      count(ssrc, bytes);
      vi.advanceTimersByTime(100);
    }
    expect(told.map(({ bitrate }) => bitrate)).toEqual([null, 32_000, null, 16_000]);
  });

  it('end with the session', () => {
    const { told, stop } = follow();
    stop();
    vi.advanceTimersByTime(5000);
    expect(told).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
