import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import type { Segment } from '../../../../utils/domain/transcript/segment.ts';
import { createSegmentOutbox } from '../../../../utils/host/transcript/segment-outbox.ts';
import { createTextFeed } from '../../../../utils/host/transcript/text-feed.ts';
import { aSegment } from '../../../support/segments.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A history that answers as the test says: stores, does not have the session yet, or is not there. */
function setUp() {
  const answers: ('stored' | 'unknown' | 'gone')[] = [];
  const batches: { sessionId: string; segments: readonly Segment[] }[] = [];
  const stored = new Map<string, string>();
  const outbox = createSegmentOutbox((sessionId, segments) => {
    batches.push({ sessionId, segments });
    const answer = answers.shift() ?? 'stored';
    if (answer === 'gone') return Promise.reject(new Error('no worker'));
    if (answer === 'stored') for (const { id, text } of segments) stored.set(`${sessionId} ${id}`, text);
    return Promise.resolve(answer === 'stored');
  }, browserEdges);
  return { outbox, answers, batches, stored };
}

describe('segments on their way to the history', () => {
  it('go in one batch a second, each in its newest form', async () => {
    const { outbox, batches } = setUp();
    for (const text of ['o', 'on', 'one']) outbox.add('s', [aSegment({ text })]);
    outbox.add('s', [aSegment({ id: 'other' })]);
    expect(outbox.isEmpty()).toBe(false);
    await vi.advanceTimersByTimeAsync(1000);
    expect(batches).toEqual([
      { sessionId: 's', segments: [aSegment({ text: 'one' }), aSegment({ id: 'other' })] },
    ]);
    expect(outbox.isEmpty()).toBe(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(batches).toHaveLength(1);
  });

  it.each(['unknown', 'gone'] as const)('are sent again until they are stored: %s', async (answer) => {
    const { outbox, answers, stored } = setUp();
    answers.push(answer, answer, answer);
    outbox.add('s', [aSegment({ text: 'interim' })]);
    await vi.advanceTimersByTimeAsync(1500);
    outbox.add('s', [aSegment({ text: 'final' })]);
    outbox.add('next', [aSegment()]);
    await vi.advanceTimersByTimeAsync(30_000);
    expect([...stored]).toEqual([
      ['s segment-1', 'final'],
      ['next segment-1', 'one two three'],
    ]);
    expect(outbox.isEmpty()).toBe(true);
  });

  it('of a session that was deleted are let go, and hold up no other session', async () => {
    const sent: string[] = [];
    const outbox = createSegmentOutbox((sessionId) => {
      sent.push(sessionId);
      return Promise.resolve(sessionId !== 'deleted');
    }, browserEdges);
    outbox.add('deleted', [aSegment(), aSegment({ id: 'other' })]);
    outbox.add('next', [aSegment()]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(sent).toContain('next');
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(outbox.isEmpty()).toBe(true);
    const tries = sent.length;
    outbox.add('later', [aSegment()]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent.slice(tries)).toEqual(['later']);
  });

  it('that change while they are sent are sent once more', async () => {
    const answer = Promise.withResolvers<boolean>();
    const texts: (string | undefined)[] = [];
    const outbox = createSegmentOutbox((_, [segment]) => {
      texts.push(segment?.text);
      return texts.length === 1 ? answer.promise : Promise.resolve(true);
    }, browserEdges);
    outbox.add('s', [aSegment({ text: 'one' })]);
    await vi.advanceTimersByTimeAsync(1000);
    outbox.add('s', [aSegment({ text: 'one two' })]);
    answer.resolve(true);
    await vi.advanceTimersByTimeAsync(1000);
    expect(texts).toEqual(['one', 'one two']);
  });

  it('are bounded where nothing can be stored, and nobody waits for them for ever', async () => {
    const { outbox, answers, batches } = setUp();
    answers.push(...Array.from({ length: 20 }, () => 'gone' as const));
    for (let count = 0; count < 20_000; count += 1) outbox.add('s', [aSegment({ id: String(count) })]);
    await vi.advanceTimersByTimeAsync(200_000);
    expect(outbox.isEmpty()).toBe(true);
    answers.length = 0;
    await vi.advanceTimersByTimeAsync(60_000);
    const sent = batches.flatMap(({ segments }) => segments.map(({ id }) => Number(id)));
    expect(Math.max(...sent)).toBe(19_999);
    expect(new Set(sent).size).toBe(5000);
  });
});

describe('text for pages', () => {
  it('is sent at once, and in a flood twenty times a second', () => {
    const send = vi.fn();
    const feed = createTextFeed(send, browserEdges);
    feed.add({ sessionId: 's', segments: [aSegment()], delay: null });
    expect(send).toHaveBeenCalledTimes(1);
    for (let ms = 0; ms < 1000; ms += 1) {
      feed.add({ sessionId: 's', segments: [aSegment({ text: `text ${String(ms)}` })], delay: null });
      vi.advanceTimersByTime(1);
    }
    expect(send.mock.calls.length).toBeLessThanOrEqual(21);
    vi.advanceTimersByTime(50);
    expect(send).toHaveBeenLastCalledWith({
      sessionId: 's',
      segments: [aSegment({ text: 'text 999' })],
      delay: null,
    });
  });

  it('that a page has missed is there when it begins to follow: of the newest session, bounded', () => {
    const feed = createTextFeed(() => undefined, browserEdges);
    expect(feed.known()).toBeNull();
    feed.add({ sessionId: 'old', segments: [aSegment()], delay: null });
    const segments = Array.from({ length: 3000 }, (_, index) => aSegment({ id: String(index) }));
    feed.add({ sessionId: 's', segments, delay: { p50: 700, p95: 900 } });
    feed.add({ sessionId: 's', segments: [aSegment({ id: '2999', text: '' })], delay: null });
    const known = feed.known();
    expect(known).toMatchObject({ sessionId: 's', delay: null });
    expect(known?.segments.length).toBeLessThanOrEqual(2000);
    expect(known?.segments.at(-1)?.id).toBe('2998');
  });
});
