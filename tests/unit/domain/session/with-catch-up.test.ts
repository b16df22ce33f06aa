import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BacklogPlan } from '../../../../utils/domain/recovery/backlog-plan.ts';
import type { BacklogReport } from '../../../../utils/domain/recovery/backlog-report.ts';
import type { SessionEffect } from '../../../../utils/domain/session/session-effect.ts';
import { isRunning, type SessionState } from '../../../../utils/domain/session/session-state.ts';
import { transition } from '../../../../utils/domain/session/session-transition.ts';
import { inputOf, live, sessionHead, type BareFact } from '../builders.ts';

const plan: BacklogPlan = { road: 'stretch', speed: 1.25, limitMs: null, beyond: 'oldest' };
const catchesUp = { session: sessionHead({ policy: 'recover', catchUp: plan }) };

type At = readonly [at: number, fact: BareFact];

/** What facts at these moments lead to: the effects on what is sent, the lines about it, and the state at the end. */
function follow(state: SessionState, facts: readonly At[]) {
  let current = state;
  const effects: SessionEffect[] = [];
  const lines: object[] = [];
  for (const [at, fact] of facts) {
    const next = transition(current, inputOf(at, fact));
    current = next.state;
    effects.push(...next.effects);
    lines.push(...(next.log ?? []).filter(({ kind }) => /^(catch-up|backlog)-/.test(kind)));
  }
  return { state: current, effects: effects.filter(({ type }) => ofSound.has(type)), lines };
}
const ofSound = new Set<SessionEffect['type']>(['hold', 'catch-up', 'follow']);

const silent = (provenMsAgo: number | null): BareFact => ({ type: 'link-silent', link: { provenMsAgo } });
const heard: BareFact = { type: 'link-heard', by: 'itself' };
const replaced: BareFact = { type: 'replacement-acknowledged' };
const told = (report: BacklogReport): BareFact => ({ type: 'backlog-reported', report });
const measured = (behindMs: number) => told({ type: 'measured', behindMs });
const began = told({
  type: 'began',
  from: 9000,
  behindMs: 7000,
  againMs: 1500,
  road: 'stretch',
  speed: 1.25,
});
const ended = told({ type: 'ended', deliveredMs: 12_000, leftMs: 0 });
const pause = told({ type: 'pause-reached' });

const behindIn = (state: SessionState) => (isRunning(state) ? state.running.behind : null);

describe('what was said during a loss', () => {
  it.each<[string, At[], SessionEffect[], object | null]>([
    [
      'is kept from the last proof on',
      [[10_000, silent(1200)]],
      [{ type: 'hold', provenMsAgo: 1200 }],
      { state: 'holding' },
    ],
    [
      'is kept from when the connection took over, where nothing of it was proven',
      [[10_000, silent(null)]],
      [{ type: 'hold', provenMsAgo: 8000 }],
      { state: 'holding' },
    ],
    [
      'is all that there is, where nothing was proven and the clock was set back to before the session',
      [[1500, silent(null)]],
      [{ type: 'hold', provenMsAgo: Infinity }],
      { state: 'holding' },
    ],
    [
      'is told by what was measured of it, with the road that it would take now',
      [
        [10_000, silent(1000)],
        [11_000, measured(2000)],
      ],
      [{ type: 'hold', provenMsAgo: 1000 }],
      { state: 'holding', behindMs: 2000, at: 11_000, road: 'burst', speed: 2 },
    ],
    [
      'is sent when the connection is heard again',
      [
        [10_000, silent(1000)],
        [16_000, measured(7000)],
        [16_000, heard],
        [16_100, began],
      ],
      [{ type: 'hold', provenMsAgo: 1000 }, { type: 'catch-up' }],
      { state: 'catching-up', behindMs: 7000, road: 'stretch', speed: 1.25 },
    ],
    [
      'is sent over another connection when that is heard',
      [
        [10_000, silent(1000)],
        [16_000, replaced],
        [16_100, began],
      ],
      [{ type: 'hold', provenMsAgo: 1000 }, { type: 'catch-up' }],
      { state: 'catching-up' },
    ],
    [
      'is over at the first pause after all was sent',
      [
        [10_000, silent(1000)],
        [16_000, heard],
        [16_100, began],
        [40_000, ended],
        [40_500, pause],
      ],
      [{ type: 'hold', provenMsAgo: 1000 }, { type: 'catch-up' }, { type: 'follow' }],
      null,
    ],
    [
      'is kept again, from its own place, where the connection falls silent while it is sent',
      [
        [10_000, silent(1000)],
        [16_000, heard],
        [16_100, began],
        [18_000, silent(900)],
        [18_050, ended],
        [18_060, measured(8000)],
      ],
      [{ type: 'hold', provenMsAgo: 1000 }, { type: 'catch-up' }, { type: 'hold', provenMsAgo: 900 }],
      { state: 'holding', behindMs: 8000 },
    ],
    [
      'stays kept where an order to send it and a loss cross each other',
      [
        [10_000, silent(1000)],
        [16_000, heard],
        [16_010, silent(1000)],
        [16_020, began],
        [16_030, pause],
      ],
      [{ type: 'hold', provenMsAgo: 1000 }, { type: 'catch-up' }, { type: 'hold', provenMsAgo: 1000 }],
      { state: 'holding' },
    ],
    [
      'is sent through a mute, which says nothing and takes nothing back',
      [
        [10_000, silent(1000)],
        [11_000, { type: 'mute-requested', muted: true }],
        [16_000, heard],
        [16_100, began],
        [17_000, { type: 'mute-requested', muted: false }],
      ],
      [{ type: 'hold', provenMsAgo: 1000 }, { type: 'catch-up' }],
      { state: 'catching-up' },
    ],
    [
      'is sent over both connections of a roll-over',
      [
        [10_000, silent(1000)],
        [16_000, heard],
        [16_100, began],
        [17_000, { type: 'addresses-changed', change: 'added' }],
        [18_000, replaced],
      ],
      [{ type: 'hold', provenMsAgo: 1000 }, { type: 'catch-up' }],
      { state: 'catching-up' },
    ],
    [
      'is nothing where the browser can not send it',
      [
        [10_000, silent(1000)],
        [10_000, { type: 'catch-up-failed' }],
        [16_000, heard],
      ],
      [{ type: 'hold', provenMsAgo: 1000 }],
      null,
    ],
  ])('%s', (_name, facts, effects, behind) => {
    const result = follow(live(catchesUp), facts);
    expect(result.effects).toEqual(effects);
    if (behind) expect(behindIn(result.state)).toMatchObject(behind);
    else expect(behindIn(result.state)).toBeNull();
  });

  it('is kept before anything is tried about the loss, so that no new connection begins with live words', () => {
    const next = transition(
      live(catchesUp),
      inputOf(10_000, { type: 'connection-lost', status: 'failed', link: { provenMsAgo: 500 } }),
    );
    expect(next.effects[0]).toEqual({ type: 'hold', provenMsAgo: 500 });
    expect(next.effects.length).toBeGreaterThan(1);
  });

  it('is not kept by a session that stays live', () => {
    const listeners = live({ session: sessionHead({ policy: 'recover' }) });
    expect(
      follow(listeners, [
        [10_000, silent(1000)],
        [11_000, heard],
      ]),
    ).toMatchObject({ effects: [], lines: [] });
  });

  it('is kept by a host that goes on with a session from the moment on at which it has a microphone', () => {
    const { running } = live(catchesUp);
    const resumed = follow({ phase: 'idle' }, [
      [10_000, { type: 'resume-requested', running, liveSince: 2000, since: 9000 }],
    ]);
    expect(resumed.effects).toEqual([{ type: 'hold', provenMsAgo: 0 }]);
    expect(behindIn(resumed.state)).toMatchObject({ state: 'holding', behindMs: 0 });
  });

  it('is in the log with its beginning, its end, and what was left out, also while the session ends', () => {
    const dropped = told({ type: 'dropped', from: 8000, durationMs: 3000 });
    const { lines } = follow(live(catchesUp), [
      [10_000, silent(1000)],
      [16_000, heard],
      [16_100, began],
      [17_000, { type: 'stop-requested' }],
      [17_010, ended],
      [17_010, dropped],
    ]);
    expect(lines).toEqual([
      { kind: 'catch-up-began', from: 9000, behindMs: 7000, againMs: 1500, road: 'stretch', speed: 1.25 },
      { kind: 'catch-up-ended', deliveredMs: 12_000, leftMs: 0 },
      { kind: 'backlog-dropped', from: 8000, durationMs: 3000 },
    ]);
  });
});

describe('what is said while a session starts', () => {
  const begun: At = [1000, { type: 'start-requested', ...catchesUp }];
  const opened: At = [1200, { type: 'microphone-acquired' }];
  const answered: At = [1300, { type: 'answer-applied' }];
  const acknowledged: At = [1500, { type: 'media-acknowledged' }];
  const hold: SessionEffect = { type: 'hold', provenMsAgo: null };

  it.each<[string, At[], SessionEffect[], object | null]>([
    ['is kept from the Start on', [begun], [hold], { state: 'beginning', behindMs: 0, at: 1000 }],
    [
      'is sent when the session is live, which says nothing of being behind',
      [begun, opened, answered, acknowledged],
      [hold, { type: 'catch-up' }],
      { state: 'level', behindMs: 0 },
    ],
    [
      'is sent when the microphone opens last, too',
      [begun, answered, acknowledged, [2000, { type: 'microphone-acquired' }]],
      [hold, { type: 'catch-up' }],
      { state: 'level' },
    ],
    [
      'is told where it is more than is sent in a moment',
      [begun, opened, answered, acknowledged, [1600, began]],
      [hold, { type: 'catch-up' }],
      { state: 'catching-up', behindMs: 7000 },
    ],
    [
      'is over at the first pause',
      [begun, opened, answered, acknowledged, [2000, pause]],
      [hold, { type: 'catch-up' }, { type: 'follow' }],
      null,
    ],
    [
      'is kept through another connection of the Start, a mute, a lost microphone and a sleep',
      [
        begun,
        opened,
        [1210, { type: 'network-changed', online: false }],
        [1220, { type: 'connection-failed', failure: { reason: 'server-unreachable' } }],
        [1230, { type: 'mute-requested', muted: true }],
        [1240, { type: 'microphone-condition-changed', condition: 'missing' }],
        [1250, { type: 'slept', byMs: 500 }],
        [1260, { type: 'addresses-changed', change: 'added' }],
        [1270, { type: 'mute-requested', muted: false }],
        [2000, measured(900)],
      ],
      [hold],
      { state: 'beginning', behindMs: 900 },
    ],
    [
      'is nothing where the browser can not send it',
      [begun, [1001, { type: 'catch-up-failed' }], opened, answered, acknowledged],
      [hold],
      null,
    ],
    [
      'is kept again, from its own place, where the connection falls silent while it is sent',
      [begun, opened, answered, acknowledged, [2500, silent(900)], [9000, heard]],
      [hold, { type: 'catch-up' }, { type: 'hold', provenMsAgo: 900 }, { type: 'catch-up' }],
      { state: 'catching-up' },
    ],
    [
      'ends with a Stop',
      [begun, opened, [1400, { type: 'stop-requested', when: 'delivered' }]],
      [hold],
      null,
    ],
  ])('%s', (_name, facts, effects, behind) => {
    const result = follow({ phase: 'idle' }, facts);
    expect(result.effects).toEqual(effects);
    if (behind) expect(behindIn(result.state)).toMatchObject(behind);
    else expect(behindIn(result.state)).toBeNull();
    if (!facts.some(([, each]) => each === began)) expect(result.lines).toEqual([]);
  });

  it('does not keep the offer waiting', () => {
    const next = transition({ phase: 'idle' }, inputOf(...begun));
    expect(next.effects.map(({ type }) => type)).toEqual(['connect', 'open-microphone', 'hold']);
  });

  it('is not kept for listeners', () => {
    const [at] = begun;
    const listeners: At = [at, { type: 'start-requested', session: sessionHead() }];
    expect(follow({ phase: 'idle' }, [listeners, opened, answered, acknowledged]).effects).toEqual([]);
  });
});

describe('a Stop of a session that is behind', () => {
  const late: BareFact = { type: 'stop-requested', when: 'delivered' };
  const toTheEnd: At[] = [
    [10_000, silent(1000)],
    [16_000, heard],
    [16_100, began],
  ];
  const after = (...facts: At[]) => follow(live(catchesUp), [...toTheEnd, ...facts]).state;

  it('ends it at once', () => {
    expect(after([17_000, { type: 'stop-requested' }]).phase).toBe('stopping');
  });

  it('that is to wait captures nothing more, and ends it when all is sent', () => {
    const state = after([17_000, late]);
    expect(state.phase).toBe('live');
    const mute = transition(state, inputOf(17_100, { type: 'mute-requested', muted: true }));
    expect(mute.effects).toEqual([]);
    expect(transition(live(catchesUp), inputOf(9000, late)).state.phase).toBe('stopping');
    const requested = transition(after(), inputOf(17_000, late));
    expect(requested.effects).toEqual([{ type: 'stop-capturing' }]);
    expect(requested.log).toEqual([{ kind: 'stop-requested', when: 'delivered' }]);
    const done = transition(after([17_000, late], [20_000, ended]), inputOf(20_150, pause));
    expect(done.state).toMatchObject({ phase: 'stopping', ending: { by: 'user' } });
    expect(done.effects).toEqual([{ type: 'release' }]);
    expect(done.log ?? []).toEqual([]);
  });

  it('just after the Start waits for what was said before the session was live', () => {
    const begins: At[] = [
      [1000, { type: 'start-requested', ...catchesUp }],
      [1100, { type: 'microphone-acquired' }],
      [1200, { type: 'answer-applied' }],
      [3000, { type: 'media-acknowledged' }],
      [3100, late],
    ];
    const { state } = follow({ phase: 'idle' }, begins);
    expect(state).toMatchObject({ phase: 'live', running: { stopsWhenDelivered: true } });
    expect(transition(state, inputOf(4000, pause)).state.phase).toBe('stopping');
  });

  it.each<[string, At[]]>([
    ['at a second one', [[18_000, late]]],
    ['at a second one that is not to wait', [[18_000, { type: 'stop-requested' }]]],
    ['after its time', [[77_000, { type: 'delivery-limit-passed' }]]],
    [
      'after its time, though the connection is lost again',
      [
        [18_000, silent(900)],
        [77_000, { type: 'delivery-limit-passed' }],
      ],
    ],
    ['where nothing more can be sent', [[18_000, { type: 'catch-up-failed' }]]],
  ])('that is to wait ends it %s', (_words, facts) => {
    expect(after([17_000, late], ...facts).phase).toBe('stopping');
  });

  it('that is to wait goes on with it through another loss', () => {
    const state = after(
      [17_000, late],
      [18_000, silent(900)],
      [19_000, replaced],
      [19_100, began],
      [30_000, ended],
    );
    expect(state.phase).toBe('live');
    expect(transition(state, inputOf(30_200, pause)).state.phase).toBe('stopping');
  });
});

const link = fc.record({ provenMsAgo: fc.option(fc.nat(5000)), canRestartIce: fc.boolean() });
const fact: fc.Arbitrary<BareFact> = fc.oneof(
  fc.record({ type: fc.constant('link-silent' as const), link }),
  fc.record({ type: fc.constant('connection-lost' as const), status: fc.constant('failed' as const), link }),
  fc.record({ type: fc.constant('slept' as const), byMs: fc.nat(60_000), link }),
  fc.record({ type: fc.constant('mute-requested' as const), muted: fc.boolean() }),
  fc.record({
    type: fc.constant('addresses-changed' as const),
    change: fc.constantFrom('added', 'gone', null),
    link,
  }),
  fc.constantFrom<BareFact>(heard, replaced, began, ended, pause, measured(1000), {
    type: 'catch-up-failed',
  }),
  fc.record({
    type: fc.constant('microphone-condition-changed' as const),
    condition: fc.constant('missing' as const),
  }),
);

const whileItStarts = fc.oneof(
  fact,
  fc.constantFrom<BareFact>(
    { type: 'microphone-acquired' },
    { type: 'answer-applied' },
    { type: 'media-acknowledged' },
    { type: 'connection-failed', failure: { reason: 'server-unreachable' } },
    { type: 'network-changed', online: false },
    { type: 'retry-due' },
    { type: 'stop-requested', when: 'delivered' },
  ),
);

/** What happens after a Start; most Starts succeed in time. */
const afterStart = fc
  .tuple(fc.array(whileItStarts, { maxLength: 8 }), fc.boolean(), fc.array(fact, { maxLength: 25 }))
  .map(([before, isLive, after]): BareFact[] => [
    { type: 'start-requested', ...catchesUp },
    ...before,
    ...(isLive
      ? [
          { type: 'microphone-acquired' } as const,
          { type: 'answer-applied' } as const,
          { type: 'media-acknowledged' } as const,
        ]
      : []),
    ...after,
  ]);

it.each<[string, SessionState, fc.Arbitrary<BareFact[]>]>([
  ['a session that is live at first', live(catchesUp), fc.array(fact, { maxLength: 40 })],
  ['a session from its Start on', { phase: 'idle' }, afterStart],
])(
  '%s sends no live sound while it starts or recovers, and nothing else when it is not behind',
  (_name, from, stories) => {
    fc.assert(
      fc.property(stories, (facts) => {
        let state = from;
        let sent: 'microphone' | 'silence' | 'kept' = 'microphone';
        let isAble = true;
        for (const [index, each] of facts.entries()) {
          const next = transition(state, inputOf(10_000 + 100 * index, each));
          state = next.state;
          for (const { type } of next.effects) {
            if (type === 'hold') [sent, isAble] = ['silence', true];
            // An order to send what is kept always comes after one to keep it.
            if (type === 'catch-up') expect(sent).toBe('silence');
            if (type === 'catch-up') sent = 'kept';
            if (type === 'follow') sent = 'microphone';
          }
          if (each.type === 'catch-up-failed') [sent, isAble] = ['microphone', false];
          if (!isRunning(state)) return;
          if (state.phase !== 'live' && isAble) expect(sent).toBe('silence');
          expect(behindIn(state) === null).toBe(sent === 'microphone');
          if (state.phase === 'live' && sent !== 'microphone') expect(sent).toBe('kept');
        }
      }),
      { numRuns: 500 },
    );
  },
);
