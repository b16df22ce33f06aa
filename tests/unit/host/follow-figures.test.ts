import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MediaFigures } from '../../../utils/domain/link/media-figures.ts';
import { readMediaStats, type MediaStats } from '../../../utils/domain/link/media-stats.ts';
import { followFigures } from '../../../utils/host/follow-figures.ts';

function follow() {
  const told: MediaFigures[] = [];
  const aborter = new AbortController();
  let stats: MediaStats | null = null;
  const onFigures = (figures: MediaFigures) => told.push(figures);
  followFigures({ stats: () => stats, signal: aborter.signal, onFigures });
  const count = (ssrc: number, bytesSent: number) => {
    stats = { ...readMediaStats([]), ssrc, bytesSent, timestamp: Date.now() };
  };
  const report = (changes: Partial<MediaStats>) => {
    stats = { ...readMediaStats([]), ssrc: 1, timestamp: Date.now(), ...changes };
  };
  return { told, count, report, stop: () => aborter.abort() };
}

describe('the figures of a session', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('are told once a second, each since the one before, and begin anew with another connection', () => {
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

  it('have the share of packets that were lost on the way, though all were repaired', () => {
    const { told, report } = follow();
    for (const [reportedAt, packetsSent, retransmittedPacketsSent] of [
      [1, 100, 0],
      [2, 200, 20],
      [2, 260, 30],
      [3, 300, 30],
    ] as const) {
      report({ fractionLost: 0, reportedAt, packetsSent, retransmittedPacketsSent });
      vi.advanceTimersByTime(1000);
    }
    expect(told.map(({ fractionLost }) => fractionLost)).toEqual([0, 0.2, 0.2, 0.1]);
  });

  it('end with the session', () => {
    const { told, stop } = follow();
    stop();
    vi.advanceTimersByTime(5000);
    expect(told).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
