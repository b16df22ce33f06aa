import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import { untilReachable } from '../../../../utils/host/connections/reachability.ts';

describe('waiting until a server answers', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** A server whose questions stay unanswered until a test answers them. */
  function silentServer() {
    const questions: { signal: AbortSignal; answer: (answered: boolean) => void }[] = [];
    const ask = vi.fn((signal: AbortSignal) => {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      signal.addEventListener('abort', () => resolve(false));
      questions.push({ signal, answer: resolve });
      return promise;
    });
    return { ask, questions };
  }

  /** A probe that says that packets pass. */
  const probe = () => Promise.resolve(true);

  it('asks at once, and is done with the first answer', async () => {
    const ask = vi.fn(() => Promise.resolve(true));
    await untilReachable({
      ...browserEdges,
      ask,
      probe,
      random: () => 0,
      signal: new AbortController().signal,
    });
    expect(ask).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('asks again within a second however long it takes, at a cost that is bounded', async () => {
    let answers = false;
    const ask = vi.fn(() => Promise.resolve(answers));
    const { signal } = new AbortController();
    const waiting = untilReachable({ ...browserEdges, ask, probe, random: () => 1, signal });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ask.mock.calls.length).toBe(63);
    answers = true;
    await vi.advanceTimersByTimeAsync(1000);
    await expect(waiting).resolves.toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('asks again sooner where the first question fails at once, as it does while a network comes up', async () => {
    const ask = vi.fn().mockResolvedValueOnce(false).mockResolvedValue(true);
    const { signal } = new AbortController();
    const waiting = untilReachable({ ...browserEdges, ask, probe, random: () => 1, signal });
    await vi.advanceTimersByTimeAsync(100);
    await expect(waiting).resolves.toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not let one question wait for another that sits in a dead network', async () => {
    const { ask, questions } = silentServer();
    const waiting = untilReachable({
      ...browserEdges,
      ask,
      probe,
      random: () => 0,
      signal: new AbortController().signal,
    });
    await vi.advanceTimersByTimeAsync(600);
    expect(questions).toHaveLength(2);
    questions[1]?.answer(true);
    await waiting;
    expect(questions.every(({ signal }) => signal.aborted)).toBe(true);
  });

  it('gives each question its deadline, so that few are open at a time', async () => {
    const { ask, questions } = silentServer();
    const aborter = new AbortController();
    const waiting = untilReachable({ ...browserEdges, ask, probe, random: () => 0, signal: aborter.signal });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(questions.filter(({ signal }) => !signal.aborted).length).toBeLessThanOrEqual(7);
    aborter.abort(new Error('another attempt'));
    await expect(waiting).rejects.toThrow('another attempt');
    expect(questions.every(({ signal }) => signal.aborted)).toBe(true);
  });

  it('asks nothing into a dead network, and at once when that is back', async () => {
    const probes: PromiseWithResolvers<boolean>[] = [];
    const ask = vi.fn(() => Promise.resolve(true));
    const waiting = untilReachable({
      ...browserEdges,
      ask,
      probe: () => (probes.push(Promise.withResolvers<boolean>()), probes.at(-1)?.promise ?? probe()),
      random: () => 0,
      signal: new AbortController().signal,
    });
    await vi.advanceTimersByTimeAsync(5000);
    probes[0]?.resolve(false);
    await vi.advanceTimersByTimeAsync(5000);
    expect(ask).not.toHaveBeenCalled();
    probes[1]?.resolve(true);
    await waiting;
    expect(ask).toHaveBeenCalledOnce();
  });

  it('probes again when a question hangs, and not when the server is only away', async () => {
    const away = vi.fn(() => Promise.resolve(false));
    const probing = vi.fn(probe);
    const aborter = new AbortController();
    const refused = untilReachable({
      ...browserEdges,
      ask: away,
      probe: probing,
      random: () => 0,
      signal: aborter.signal,
    });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(probing).toHaveBeenCalledOnce();
    aborter.abort(new Error('enough'));
    await expect(refused).rejects.toThrow('enough');

    const { ask } = silentServer();
    const hanging = new AbortController();
    const unanswered = untilReachable({
      ...browserEdges,
      ask,
      probe: probing,
      random: () => 0,
      signal: hanging.signal,
    });
    await vi.advanceTimersByTimeAsync(1000);
    expect(probing.mock.calls.length).toBeGreaterThan(2);
    hanging.abort(new Error('enough'));
    await expect(unanswered).rejects.toThrow('enough');
  });

  it('asks all the same where nothing ever comes of probing', async () => {
    const ask = vi.fn(() => Promise.resolve(true));
    const never = () => new Promise<boolean>(() => undefined);
    const waiting = untilReachable({
      ...browserEdges,
      ask,
      probe: never,
      random: () => 0,
      signal: new AbortController().signal,
    });
    await vi.advanceTimersByTimeAsync(30_000);
    await waiting;
    expect(ask).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });
});
