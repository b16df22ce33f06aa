import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../utils/async/edges.ts';
import type { SessionEvent } from '../../../utils/domain/log/session-event.ts';
import { createEventOutbox } from '../../../utils/host/event-outbox.ts';

const common = (seq: number, sessionId = 'one') => ({ sessionId, writer: 'host', seq, at: seq }) as const;

function event(seq: number, sessionId = 'one'): SessionEvent {
  return { ...common(seq, sessionId), kind: 'stop-requested' };
}

/** A store like the worker's: stores each event once, and answers with the last stored number. */
function fakeStore() {
  const stored: string[] = [];
  const send = vi.fn((batch: SessionEvent[]) => {
    for (const { sessionId, seq } of batch) {
      const key = `${sessionId} ${String(seq)}`;
      if (!stored.includes(key)) stored.push(key);
    }
    return Promise.resolve(batch.at(-1)?.seq ?? 0);
  });
  return { stored, send };
}

describe('the event outbox', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('sends events in order, one batch at a time, and is empty when they are stored', async () => {
    const { stored, send } = fakeStore();
    const outbox = createEventOutbox(send, browserEdges);
    for (const seq of [1, 2, 3]) outbox.add(event(seq));
    expect(outbox.isEmpty()).toBe(false);
    await vi.runAllTimersAsync();
    expect(stored).toEqual(['one 1', 'one 2', 'one 3']);
    expect(outbox.isEmpty()).toBe(true);
  });

  it('sends again what was not answered, until it is', async () => {
    const { stored, send } = fakeStore();
    send.mockRejectedValueOnce(new Error('the worker was ended')).mockRejectedValueOnce(new Error('again'));
    const outbox = createEventOutbox(send, browserEdges);
    outbox.add(event(1));
    await vi.advanceTimersByTimeAsync(1500);
    outbox.add(event(2));
    await vi.runAllTimersAsync();
    expect(stored).toEqual(['one 1', 'one 2']);
    expect(outbox.isEmpty()).toBe(true);
  });

  it('stores once what was stored although the answer was lost', async () => {
    const { stored, send } = fakeStore();
    const lossy = vi.fn(async (batch: SessionEvent[]) => {
      const answer = await send(batch);
      if (lossy.mock.calls.length === 1) throw new Error('the answer was lost');
      return answer;
    });
    const outbox = createEventOutbox(lossy, browserEdges);
    outbox.add(event(1));
    await vi.runAllTimersAsync();
    expect(stored).toEqual(['one 1']);
    expect(outbox.isEmpty()).toBe(true);
  });

  it('keeps sessions apart, each counting from one', async () => {
    const { stored, send } = fakeStore();
    const outbox = createEventOutbox(send, browserEdges);
    outbox.add(event(1, 'one'));
    outbox.add(event(2, 'one'));
    outbox.add(event(1, 'two'));
    await vi.runAllTimersAsync();
    expect(stored).toEqual(['one 1', 'one 2', 'two 1']);
  });

  it('does not spin on a store that stores nothing, and asks less and less often', async () => {
    const send = vi.fn(() => Promise.resolve(0));
    createEventOutbox(send, browserEdges).add(event(1));
    await vi.advanceTimersByTimeAsync(3500);
    expect(send).toHaveBeenCalledTimes(3);
    send.mockClear();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(send.mock.calls.length).toBeLessThan(30);
  });

  it('is left alone after two minutes in which nothing could be stored, and stores it when it can be', async () => {
    const { stored, send } = fakeStore();
    let isBroken = true;
    const outbox = createEventOutbox((batch) => {
      return isBroken ? Promise.reject(new Error('the disk is full')) : send(batch);
    }, browserEdges);
    outbox.add(event(1));
    await vi.advanceTimersByTimeAsync(30_000);
    expect(outbox.isEmpty()).toBe(false);
    await vi.advanceTimersByTimeAsync(150_000);
    expect(outbox.isEmpty()).toBe(true);
    isBroken = false;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(stored).toEqual(['one 1']);
  });

  it('lets a flood wait in bounded memory, the oldest of it as their count, and sends it in messages of five hundred', async () => {
    const { send } = fakeStore();
    const sent: SessionEvent[] = [];
    let isBroken = true;
    const outbox = createEventOutbox((batch) => {
      if (isBroken) return Promise.reject(new Error('blocked'));
      sent.push(...batch);
      return send(batch);
    }, browserEdges);
    for (let seq = 1; seq <= 20_000; seq += 1) {
      outbox.add(
        seq % 1000 === 0 ? event(seq) : { ...common(seq), kind: 'server-message-received', message: 'error' },
      );
    }
    isBroken = false;
    await vi.runAllTimersAsync();
    const kinds = Map.groupBy(sent, ({ kind }) => kind);
    expect(kinds.get('stop-requested')).toHaveLength(20);
    expect(kinds.get('server-message-received')?.length).toBeLessThanOrEqual(5500);
    const counted = sent.flatMap((each) => (each.kind === 'events-counted' ? each.counts : []));
    const all = counted.reduce((sum, { times }) => sum + times, 0);
    expect(all + (kinds.get('server-message-received')?.length ?? 0)).toBe(19_980);
    expect(sent.map(({ seq }) => seq)).toEqual(sent.map(({ seq }) => seq).toSorted((a, b) => a - b));
    expect(Math.max(...send.mock.calls.map(([batch]) => batch.length))).toBe(500);
  });

  it('counts nothing that may be stored already', async () => {
    const answered = Promise.withResolvers<number>();
    const send = vi.fn((_batch: SessionEvent[]) => answered.promise);
    const outbox = createEventOutbox(send, browserEdges);
    const flood = (seq: number): SessionEvent => ({ ...common(seq), kind: 'clock-jumped', byMs: 1 });
    for (let seq = 1; seq <= 6000; seq += 1) outbox.add(flood(seq));
    answered.resolve(1);
    await vi.advanceTimersByTimeAsync(0);
    expect(send.mock.calls[1]?.[0][0]).toMatchObject({ seq: 2, kind: 'events-counted' });
  });
});
