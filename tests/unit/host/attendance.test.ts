import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StartRequest } from '../../../utils/domain/session/start-request.ts';
import { liveWorld } from './live-world.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

const minute = 60_000;
const attention = { quietAfterMs: 20 * minute, unanswered: 'mute', listenWhileMuted: true } as const;
const passed = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** A live session whose far side is heard all the time. */
async function heardWorld(overrides: Partial<StartRequest['attention']> = {}) {
  const world = await liveWorld({ attention: { ...attention, ...overrides } });
  world.keepHearing(world.first);
  const question = () => {
    const state = world.runner.state();
    return 'running' in state ? state.running.question : undefined;
  };
  const questions = () =>
    world.events.flatMap((event) =>
      event.kind === 'question-asked'
        ? [`asked ${event.about}`]
        : event.kind === 'question-closed'
          ? [event.why]
          : [],
    );
  return { ...world, question, questions };
}

describe('a session in which nobody speaks', () => {
  it('asks after the time that is set, mutes ten minutes later, and goes on with one click', async () => {
    const world = await heardWorld();
    await passed(20 * minute - 2000);
    expect(world.question()).toBeNull();
    await passed(3000);
    expect(world.question()).toMatchObject({ about: 'quiet', mutedAt: null });
    await passed(10 * minute + 1000);
    expect(world.runner.state()).toMatchObject({
      phase: 'live',
      running: { muted: true, question: { about: 'quiet' } },
    });
    expect(world.connection().track?.enabled).toBe(false);
    expect(world.logged('mute-changed')).toEqual([
      expect.objectContaining({ muted: true, why: 'unanswered' }),
    ]);
    world.runner.answerQuestion();
    expect(world.runner.state()).toMatchObject({ phase: 'live', running: { muted: false, question: null } });
    expect(world.connection().track?.enabled).toBe(true);
    expect(world.questions()).toEqual(['asked quiet', 'unanswered']);
    await passed(20 * minute - 5000);
    expect(world.question()).toBeNull();
  });

  it('stops where that is set, as a failure with its words', async () => {
    const world = await heardWorld({ unanswered: 'stop' });
    await passed(31 * minute);
    expect(world.runner.state()).toMatchObject({
      phase: 'failed',
      failure: { reason: 'unattended', about: 'quiet' },
    });
    expect(world.kinds().slice(-5)).toEqual(
      expect.arrayContaining(['question-closed', 'session-failed', 'session-ended']),
    );
  });

  it('asks again a while after somebody has said to go on', async () => {
    const world = await heardWorld();
    await passed(21 * minute);
    world.runner.answerQuestion();
    expect(world.question()).toBeNull();
    await passed(19 * minute);
    expect(world.question()).toBeNull();
    await passed(2 * minute);
    expect(world.questions()).toEqual(['asked quiet', 'answered', 'asked quiet']);
  });

  it('does not ask again at once where the answer comes at once', async () => {
    const world = await heardWorld();
    while (!world.question()) await passed(100);
    world.runner.answerQuestion();
    await passed(19 * minute);
    expect(world.questions()).toEqual(['asked quiet', 'answered']);
  });

  it('takes the question back when somebody speaks, and counts from then', async () => {
    const world = await heardWorld();
    await passed(21 * minute);
    world.puller().onSpeech();
    await passed(1500);
    expect(world.question()).toBeNull();
    expect(world.questions()).toEqual(['asked quiet', 'settled']);
    await passed(19 * minute);
    expect(world.questions()).toEqual(['asked quiet', 'settled']);
  });

  it('never asks while somebody speaks now and then', async () => {
    const world = await heardWorld();
    for (let spoken = 0; spoken < 5; spoken += 1) {
      await passed(19 * minute);
      world.puller().onSpeech();
    }
    expect(world.questions()).toEqual([]);
  });

  it('asks nothing because a clock was set two years ahead', async () => {
    const world = await heardWorld();
    await passed(minute);
    vi.setSystemTime(Date.now() + 2 * 365 * 86_400_000);
    await passed(5000);
    expect(world.questions()).toEqual([]);
  });
});

describe('a session whose connection stays lost', () => {
  it('asks after an hour, and takes the question back when the connection is back', async () => {
    const world = await liveWorld({ attention: { ...attention, quietAfterMs: null } });
    world.answer(false);
    await world.lose();
    await passed(59 * minute);
    expect(world.runner.state()).toMatchObject({ phase: 'recovering', running: { question: null } });
    await passed(2 * minute);
    expect(world.runner.state()).toMatchObject({ running: { question: { about: 'long-loss' } } });
    world.answer(true);
    await passed(minute);
    await world.accept();
    await passed(1500);
    expect(world.runner.state()).toMatchObject({ phase: 'live', running: { question: null } });
    expect(world.logged('question-closed')).toEqual([expect.objectContaining({ why: 'settled' })]);
  });

  it('asks again an hour after the user has said to go on', async () => {
    const world = await liveWorld({ attention: { ...attention, quietAfterMs: null } });
    world.answer(false);
    await world.lose();
    await passed(61 * minute);
    world.runner.answerQuestion();
    await passed(58 * minute);
    expect(world.runner.state()).toMatchObject({ running: { question: null } });
    await passed(3 * minute);
    expect(world.runner.state()).toMatchObject({ running: { question: { about: 'long-loss' } } });
  });
});
