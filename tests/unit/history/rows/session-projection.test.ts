import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mostBands } from '../../../../utils/domain/past/session-bands.ts';
import type { SessionEvent, SessionEventBody } from '../../../../utils/domain/log/session-event.ts';
import { sessionQuality } from '../../../../utils/domain/past/session-quality.ts';
import { projectEvent, projectSession, spentBy } from '../../../../utils/history/rows/session-projection.ts';
import { arbitraryBody } from '../../../support/history/arbitrary-events.ts';

const second = 1000;

/** Events of one session, each so many seconds after the start. */
function log(...timed: [seconds: number, body: SessionEventBody][]): SessionEvent[] {
  return timed.map(([seconds, body], index) => ({
    sessionId: 'one',
    writer: 'host',
    seq: index + 1,
    at: seconds * second,
    ...body,
  }));
}

const started: SessionEventBody = {
  kind: 'session-started',
  profile: { id: 'studio', name: 'Studio', kind: 'whip' },
  serverOrigin: 'https://ingest.example',
  iceServerCount: 1,
  iceTransportPolicy: 'all',
  watch: { errorThreshold: 50, checkIntervalMs: 500, connectDeadlineMs: 15000 },
};
const live: SessionEventBody = { kind: 'live', afterMs: 1 };
const lost = { kind: 'recovery-began', cause: 'link-silent', lastHeardMsAgo: 900, interruption: 1 } as const;
const healed = { kind: 'recovered', attempts: 1, interruptedMs: 0 } as const;
const stopped: SessionEventBody = { kind: 'session-ended', by: 'user', durationMs: 1 };

describe('a session’s row', () => {
  it('draws its phases as bands that follow each other, and counts what was lost', () => {
    const row = projectSession(
      log(
        [10, started],
        [11, live],
        [20, { kind: 'warning-raised', warning: 'high-loss', figure: 0.2 }],
        [25, { kind: 'warning-cleared', warning: 'high-loss', figure: 0.01, worst: 0.3, afterMs: 5000 }],
        [40, lost],
        [43, { ...healed, by: 'new-connection', afterMs: 3000 }],
        [60, { ...lost, interruption: 2 }],
        [61, { ...healed, by: 'itself', afterMs: 1000 }],
        [111, stopped],
      ),
    );
    expect(row?.bands.map(({ kind, from, to }) => [kind, from / second, (to ?? 0) / second])).toEqual([
      ['starting', 10, 11],
      ['live', 11, 20],
      ['warned', 20, 25],
      ['live', 25, 40],
      ['recovering', 40, 43],
      ['live', 43, 60],
      ['recovering', 60, 61],
      ['live', 61, 111],
    ]);
    expect(row).toMatchObject({
      interruptions: 2,
      reconnects: 1,
      interruptedMs: 4000,
      warnings: 1,
      quality: 0.91,
      outcome: 'stopped',
      // A connection that healed by itself is still the same connection.
      connections: [
        { from: 11_000, ms: 29_000, died: true },
        { from: 43_000, ms: 68_000, died: false },
      ],
    });
  });

  it('has a quality of one where nothing was wrong, and none where it was never live', () => {
    expect(projectSession(log([0, started], [1, live], [9, stopped]))?.quality).toBe(1);
    const neverLive = projectSession(log([0, started], [9, stopped]));
    expect(neverLive).toMatchObject({ quality: null, bands: [{ kind: 'starting', from: 0, to: 9000 }] });
  });

  it('has the delay of its texts where the log has one', () => {
    const texts = { kind: 'texts-counted', deltas: 9, completed: 4, failed: 0 } as const;
    const delay = { p50: 640, p95: 1300 };
    const rowOf = (body: SessionEventBody) =>
      projectSession(log([0, started], [1, live], [9, body], [9, stopped]));
    expect(rowOf({ ...texts, delay })?.textDelay).toEqual(delay);
    expect(rowOf(texts)).not.toHaveProperty('textDelay');
  });

  it('can be computed for a moment after its last event, while it runs', () => {
    const row = projectSession(log([0, started], [1, live], [5, lost])) ?? expect.fail();
    expect(row.quality).toBe(1);
    expect(sessionQuality(spentBy(row, 9000))).toBe(0.5);
  });

  it('has as lost what nothing shows to have arrived before its end', () => {
    const row = projectSession(log([0, started], [1, live], [9, { ...stopped, unprovenMs: 580 }]));
    expect(row?.lostMs).toBe(580);
  });

  it('is not worse for a silent microphone: that says nothing about the link', () => {
    const row = projectSession(
      log(
        [0, started],
        [1, live],
        [2, { kind: 'warning-raised', warning: 'silent-microphone', figure: 5 }],
        [9, stopped],
      ),
    );
    expect(row).toMatchObject({ quality: 1, warnings: 1 });
  });

  it('stays warned until the last of two warnings is cleared', () => {
    const cleared = { kind: 'warning-cleared', figure: 0, worst: 1, afterMs: 1 } as const;
    const row = projectSession(
      log(
        [0, started],
        [1, live],
        [2, { kind: 'warning-raised', warning: 'high-loss', figure: 0.2 }],
        [3, { kind: 'warning-raised', warning: 'high-jitter', figure: 0.2 }],
        [4, { ...cleared, warning: 'high-loss' }],
        [6, { ...cleared, warning: 'high-jitter' }],
      ),
    );
    expect(row?.bands.map(({ kind, from, to }) => [kind, from, to])).toEqual([
      ['starting', 0, 1000],
      ['live', 1000, 2000],
      ['warned', 2000, 6000],
      ['live', 6000, null],
    ]);
  });

  it('ends where it was last known to live, when the browser was ended in the middle', () => {
    const row = projectSession(
      log([0, started], [1, live], [500, { kind: 'session-ended', by: 'interruption', durationMs: 90_000 }]),
    );
    expect(row).toMatchObject({ outcome: 'interrupted', endedAt: 90_000, quality: 1 });
    expect(row?.bands.at(-1)).toEqual({ kind: 'live', from: 1000, to: 90_000 });
  });

  it.each([
    ['Stop', { kind: 'stop-requested' }, 'user'],
    ['a failure', { kind: 'session-failed', failure: { reason: 'server-unauthorized' } }, 'failure'],
  ] as const)('counts an interruption that ends in %s as well', (_, event, by) => {
    const row = projectSession(
      log(
        [0, started],
        [1, live],
        [10, lost],
        [15, event],
        [15, { kind: 'session-ended', by, durationMs: 15_000 }],
      ),
    );
    expect(row).toMatchObject({ interruptions: 1, interruptedMs: 5000 });
  });

  it('does not take a connection for dead that was replaced before its time', () => {
    const row = projectSession(
      log(
        [0, started],
        [1, live],
        [10, { ...lost, cause: 'replaced' }],
        [11, { ...healed, by: 'new-connection', afterMs: 1000 }],
        [20, stopped],
      ),
    );
    expect(row?.connections).toEqual([
      { from: 1000, ms: 10_000, died: false },
      { from: 11_000, ms: 9000, died: false },
    ]);
  });

  it.each([
    ['the connection', { reason: 'connection-lost', status: 'failed' }, true],
    ['the server', { reason: 'server-ended' }, true],
    ['the microphone', { reason: 'microphone-ended' }, false],
  ] as const)('says of a connection that %s ended whether it died of that', (_, failure, died) => {
    const row = projectSession(
      log(
        [0, started],
        [1, live],
        [5, { kind: 'session-failed', failure }],
        [6, { kind: 'session-ended', by: 'failure', durationMs: 6000 }],
      ),
    );
    expect(row?.connections).toEqual([{ from: 1000, ms: 5000, died }]);
  });

  it('keeps apart what was rolled over from what died', () => {
    const row = projectSession(
      log(
        [0, started],
        [1, live],
        [5, { kind: 'rolled-over', cause: 'turn-expiry', afterMs: 9 }],
        [7, lost],
        [9, stopped],
      ),
    );
    expect(row?.connections).toEqual([
      { from: 1000, ms: 4000, died: false },
      { from: 5000, ms: 2000, died: true },
    ]);
  });

  it('has a hole where no host was there, and is not live before it is live again', () => {
    const row = projectSession(
      log(
        [0, started],
        [1, live],
        [50, { kind: 'session-resumed', holeMs: 20_000 }],
        [52, live],
        [60, stopped],
      ),
    );
    expect(row?.bands.map(({ kind, from }) => [kind, from / second])).toEqual([
      ['starting', 0],
      ['live', 1],
      ['hole', 30],
      ['recovering', 50],
      ['live', 52],
    ]);
    expect(row).toMatchObject({ interruptions: 1, interruptedMs: 22_000 });
  });

  it('draws a session that was lost a thousand times in few bands, and still counts all', () => {
    const flapping = Array.from({ length: 1000 }, (_, index): [number, SessionEventBody][] => [
      [10 + index * 2, { ...lost, interruption: index + 1 }],
      [11 + index * 2, { ...healed, by: 'itself', afterMs: second }],
    ]);
    const row = projectSession(log([0, started], [10, live], ...flapping.flat(), [2010, stopped]));
    expect(row?.bands.length).toBeLessThanOrEqual(mostBands);
    expect(row).toMatchObject({ interruptions: 1000, interruptedMs: 1_000_000, quality: 0.5 });
    const gaps = row?.bands.slice(1).filter(({ from }, index) => from !== row.bands[index]?.to);
    expect(gaps).toEqual([]);
  });
});

describe('whatever happened', () => {
  const logs = fc
    .array(fc.tuple(fc.nat(200), arbitraryBody), { minLength: 1, maxLength: 40 })
    .map((timed) => log(...timed));

  it('the row is the same in whatever order the events are given', () => {
    fc.assert(
      fc.property(logs, fc.array(fc.nat()), (events, keys) => {
        const shuffled = events.toSorted(({ seq }, other) => (keys[seq] ?? 0) - (keys[other.seq] ?? 0));
        expect(projectSession(shuffled)).toEqual(projectSession(events));
      }),
    );
  });

  it('its bands follow each other, and only the last may last', () => {
    fc.assert(
      fc.property(logs, (events) => {
        let row = projectEvent(undefined, events[0] ?? expect.fail());
        for (const event of events.slice(1).toSorted((one, other) => one.at - other.at)) {
          row = projectEvent(row, event);
          row.bands.forEach(({ from, to }, index) => {
            if (index < row.bands.length - 1) expect(to).toBe(row.bands[index + 1]?.from);
            if (to !== null) expect(to).toBeGreaterThan(from);
          });
          expect(row.quality ?? 0).toBeGreaterThanOrEqual(0);
          expect(row.quality ?? 0).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
