import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../utils/async/edges.ts';
import { isStoredAfterCut, mostEvents, type RepeatableKind } from '../../../utils/domain/log/event-weight.ts';
import type { SessionEvent, SessionEventBody } from '../../../utils/domain/log/session-event.ts';
import { sessionStory } from '../../../utils/domain/past/session-story.ts';
import { sessionTimeline } from '../../../utils/domain/past/session-timeline.ts';
import { projectSession } from '../../../utils/history/rows/session-projection.ts';
import { createEventOutbox } from '../../../utils/host/event-outbox.ts';
import { createEventRecorder } from '../../../utils/host/event-recorder.ts';
import { arbitraryBody } from '../../support/history/arbitrary-events.ts';

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

function setUp(lastSeq = 0) {
  const events: SessionEvent[] = [];
  const recorder = createEventRecorder(
    { ...browserEdges, onEvent: (event) => events.push(event) },
    { sessionId: 'one', lastSeq },
  );
  const kinds = () => events.map(({ kind }) => kind);
  const times = (kind: SessionEventBody['kind']) => kinds().filter((each) => each === kind).length;
  return { ...recorder, events, kinds, times };
}

const message: SessionEventBody = { kind: 'ice-restart-failed' };
const error = (said: string) => ({ kind: 'server-message-received', message: 'error', said }) as const;
const lost: SessionEventBody = {
  kind: 'recovery-began',
  cause: 'link-silent',
  lastHeardMsAgo: 900,
  interruption: 1,
};
const healed = (interruptedMs: number): SessionEventBody => ({
  kind: 'recovered',
  by: 'itself',
  afterMs: 1000,
  attempts: 0,
  interruptedMs,
});
const ended: SessionEventBody = { kind: 'session-ended', by: 'user', durationMs: 1 };

/** How many events of a kind are logged or counted. */
function known(events: readonly SessionEvent[], kind: SessionEventBody['kind']): number {
  return events.reduce((sum, event) => {
    if (event.kind === kind) return sum + (event.kind === 'server-message-received' ? (event.times ?? 1) : 1);
    if (event.kind !== 'events-counted') return sum;
    if (kind === 'recovery-began' || kind === 'recovered') return sum + (event.interruptions?.times ?? 0);
    return event.counts.reduce((all, each) => all + (each.kind === kind ? each.times : 0), sum);
  }, 0);
}

describe('the errors of a server', () => {
  /** How often this error is in the log, by its lines and the numbers that they have. */
  const told = (events: readonly SessionEvent[], said: string) =>
    events.reduce((sum, event) => {
      if (event.kind !== 'server-message-received' || event.said !== said) return sum;
      return sum + (event.times ?? 1);
    }, 0);

  it('are logged once each, and their repetitions by number: 10,000 cost two lines', () => {
    const { record, events } = setUp();
    for (let each = 0; each < 10_000; each += 1) record(error('No audio.'));
    expect(events).toHaveLength(1);
    record(ended);
    expect(events).toMatchObject([error('No audio.'), { ...error('No audio.'), times: 9999 }, ended]);
  });

  it('that go on are logged once a minute', () => {
    const { record, events } = setUp();
    for (let second = 0; second < 600; second += 1) {
      record(error('No audio.'));
      vi.advanceTimersByTime(1000);
    }
    expect(events.length).toBeLessThanOrEqual(12);
    record(ended);
    expect(told(events, 'No audio.')).toBe(600);
  });

  it('that are all different cost no more than any other event of which there are very many', () => {
    const { record, events } = setUp();
    for (let each = 0; each < 10_000; each += 1) record(error(`Line ${String(each)}`));
    record(ended);
    expect(events.length).toBeLessThan(250);
    expect(known(events, 'server-message-received')).toBe(10_000);
  });

  it('are all logged, in whichever order they come', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 90_000 })), {
          maxLength: 100,
        }),
        (drawn) => {
          const { record, events } = setUp();
          for (const [said, ms] of drawn) {
            record(error(said));
            vi.advanceTimersByTime(ms);
          }
          record(ended);
          for (const said of ['a', 'b', 'c'])
            expect(told(events, said)).toBe(drawn.filter(([each]) => each === said).length);
        },
      ),
    );
  });
});

describe('a flood of 20,000 events of one kind', () => {
  it('is logged at first, said to be counted when that begins, and counted at the end', () => {
    const { record, events, times } = setUp();
    for (let each = 0; each < 20_000; each += 1) record(message);
    expect(times('ice-restart-failed')).toBe(200);
    expect(events.at(-1)).toMatchObject({ kind: 'events-counted', counts: [{ times: 1 }] });
    record(ended);
    expect(events).toHaveLength(203);
    expect(known(events, 'ice-restart-failed')).toBe(20_000);
    expect(events.at(-1)?.kind).toBe('session-ended');
  });

  it('hides no loss that comes in the middle or after it', () => {
    const { record, kinds } = setUp();
    for (let each = 0; each < 30_000; each += 1) {
      record(message);
      if (each === 15_000) record(lost);
    }
    record(lost);
    record(healed(1000));
    expect(kinds().slice(-3)).toEqual(['recovery-began', 'recovery-began', 'recovered']);
  });

  it('is counted once a minute as long as it lasts, and not after that', async () => {
    const { record, times } = setUp();
    for (let second = 0; second < 600; second += 1) {
      for (let each = 0; each < 10; each += 1) record(message);
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(times('events-counted')).toBeGreaterThanOrEqual(10);
    expect(times('events-counted')).toBeLessThanOrEqual(11);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(times('events-counted')).toBeLessThanOrEqual(12);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('has one kind counted and leaves the others as they are', () => {
    const { record, events } = setUp();
    for (let each = 0; each < 500; each += 1) record(message);
    record({ kind: 'network-changed', online: false });
    expect(events.at(-1)?.kind).toBe('network-changed');
  });
});

it('of a warning that toggles all the time the newest state is logged with the next count', async () => {
  const { record, events } = setUp();
  for (let each = 0; each < 1000; each += 1) {
    record({ kind: 'warning-raised', warning: 'high-loss', figure: 0.2 });
    const figures = { figure: 0, worst: 0.2, afterMs: 10 };
    record({ kind: 'warning-cleared', warning: 'high-loss', ...figures });
  }
  record({ kind: 'warning-raised', warning: 'high-loss', figure: 0.5 });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(events.findLast((event) => event.kind.startsWith('warning'))).toMatchObject({
    kind: 'warning-raised',
    figure: 0.5,
  });
  expect(known(events, 'warning-raised')).toBe(1001);
});

it('thousands of reconnects are all in the log, and do not close it', () => {
  const { record, events, times } = setUp();
  for (let each = 0; each < 2500; each += 1) {
    record(lost);
    for (const body of [
      { kind: 'attempt-began', attempt: 1 },
      {
        kind: 'connection-status-changed',
        status: 'connected',
        connectionState: 'connected',
        iceConnectionState: 'connected',
      },
      { kind: 'answer-applied', afterMs: 9 },
      { kind: 'ice-restart-began' },
      { kind: 'ice-restart-failed' },
    ] as const satisfies SessionEventBody[])
      record(body);
    record(healed(each * 1000));
  }
  expect([times('recovery-began'), times('recovered'), times('log-cut')]).toEqual([2500, 2500, 0]);
  expect(events.length).toBeLessThan(mostEvents);
});

it('a log that is as long as it may be says so once, and goes on with what matters', () => {
  const { record, kinds } = setUp(mostEvents);
  for (let each = 0; each < 5; each += 1) record({ kind: 'mute-changed', muted: true });
  record(lost);
  record(healed(1000));
  record(ended);
  expect(kinds()).toEqual([
    'log-cut',
    'events-counted',
    'recovery-began',
    'recovered',
    'events-counted',
    'session-ended',
  ]);
});

describe('a server that accepts every connection and drops it at once, for days', () => {
  const daysOf = async (days: number, everyMs: number) => {
    const recording = setUp();
    const truth = { interruptions: 0, interruptedMs: 0, reconnects: 0 };
    recording.record({ kind: 'live', afterMs: 1 });
    for (let passed = 0; passed < days * 86_400_000; passed += everyMs) {
      truth.interruptions += 1;
      truth.reconnects += 1;
      truth.interruptedMs += everyMs / 2;
      recording.record({ kind: 'connection-lost', status: 'failed', lastHeardMsAgo: 10 });
      recording.record({ ...lost, interruption: truth.interruptions });
      await vi.advanceTimersByTimeAsync(everyMs / 2);
      const { interruptedMs } = truth;
      const times = { afterMs: everyMs / 2, attempts: 1, interruptedMs };
      recording.record({ kind: 'recovered', by: 'new-connection', ...times });
      await vi.advanceTimersByTimeAsync(everyMs / 2);
    }
    return { ...recording, truth };
  };

  it('makes a log that is bounded, and a row that is the truth', async () => {
    const { record, events, truth } = await daysOf(4, 5000);
    record(ended);
    expect(truth.interruptions).toBeGreaterThan(60_000);
    expect(events.length).toBeLessThan(25_000);
    expect(projectSession(events)).toMatchObject(truth);
    const { summed, interruptions } = sessionTimeline(events, Date.now());
    expect(summed.times + interruptions.length).toBe(truth.interruptions);
  });

  it('names the longest of those that it sums up', async () => {
    const { record, events } = await daysOf(1, 5000);
    const lostAt = Date.now();
    record({ ...lost, interruption: 20_000 });
    await vi.advanceTimersByTimeAsync(20_000);
    record({ kind: 'recovered', by: 'itself', afterMs: 20_000, attempts: 0, interruptedMs: 20_000 });
    record(ended);
    const story = sessionStory(events, Date.now());
    expect(story).toContainEqual(expect.objectContaining({ say: 'interruptions', longestAt: lostAt }));
  });

  it('hides no loss that lasts', async () => {
    const { record, events } = await daysOf(1, 5000);
    const lostAt = Date.now();
    record({ ...lost, interruption: 20_000 });
    await vi.advanceTimersByTimeAsync(1_300_000);
    expect(events.at(-2)).toMatchObject({ kind: 'recovery-began', at: lostAt });
    record(healed(1_300_000));
    expect(events.at(-1)?.kind).toBe('recovered');
  });

  it('hides no loss that ends the session', async () => {
    const { record, events } = await daysOf(1, 5000);
    record({ ...lost, interruption: 20_000 });
    record({ kind: 'session-failed', failure: { reason: 'server-ended' } });
    record(ended);
    const kinds = events.slice(-4).map(({ kind }) => kind);
    expect(kinds).toEqual(['recovery-began', 'session-failed', 'events-counted', 'session-ended']);
  });
});

describe('whatever floods a session, between real losses', () => {
  const step = fc.record({
    // Only the recorder itself gives a message the number of its repetitions.
    body: arbitraryBody
      .filter((body) => !isStoredAfterCut(body))
      .map((body): SessionEventBody => {
        if (body.kind !== 'server-message-received') return body;
        const { times: _, ...message } = body;
        return message;
      }),
    times: fc.constantFrom(1, 3, 300, 2000),
    waitMs: fc.constantFrom(0, 10, 1000, 61_000),
    isLoss: fc.boolean(),
  });

  it('every loss and recovery is stored, all else is stored or counted, and the row is the truth', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        async (steps, isBlocked) => {
          const stored: SessionEvent[] = [];
          let isBroken = isBlocked;
          const outbox = createEventOutbox((batch) => {
            if (isBroken) return Promise.reject(new Error('blocked'));
            stored.push(...batch.filter(({ seq }) => !stored.some((each) => each.seq === seq)));
            return Promise.resolve(batch.at(-1)?.seq ?? 0);
          }, browserEdges);
          const recorder = createEventRecorder(
            { ...browserEdges, onEvent: outbox.add },
            { sessionId: 'one', lastSeq: 0 },
          );
          const truth = { interruptions: 0, interruptedMs: 0, warnings: 0 };
          const all = new Map<string, number>();
          recorder.record({ kind: 'live', afterMs: 1 });
          for (const { body, times, waitMs, isLoss } of steps) {
            all.set(body.kind, (all.get(body.kind) ?? 0) + times);
            if (body.kind === 'warning-raised') truth.warnings += times;
            for (let each = 0; each < times; each += 1) recorder.record(body);
            if (isLoss) {
              truth.interruptions += 1;
              truth.interruptedMs += 1000;
              recorder.record({ ...lost, interruption: truth.interruptions });
              await vi.advanceTimersByTimeAsync(1000);
              recorder.record(healed(truth.interruptedMs));
            }
            await vi.advanceTimersByTimeAsync(waitMs);
          }
          recorder.record(ended);
          isBroken = false;
          await vi.advanceTimersByTimeAsync(120_000);
          for (const [kind, times] of all) expect(known(stored, kind as RepeatableKind)).toBe(times);
          expect(known(stored, 'recovered')).toBe(truth.interruptions);
          expect(projectSession(stored)).toMatchObject({ ...truth, outcome: 'stopped' });
          expect(stored.length).toBeLessThan(6000);
        },
      ),
      { numRuns: 30 },
    );
  });
});
