import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCatchUp } from '../../../../utils/audio/catch-up/catch-up.ts';
import type { BacklogPlan } from '../../../../utils/domain/recovery/backlog-plan.ts';
import type { BacklogReport } from '../../../../utils/domain/recovery/backlog-report.ts';
import { codedSound, codes, heardCodes } from '../../../support/coded-sound.ts';

const plan = (changes: Partial<BacklogPlan> = {}): BacklogPlan => ({
  road: 'burst',
  speed: 1.25,
  limitMs: null,
  beyond: 'oldest',
  ...changes,
});

/** A frame that says its own number in its first sample; all else is sound or silence. */
function numbered(number: number, isQuiet: boolean, sampleRate: number) {
  const samples = new Float32Array(sampleRate / 100).fill(isQuiet ? 0 : 0.3);
  samples[0] = number / 2 ** 20;
  return { samples, sampleRate, timestamp: 0 };
}
const numberIn = (samples: Float32Array) => Math.round((samples[0] ?? 0) * 2 ** 20);

/**
 * A session's sound and its link: 10 ms a step. While the link is up, what is sent arrives: by the microphone's own track, or
 * what the catch-up writes. The session loses the link, holds when that is noticed, catches up when it is heard again, and follows
 * when the catch-up says so.
 */
function createWorld(given: BacklogPlan) {
  let at = 1_000_000;
  let captured = 0;
  let isUp = true;
  let provenAt = at;
  let isHolding = false;
  let isFollowing = true;
  let isMuted = false;
  let isPresent = true;
  let isQuiet = false;
  let sampleRate = 4800;
  /** Frames that the puller has not read yet. */
  const unread: number[] = [];
  let isStalled = false;
  const reports: BacklogReport[] = [];
  const written: number[] = [];
  /** Where in `written` something is sent from a place of its own. */
  const turns: { at: number; captured: number }[] = [];
  const arrived = new Map<number, number>();
  const said: number[] = [];
  const quiet = new Set<number>();

  const arrive = (number: number) => {
    if (isUp) arrived.set(number, (arrived.get(number) ?? 0) + 1);
  };
  const catchUp = createCatchUp({
    plan: given,
    write(samples) {
      const number = numberIn(samples);
      if (number === 0) return;
      written.push(number);
      arrive(number);
    },
    onReport(report) {
      reports.push(report);
      if (report.type !== 'pause-reached' || !isUp) return;
      isFollowing = true;
      catchUp.follow();
    },
    now: () => at,
  });

  function step(): void {
    at += 10;
    if (isPresent) {
      captured += 1;
      if (!isMuted) {
        said.push(captured);
        if (isQuiet) quiet.add(captured);
        if (isFollowing) arrive(captured);
      }
      unread.push(isMuted ? 0 : captured);
    }
    if (isUp) provenAt = at - 40;
    if (isStalled) return;
    for (const number of unread.splice(0)) {
      if (number > 0) catchUp.consume(numbered(number, quiet.has(number), sampleRate));
      catchUp.tick();
    }
    if (!isPresent) catchUp.tick();
  }

  function pass(ms: number): void {
    for (let passed = 0; passed < ms; passed += 10) step();
  }

  return {
    pass,
    reports,
    written,
    turns,
    arrived,
    said,
    cut: () => (isUp = false),
    notice() {
      isHolding = true;
      isFollowing = false;
      turns.push({ at: written.length, captured });
      catchUp.hold(provenAt);
    },
    heal() {
      isUp = true;
      if (isHolding) catchUp.catchUp();
      isHolding = false;
    },
    stop: () => catchUp.follow(),
    isFollowing: () => isFollowing,
    set(changes: { muted?: boolean; present?: boolean; quiet?: boolean; rate?: number; stalled?: boolean }) {
      isMuted = changes.muted ?? isMuted;
      isPresent = changes.present ?? isPresent;
      isQuiet = changes.quiet ?? isQuiet;
      sampleRate = changes.rate ?? sampleRate;
      isStalled = changes.stalled ?? isStalled;
    },
  };
}

const frames = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** A story: what somebody does, and what the link does. */
type Deed =
  | { type: 'speaks' | 'pauses' | 'is muted' | 'has no microphone' | 'is not read'; ms: number }
  | { type: 'changes the microphone'; rate: number }
  | { type: 'is cut'; noticedMs: number; ms: number };

const ms = (most: number) => fc.integer({ min: 1, max: most / 10 }).map((each) => each * 10);
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('speaks' as const), ms: ms(4000) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('pauses' as const), ms: ms(1500) }) },
  fc.record({ type: fc.constantFrom('is muted' as const, 'has no microphone' as const), ms: ms(3000) }),
  fc.record({ type: fc.constant('is not read' as const), ms: ms(500) }),
  fc.record({
    type: fc.constant('changes the microphone' as const),
    rate: fc.constantFrom(1600, 4410, 4800),
  }),
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('is cut' as const), noticedMs: ms(1300), ms: ms(9000) }),
  },
);

function act(world: ReturnType<typeof createWorld>, each: Deed): void {
  switch (each.type) {
    case 'speaks':
      return world.pass(each.ms);
    case 'pauses':
      world.set({ quiet: true });
      world.pass(each.ms);
      return world.set({ quiet: false });
    case 'is muted':
      world.set({ muted: true });
      world.pass(each.ms);
      return world.set({ muted: false });
    case 'has no microphone':
      world.set({ present: false });
      world.pass(each.ms);
      return world.set({ present: true });
    case 'is not read':
      world.set({ stalled: true });
      world.pass(each.ms);
      return world.set({ stalled: false });
    case 'changes the microphone':
      return world.set({ rate: each.rate });
    case 'is cut':
      world.cut();
      world.pass(each.noticedMs);
      world.notice();
      world.pass(each.ms);
      world.heal();
  }
}

describe('what was said while nothing arrived', () => {
  it('arrives as a whole and in order, whatever happens, and only what may not have arrived is sent twice', () => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 25 }), (story) => {
        const world = createWorld(plan());
        for (const each of story) act(world, each);
        world.set({ quiet: true });
        for (let waited = 0; waited < 300 && !world.isFollowing(); waited += 1) world.pass(1000);
        expect(world.isFollowing()).toBe(true);
        expect(world.said.filter((number) => !world.arrived.has(number))).toEqual([]);
        const begins = [0, ...world.turns.map(({ at }) => at), world.written.length];
        begins.slice(1).forEach((end, index) => {
          const sent = world.written.slice(begins[index], end);
          const from = sent[0];
          if (from === undefined) return;
          // Each frame that was said from the place on, once and in order.
          const place = world.said.indexOf(from);
          expect(sent).toEqual(world.said.slice(place, place + sent.length));
        });
        for (const { at, captured } of world.turns) {
          const from = world.written[at];
          if (from === undefined) continue;
          const before = world.written.slice(0, at).filter((number) => number >= from);
          const sentBefore = before.length > 0 ? new Set(before).size * 10 : (captured - from) * 10;
          expect(sentBefore).toBeLessThanOrEqual(2 * 1300 + 500 + 1500 + 200);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('is sent from the pause before the last proof on', () => {
    const world = createWorld(plan());
    world.pass(1000);
    world.set({ quiet: true });
    world.pass(200);
    world.set({ quiet: false });
    world.pass(800);
    world.cut();
    world.pass(1000);
    world.notice();
    world.pass(1000);
    world.heal();
    world.pass(100);
    expect(world.written[0]).toBeGreaterThan(100);
    expect(world.written[0]).toBeLessThanOrEqual(120);
  });

  it.each([
    ['the oldest', 'oldest', 5000],
    ['all of it', 'all', 0],
  ] as const)('leaves out %s beyond the limit, and says so', (_words, beyond, leastKept) => {
    const world = createWorld(plan({ limitMs: 5000, beyond }));
    world.pass(2000);
    world.cut();
    world.pass(1000);
    world.notice();
    world.pass(20_000);
    world.heal();
    world.set({ quiet: true });
    world.pass(20_000);
    const dropped = world.reports.flatMap((each) => (each.type === 'dropped' ? [each.durationMs] : []));
    expect(dropped).toHaveLength(1);
    const missing = world.said.filter((number) => !world.arrived.has(number));
    expect(missing.length * 10).toBeLessThanOrEqual(dropped[0] ?? 0);
    expect(missing).toEqual(frames(missing[0] ?? 0, missing.at(-1) ?? 0));
    const began = world.reports.find(({ type }) => type === 'began');
    expect(began?.type === 'began' ? began.behindMs : 0).toBeGreaterThanOrEqual(leastKept);
  });

  it('is told as left out where the session ends before it was sent', () => {
    const world = createWorld(plan());
    world.pass(2000);
    world.cut();
    world.pass(1000);
    world.notice();
    world.pass(3000);
    world.stop();
    expect(world.reports.at(-1)).toMatchObject({ type: 'dropped' });
    const { durationMs = 0 } = world.reports.at(-1) as { durationMs?: number };
    expect(durationMs).toBeGreaterThanOrEqual(4000);
  });

  it('is nothing where nothing was said', () => {
    const world = createWorld(plan());
    world.pass(500);
    world.set({ muted: true });
    world.pass(20_000);
    world.cut();
    world.pass(1000);
    world.notice();
    world.pass(5000);
    world.heal();
    world.pass(500);
    expect(new Set(world.reports.map(({ type }) => type))).toEqual(new Set(['measured', 'pause-reached']));
    expect(world.isFollowing()).toBe(true);
  });
});

describe('a receiver with a clock', () => {
  /** Plays a coded sound through a loss and the catch-up after it; returns all that was written. */
  function stretched(speed: number, holdMs: number) {
    const source = codedSound().samples;
    let at = 0;
    const pieces: Float32Array[] = [];
    const reports: BacklogReport[] = [];
    const catchUp = createCatchUp({
      plan: plan({ road: 'stretch', speed }),
      write: (samples) => void pieces.push(samples),
      onReport: (report) => void reports.push(report),
      now: () => at,
    });
    const pass = (passed: number) => {
      for (const end = at + passed; at < end;) {
        catchUp.consume({ samples: source.slice(at * 48, at * 48 + 480), sampleRate: 48_000, timestamp: 0 });
        at += 10;
        catchUp.tick();
      }
    };
    pass(3000);
    catchUp.hold(3000);
    pass(holdMs);
    pieces.length = 0;
    catchUp.catchUp();
    for (let passed = 0; passed < 15_000 && !reports.some(({ type }) => type === 'ended'); passed += 100)
      pass(100);
    const samples = new Float32Array(pieces.reduce((sum, { length }) => sum + length, 0));
    pieces.reduce((from, piece) => (samples.set(piece, from), from + piece.length), 0);
    return { heard: heardCodes({ sampleRate: 48_000, samples }).map(({ code }) => code), reports, at };
  }

  it.each([1.1, 1.25, 1.5])('hears each number of a long backlog once and in order at %f times', (speed) => {
    const { heard, reports } = stretched(speed, 2600);
    expect(reports.find(({ type }) => type === 'began')).toMatchObject({ road: 'stretch', speed });
    const first = heard[0] ?? -1;
    expect(first).toBeLessThanOrEqual(24);
    expect(heard).toEqual(Array.from({ length: heard.length }, (_, index) => (first + index) % codes));
    expect(heard.length).toBeGreaterThan(25);
  });

  it('gets a short backlog at once, as any receiver does', () => {
    const { reports, at } = stretched(1.25, 1000);
    expect(reports.find(({ type }) => type === 'began')).toMatchObject({ road: 'burst', speed: 2 });
    expect(at).toBeLessThan(3000 + 1000 + 2600);
  });
});
