import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPatterns, type Pattern } from '../../../../utils/domain/past/patterns.ts';
import type { SessionPast } from '../../../../utils/domain/past/session-past.ts';
import type { ProfileKind } from '../../../../utils/domain/profiles/profile-kinds.ts';

const hour = 3_600_000;
const day = 24 * hour;
const minute = 60_000;

const localTime = (at: number) => ({ day: Math.floor(at / day), hour: Math.floor((at % day) / hour) });

/** A session of one connection that lived for `ms`. */
function past(
  from: number,
  ms: number,
  died: boolean,
  {
    profile = 'Studio',
    kind = 'whip',
    failure = null,
  }: { profile?: string; kind?: ProfileKind; failure?: SessionPast['failure'] } = {},
): SessionPast {
  const connections = [{ from, ms, died }];
  return { profile: { id: profile, name: profile, kind }, connections, failure, startedAt: from };
}

/** Random numbers that are the same in every run (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const found = (sessions: readonly SessionPast[]) => findPatterns(sessions, localTime);
const of = <Name extends Pattern['pattern']>(name: Name, patterns: readonly Pattern[]) =>
  patterns.filter((pattern): pattern is Extract<Pattern, { pattern: Name }> => pattern.pattern === name);

/** Sessions at all hours, without trouble and of many lengths. */
const calm = Array.from({ length: 12 }, (_, index) =>
  past(index * day + ((index * 5) % 24) * hour, (index + 1) * 4 * minute, false),
);

describe('losses at the same age', () => {
  it.each<[minutes: number, kind: ProfileKind, reason: 'server-ended' | 'turn-unauthorized' | null, string]>([
    [2, 'whip', null, 'nat-timeout'],
    [5, 'whip', null, 'nat-timeout'],
    [3.6, 'whip', null, 'unknown'],
    [10, 'whip', null, 'turn-lifetime'],
    [30, 'whip', null, 'session-limit'],
    [60, 'whip', null, 'session-limit'],
    [52, 'whip', null, 'unknown'],
    [52, 'openai-realtime', null, 'session-limit'],
    [52, 'whip', 'server-ended', 'session-limit'],
    [52, 'whip', 'turn-unauthorized', 'turn-lifetime'],
    [8 * 60, 'whip', null, 'turn-lifetime'],
  ])('of %f min in %s, ended by %s, are told as %s', (minutes, kind, reason, cause) => {
    const age = minutes * minute;
    const failure = reason === null ? null : { reason };
    const sessions = [
      ...[0, 1, 2, 3, 4].map((each) => past(each * 7 * hour, age + each * 500, true, { kind, failure })),
      ...[0.2, 0.5, 0.8].map((part) => past(50 * hour, age * part, false, { kind })),
    ];
    expect(of('same-age', found(sessions))).toEqual([
      expect.objectContaining({ age: age + 1000, died: 5, reached: 5, cause }),
    ]);
  });

  it('are told for their own profile', () => {
    const sessions = [
      ...[0, 1, 2, 3, 4, 5].map((each) => past(each * 7 * hour, 10 * minute, true, { profile: 'Relay' })),
      ...calm,
    ];
    expect(of('same-age', found(sessions)).map(({ profile }) => profile.name)).toEqual(['Relay']);
  });

  it.each<[name: string, sessions: SessionPast[]]>([
    ['of three connections', [0, 1, 2].map((each) => past(each * day, 10 * minute, true))],
    [
      'where most live on',
      [
        ...[0, 1, 2, 3, 4].map((each) => past(each * day, 10 * minute, true)),
        ...Array.from({ length: 12 }, (_, each) => past(each * day, 40 * minute, false)),
      ],
    ],
    ['during the start', [0, 1, 2, 3, 4, 5].map((each) => past(each * day, 3000 + each, true))],
    ['of many ages', [1, 2, 4, 7, 11, 16, 22, 29].map((each) => past(each * day, each * minute, true))],
    ['of none', calm],
  ])('%s are no pattern', (_name, sessions) => {
    expect(of('same-age', found(sessions))).toEqual([]);
  });
});

describe('the worst hours', () => {
  const everyHour = Array.from({ length: 10 }, (_, each) =>
    Array.from({ length: 24 }, (_unused, at) => past(each * day + at * hour, 20 * minute, false)),
  ).flat();

  it('are told where trouble comes at the same time on many days', () => {
    const bad = Array.from({ length: 8 }, (_, each) => past(each * day + 14.2 * hour, 15 * minute, true));
    const [pattern] = of('worst-hours', found([...everyHour, ...bad].map(spread)));
    expect(pattern).toMatchObject({ fromHour: 14, toHour: 15, troubled: 8, total: 18, troubledElsewhere: 0 });
    expect(pattern?.byHour).toHaveLength(24);
  });

  it('may span midnight', () => {
    const bad = Array.from({ length: 10 }, (_, each) =>
      past(each * day + (each % 2 === 0 ? 23.2 : 24.2) * hour, 15 * minute, true),
    );
    expect(of('worst-hours', found([...everyHour, ...bad].map(spread)))[0]).toMatchObject({
      fromHour: 23,
      toHour: 1,
    });
  });

  it.each<[name: string, sessions: SessionPast[]]>([
    [
      'one bad day',
      [...everyHour, ...Array.from({ length: 8 }, (_, each) => past(14 * hour + each, minute, true))],
    ],
    [
      'no other hours to compare with',
      Array.from({ length: 9 }, (_, each) => past(each * day, minute, true)),
    ],
    [
      'trouble at all hours',
      Array.from({ length: 96 }, (_, each) => past(each * 5 * hour, (each + 1) * 7000, each % 3 === 0)),
    ],
  ])('are not told of %s', (_name, sessions) => {
    expect(of('worst-hours', found(sessions.map(spread)))).toEqual([]);
  });

  /** Gives each session a profile of its own, so that no pattern of profiles is found. */
  function spread(session: SessionPast, index: number): SessionPast {
    return { ...session, profile: { ...session.profile, id: `p${String(index)}` } };
  }
});

describe('profiles of unequal reliability', () => {
  const group = (profile: string, troubled: number, total: number) =>
    Array.from({ length: total }, (_, each) =>
      past(each * 5 * hour, (each + 1) * (each + 3) * 9000, each < troubled, { profile }),
    );

  it('are reported, the best first', () => {
    const sessions = [...group('Cable', 1, 30), ...group('Train', 14, 20), ...group('Rare', 2, 3)];
    expect(of('profiles', found(sessions))).toEqual([
      {
        pattern: 'profiles',
        worse: { name: 'Train', troubled: 14, total: 20 },
        better: { name: 'Cable', troubled: 1, total: 30 },
        profiles: [
          { name: 'Cable', troubled: 1, total: 30 },
          { name: 'Train', troubled: 14, total: 20 },
        ],
      },
    ]);
  });

  it.each([
    [3, 20, 5, 20],
    [0, 7, 7, 7],
    [2, 10, 4, 10],
  ])('are not told for %i of %i and %i of %i', (troubled, total, otherTroubled, otherTotal) => {
    const sessions = [...group('A', troubled, total), ...group('B', otherTroubled, otherTotal)];
    expect(of('profiles', found(sessions))).toEqual([]);
  });
});

describe('noise', () => {
  it('is no pattern: losses at random ages, hours and profiles', () => {
    const seeds = Array.from({ length: 500 }, (_, seed) => seed + 1);
    const told = seeds.flatMap((seed) => {
      const random = randomFrom(seed);
      const size = 10 + Math.floor(random() * 190);
      const meanMs = (2 + random() * 60) * minute;
      const sessions = Array.from({ length: size }, () =>
        past(Math.floor(random() * 60 * day), -Math.log(1 - random()) * meanMs, random() < 0.4, {
          profile: `p${String(Math.floor(random() * 3))}`,
        }),
      );
      return found(sessions).map((pattern) => [seed, pattern]);
    });
    expect(told).toEqual([]);
  });

  it('never makes the search throw, and every share stays between 0 and 1', () => {
    const session = fc
      .tuple(fc.nat(90 * day), fc.nat(20 * hour), fc.boolean(), fc.constantFrom('a', 'b', 'c'))
      .map(([from, ms, died, profile]) => past(from, ms, died, { profile }));
    fc.assert(
      fc.property(fc.array(session, { maxLength: 60 }), (sessions) => {
        for (const pattern of found(sessions)) {
          if (pattern.pattern === 'same-age') expect(pattern.died).toBeLessThanOrEqual(pattern.reached);
          if (pattern.pattern === 'worst-hours') expect(pattern.troubled).toBeLessThanOrEqual(pattern.total);
        }
      }),
    );
  });
});

describe('the delay of texts', () => {
  /** Sessions of a profile with these delays, one a day. */
  const delayed = (profile: string, delays: readonly (number | undefined)[]): SessionPast[] =>
    delays.map((p50, index) => ({
      ...past(index * day, hour, false, { profile }),
      ...(p50 !== undefined && { textDelay: { p50, p95: 2 * p50 } }),
    }));

  it('is told where one server is slower than another, with all sessions in the order of time', () => {
    const sessions = [...delayed('Far', [900, undefined, 1500, 1200]), ...delayed('Near', [400, 300, 500])];
    expect(of('text-delays', found(sessions))).toEqual([
      {
        pattern: 'text-delays',
        quick: { name: 'Near', delay: 400 },
        slow: { name: 'Far', delay: 1200 },
        sessions: [
          { name: 'Near', startedAt: 0, delay: 400 },
          { name: 'Far', startedAt: 0, delay: 900 },
          { name: 'Near', startedAt: day, delay: 300 },
          { name: 'Near', startedAt: 2 * day, delay: 500 },
          { name: 'Far', startedAt: 2 * day, delay: 1500 },
          { name: 'Far', startedAt: 3 * day, delay: 1200 },
        ],
      },
    ]);
  });

  it.each([
    ['of one server alone', delayed('Far', [900, 1500, 1200])],
    [
      'of two that are about as quick',
      [...delayed('Far', [900, 1000, 950]), ...delayed('Near', [800, 900, 850])],
    ],
    ['of too few sessions', [...delayed('Far', [900, 1500, 1200]), ...delayed('Near', [100, 100])]],
    ['that was never measured', [...delayed('Far', [undefined]), ...delayed('Near', [undefined])]],
    ['of texts that came at once', [...delayed('Far', [0, 0, 0]), ...delayed('Near', [0, 0, 0])]],
  ])('%s is no pattern', (_, sessions) => {
    expect(of('text-delays', found(sessions))).toEqual([]);
  });

  it('is drawn for a bounded number of sessions', () => {
    const many = Array.from({ length: 200 }, (_, index) => 500 + (index % 3));
    const [pattern] = of(
      'text-delays',
      found([
        ...delayed(
          'Far',
          many.map((ms) => 2 * ms),
        ),
        ...delayed('Near', many),
      ]),
    );
    expect(pattern?.sessions.length).toBe(40);
    expect(pattern?.sessions.at(-1)?.startedAt).toBe(199 * day);
  });
});
