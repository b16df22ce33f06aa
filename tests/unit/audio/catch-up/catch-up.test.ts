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
  let followsNext = false;
  let isMuted = false;
  let isPresent = true;
  let isQuiet = false;
  let sampleRate = 4800;
  /** Frames that the puller has not read yet. */
  const unread: number[] = [];
  let lastRead = 0;
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
      if (report.type === 'pause-reached' && isUp) followsNext = true;
    },
    steady: () => at,
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
      lastRead = Math.max(lastRead, number);
      if (number > 0) catchUp.consume(numbered(number, quiet.has(number), sampleRate));
      catchUp.tick();
    }
    if (!isPresent) catchUp.tick();
    // The host's order comes after all frames that could be read.
    if (!followsNext || !isUp) return;
    followsNext = false;
    isFollowing = true;
    catchUp.follow();
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
    quiet,
    lastRead: () => lastRead,
    cut: () => (isUp = false),
    /** Puts so many frames of a session that was cut off in front of all, numbered from -1 down to the oldest. */
    owe(count: number, endedMsAgo: number) {
      catchUp.goOnFrom(
        Array.from({ length: count }, (_, index) => ({
          ...numbered(index - count, false, 4800),
          capturedAt: at - endedMsAgo - (count - 1 - index) * 10,
        })),
      );
    },
    now: () => at,
    /** Starts the session, whose connection is not there yet. */
    begin() {
      isUp = false;
      isHolding = true;
      isFollowing = false;
      catchUp.hold(null);
    },
    notice() {
      followsNext = false;
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

  it('is reported as left out where the session ends before it was sent', () => {
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

describe('what is said before there is a connection', () => {
  const deedBefore = fc.oneof(
    { weight: 3, arbitrary: fc.record({ type: fc.constant('speaks' as const), ms: ms(2000) }) },
    { weight: 3, arbitrary: fc.record({ type: fc.constant('pauses' as const), ms: ms(3000) }) },
    fc.record({ type: fc.constantFrom('is muted' as const, 'has no microphone' as const), ms: ms(2000) }),
    fc.record({ type: fc.constant('is not read' as const), ms: ms(500) }),
  );

  it('arrives as a whole, once and in order, without the silence before the first word', () => {
    fc.assert(
      fc.property(
        fc.array(deedBefore, { maxLength: 8 }),
        fc.array(deed, { maxLength: 6 }),
        (before, after) => {
          const world = createWorld(plan());
          world.begin();
          for (const each of before) act(world, each);
          const atLive = world.said.length;
          const read = world.said.filter((number) => number <= world.lastRead()).length;
          world.heal();
          const first = world.said.findIndex((number) => !world.quiet.has(number));
          for (const each of after.filter(({ type }) => type !== 'is cut')) act(world, each);
          world.set({ quiet: true });
          for (let waited = 0; waited < 300 && !world.isFollowing(); waited += 1) world.pass(1000);
          expect(world.isFollowing()).toBe(true);
          const unsaid = first < 0 ? atLive : Math.max(0, first - 30);
          expect(world.said.slice(unsaid).filter((number) => world.arrived.get(number) !== 1)).toEqual([]);
          expect(world.written).toEqual(world.written.toSorted((one, other) => one - other));
          if (first >= 0) expect(world.said.indexOf(world.written[0] ?? -1)).toBeGreaterThanOrEqual(unsaid);
          // What any receiver takes at once is told nowhere.
          const isTold = first >= 0 && first < read && (read - unsaid) * 10 > 2500;
          expect(world.reports.some(({ type }) => type === 'began')).toBe(isTold);
          expect(world.reports.some(({ type }) => type === 'ended')).toBe(isTold);
        },
      ),
      { numRuns: 100 },
    );
  });

  /** What is written of a session that holds for a while, and what is told of it. */
  function started(sound: (index: number) => number, holdMs: number, given = plan()) {
    let at = 1_000_000;
    const reports: BacklogReport[] = [];
    const catchUp = createCatchUp({
      plan: given,
      write: () => undefined,
      onReport(report) {
        if (report.type !== 'measured') reports.push(report);
      },
      steady: () => at,
    });
    const pass = (passed: number) => {
      for (const end = at + passed; at < end; at += 10) {
        const from = (at - 1_000_000) * 4.8;
        const samples = Float32Array.from({ length: 48 }, (_, index) => sound(from + index));
        catchUp.consume({ samples, sampleRate: 4800, timestamp: 0 });
        catchUp.tick();
      }
    };
    catchUp.hold(null);
    pass(holdMs);
    return { catchUp, pass, reports };
  }
  const silence = () => 0;
  const noise = () => 0.02 * (Math.random() - 0.5);
  const hum = (index: number) => 0.01 * Math.sin(index / 15);

  it.each([
    ['a dead silence', silence, 10_000],
    ['the noise of a room', noise, 10_000],
    ['a hum', hum, 10_000],
    ['the noise of a room for a moment', noise, 400],
  ])('is nothing where it was %s', (_words, sound, holdMs) => {
    const { catchUp, pass, reports } = started(sound, holdMs);
    catchUp.catchUp();
    pass(7000);
    expect(reports).toEqual([{ type: 'pause-reached' }]);
    catchUp.follow();
    expect(reports).toHaveLength(1);
  });

  it.each([
    ['a dead silence', silence],
    ['the noise of a room', noise],
    ['a hum', hum],
  ])('is not reported as left out where it was %s, however long the start took', (_words, sound) => {
    const { catchUp, reports } = started(sound, 20_000, plan({ limitMs: 2000 }));
    catchUp.follow();
    expect(reports).toEqual([]);
  });

  it('is reported as left out where it was a word, and the session ends before it is live', () => {
    const word = (index: number) => (index > 2 * 4800 && index < 3 * 4800 ? hum(index) * 30 : noise());
    const { catchUp, reports } = started(word, 4000);
    catchUp.follow();
    expect(reports).toMatchObject([{ type: 'dropped', durationMs: 2300 }]);
  });

  it('is sent as soon as a word that is too short to tell from a hum', () => {
    const { catchUp, pass, reports } = started(hum, 300);
    catchUp.catchUp();
    pass(400);
    expect(reports.map(({ type }) => type)).not.toContain('began');
  });
});

describe('what a session that was cut off left unsent', () => {
  const owed = (count: number) => Array.from({ length: count }, (_, index) => index - count);

  it('goes first, once and in order, and what is said since the Start comes right after it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 900 }),
        fc.array(deed, { maxLength: 4 }),
        fc.array(deed, { maxLength: 4 }),
        fc.array(deed, { maxLength: 4 }),
        (count, unread, before, after) => {
          const world = createWorld(plan());
          world.begin();
          const calm = (story: readonly Deed[]) => story.filter(({ type }) => type !== 'is cut');
          for (const each of calm(unread)) act(world, each);
          world.owe(count, 30_000);
          for (const each of calm(before)) act(world, each);
          const from = world.now();
          world.heal();
          const [began] = world.reports.flatMap((each) => (each.type === 'began' ? [each] : []));
          expect(began).toMatchObject({ againMs: 0, owedMs: count * 10 });
          expect(began?.from).toBeLessThan(from - 30_000);
          for (const each of calm(after)) act(world, each);
          world.set({ quiet: true });
          for (let waited = 0; waited < 300 && !world.isFollowing(); waited += 1) world.pass(1000);
          expect(world.isFollowing()).toBe(true);
          expect(world.written.slice(0, count)).toEqual(owed(count));
          const own = world.written.slice(count);
          expect(own).toEqual(world.said.slice(0, own.length));
          for (const number of world.said) expect(world.arrived.get(number)).toBe(1);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('goes out from the last proof on where the connection is lost in the middle of it', () => {
    const world = createWorld(plan());
    world.begin();
    world.owe(400, 30_000);
    world.pass(100);
    world.heal();
    world.pass(1000);
    world.cut();
    world.pass(900);
    world.notice();
    world.pass(2000);
    world.heal();
    world.set({ quiet: true });
    world.pass(20_000);
    const all = [...owed(400), ...world.said];
    expect(all.filter((number) => !world.arrived.has(number))).toEqual([]);
    const again = world.written.slice(world.turns[0]?.at);
    expect(again).toEqual(all.slice(all.indexOf(again[0] ?? 0)).slice(0, again.length));
    expect(again[0]).toBeLessThan(0);
  });

  it.each([
    ['the oldest of it', 'oldest', 100],
    ['all of it', 'all', 0],
  ] as const)(
    'is left out beyond the limit, %s, without a line in the log of a session that did not say it',
    (_words, beyond, left) => {
      const world = createWorld(plan({ limitMs: 5000, beyond }));
      world.begin();
      world.owe(450, 30_000);
      world.pass(beyond === 'all' ? 510 : 4000);
      world.heal();
      world.set({ quiet: true });
      world.pass(20_000);
      expect(world.written.filter((number) => number < 0)).toEqual(owed(left));
      expect(world.reports.filter(({ type }) => type === 'dropped')).toEqual(
        beyond === 'all' ? [expect.objectContaining({ durationMs: 510 })] : [],
      );
    },
  );

  it('is not reported where the Start is stopped before the session is live and nobody has spoken', () => {
    const world = createWorld(plan());
    world.begin();
    world.owe(300, 30_000);
    world.set({ quiet: true });
    world.pass(2000);
    world.stop();
    expect(world.reports.map(({ type }) => type)).not.toContain('dropped');
  });

  it('comes too late where the session is live already, and changes nothing', () => {
    const world = createWorld(plan());
    world.begin();
    world.pass(100);
    world.heal();
    world.owe(300, 30_000);
    world.pass(1000);
    expect(world.written.filter((number) => number < 0)).toEqual([]);
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
      steady: () => at,
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

it('begins no later than what is not proven, however late and in what bunches frames come', () => {
  const late = fc.array(fc.integer({ min: 0, max: 120 }), { minLength: 300, maxLength: 300 });
  fc.assert(
    fc.property(late, fc.integer({ min: 400, max: 900 }), (lateness, provenMsAgo) => {
      let at = 1_000_000;
      const reports: BacklogReport[] = [];
      const catchUp = createCatchUp({
        plan: plan(),
        write: () => undefined,
        onReport: (report) => reports.push(report),
        steady: () => at,
      });
      const came = lateness.map((ms, index) => ({ captured: 1_000_000 + 10 * index, ms }));
      const heldAt = 1_000_000 + 2000;
      let isHeld = false;
      for (const { captured, ms } of came) {
        // A frame never comes before the one before it.
        at = Math.max(at, captured + ms);
        if (!isHeld && at > heldAt) {
          isHeld = true;
          catchUp.hold(heldAt - provenMsAgo);
        }
        catchUp.consume(numbered(1, false, 4800));
      }
      catchUp.catchUp();
      const [began] = reports.flatMap((report) => (report.type === 'began' ? [report] : []));
      const unproven = heldAt - provenMsAgo - 100;
      expect(began?.from).toBeLessThanOrEqual(unproven);
      expect(began?.from).toBeGreaterThanOrEqual(unproven - 150);
    }),
    { numRuns: 100 },
  );
});
