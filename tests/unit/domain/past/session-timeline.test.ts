import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SessionEvent, SessionEventBody } from '../../../../utils/domain/log/session-event.ts';
import { sessionTimeline } from '../../../../utils/domain/past/session-timeline.ts';
import { lengthOfAll } from '../../../../utils/domain/past/stretches.ts';
import { logOf, started } from '../session-log.ts';
import { arbitraryBody } from '../../../support/history/arbitrary-events.ts';

const recovered = (by: 'itself' | 'new-connection', attempts = 0): SessionEventBody => ({
  kind: 'recovered',
  by,
  afterMs: 0,
  attempts,
  interruptedMs: 0,
});
const lost: SessionEventBody = {
  kind: 'recovery-began',
  cause: 'network-lost',
  lastHeardMsAgo: 900,
  interruption: 1,
};
const ended: SessionEventBody = { kind: 'session-ended', by: 'user', durationMs: 0 };

describe('a session’s phases on the axis of time', () => {
  it.each<[name: string, log: [second: number, body: SessionEventBody][], phases: string[]]>([
    ['a start', [[0, started]], ['starting 0-100']],
    [
      'a session that ran to its end',
      [
        [0, started],
        [1, { kind: 'live', afterMs: 1000 }],
        [60, ended],
      ],
      ['starting 0-1', 'live 1-60'],
    ],
    [
      'an interruption that was healed',
      [
        [0, started],
        [1, { kind: 'live', afterMs: 1000 }],
        [20, lost],
        [23, recovered('itself')],
        [60, ended],
      ],
      ['starting 0-1', 'live 1-20', 'recovering 20-23', 'live 23-60'],
    ],
    [
      'an interruption until the end',
      [
        [0, started],
        [1, { kind: 'live', afterMs: 1000 }],
        [20, lost],
        [60, ended],
      ],
      ['starting 0-1', 'live 1-20', 'recovering 20-60'],
    ],
    [
      'a hole of the host',
      [
        [0, started],
        [1, { kind: 'live', afterMs: 1000 }],
        [30, { kind: 'session-resumed', holeMs: 10_000 }],
        [32, { kind: 'live', afterMs: 2000 }],
        [60, ended],
      ],
      ['starting 0-1', 'live 1-20', 'hole 20-30', 'recovering 30-32', 'live 32-60'],
    ],
    [
      'an end that was learned of later',
      [
        [0, started],
        [1, { kind: 'live', afterMs: 1000 }],
        [90, { kind: 'session-ended', by: 'interruption', durationMs: 40_000 }],
      ],
      ['starting 0-1', 'live 1-40'],
    ],
  ])('shows %s', (_name, log, phases) => {
    const { phases: found } = sessionTimeline(logOf(log), 100_000);
    expect(
      found.map(({ phase, from, to }) => `${phase} ${String(from / 1000)}-${String(to / 1000)}`),
    ).toEqual(phases);
  });

  it('follow each other without a hole, from the first moment to the last', () => {
    fc.assert(
      fc.property(anyLog(), fc.nat(400_000), (events, later) => {
        const { from, to, phases } = sessionTimeline(events, later);
        if (to === from) return;
        expect(phases[0]?.from).toBe(from);
        expect(phases.at(-1)?.to).toBe(to);
        phases.slice(1).forEach((phase, index) => expect(phase.from).toBe(phases[index]?.to));
        expect(lengthOfAll(phases)).toBe(to - from);
      }),
    );
  });
});

describe('interruptions, warnings and the microphone', () => {
  it('say how each interruption ended', () => {
    const { interruptions } = sessionTimeline(
      logOf([
        [0, started],
        [1, { kind: 'live', afterMs: 1000 }],
        [20, lost],
        [23, recovered('new-connection', 2)],
        [40, { ...lost, cause: 'failed', interruption: 2 }],
      ]),
      50_000,
    );
    expect(interruptions).toEqual([
      { from: 20_000, to: 23_000, cause: 'network-lost', by: 'new-connection', attempts: 2 },
      { from: 40_000, to: 50_000, cause: 'failed', by: null, attempts: 0 },
    ]);
  });

  it('keep a warning from when it was raised until it was cleared, or the end', () => {
    const { warnings } = sessionTimeline(
      logOf([
        [0, started],
        [5, { kind: 'warning-raised', warning: 'high-loss', figure: 0.1 }],
        [6, { kind: 'warning-raised', warning: 'high-jitter', figure: 0.2 }],
        [9, { kind: 'warning-cleared', warning: 'high-loss', figure: 0, worst: 0.3, afterMs: 4000 }],
        [12, ended],
      ]),
      50_000,
    );
    expect(warnings).toEqual([
      { from: 5000, to: 9000, warning: 'high-loss', worst: 0.3 },
      { from: 6000, to: 12_000, warning: 'high-jitter', worst: 0.2 },
    ]);
  });

  it('expect silence of a microphone that the user muted', () => {
    const { microphone } = sessionTimeline(
      logOf([
        [0, started],
        [5, { kind: 'microphone-condition-changed', condition: 'silent' }],
        [8, { kind: 'mute-changed', muted: true }],
        [10, { kind: 'mute-changed', muted: false }],
        [11, { kind: 'microphone-condition-changed', condition: 'sounding' }],
        [20, ended],
      ]),
      50_000,
    );
    expect(microphone.map(({ condition, from, to }) => [condition, from, to])).toEqual([
      ['silent', 5000, 8000],
      ['muted-by-user', 8000, 10_000],
      ['silent', 10_000, 11_000],
    ]);
  });

  it('show silence as long as its warning, and a missing microphone until another one takes over', () => {
    const silence = { warning: 'silent-microphone', figure: 4 } as const;
    const { microphone } = sessionTimeline(
      logOf([
        [0, started],
        [5, { kind: 'warning-raised', ...silence }],
        [8, { kind: 'warning-cleared', ...silence, worst: 7, afterMs: 3000 }],
        [9, { kind: 'warning-raised', ...silence }],
        [10, { kind: 'warning-cleared', ...silence, worst: 5, afterMs: 1000, why: 'moot' }],
        [10, { kind: 'microphone-condition-changed', condition: 'missing' }],
        [14, { kind: 'microphone-replaced', label: 'Laptop', sampleRate: null, why: 'lost' }],
        [20, ended],
      ]),
      50_000,
    );
    expect(microphone.map(({ condition, from, to }) => [condition, from, to])).toEqual([
      ['silent', 5000, 8000],
      ['silent', 9000, 10_000],
      ['missing', 10_000, 14_000],
    ]);
  });

  it('lie within the session, whatever the log holds', () => {
    fc.assert(
      fc.property(anyLog(), (events) => {
        const { from, to, interruptions, warnings, microphone } = sessionTimeline(events, 400_000);
        for (const band of [...interruptions, ...warnings, ...microphone]) {
          expect(band.from).toBeGreaterThanOrEqual(from);
          expect(band.to).toBeLessThanOrEqual(to);
          expect(band.to).toBeGreaterThanOrEqual(band.from);
        }
      }),
    );
  });
});

describe('the length of stretches', () => {
  it('counts what overlaps once', () => {
    expect(lengthOfAll([])).toBe(0);
    expect(
      lengthOfAll([
        { from: 10, to: 20 },
        { from: 0, to: 5 },
        { from: 15, to: 18 },
        { from: 19, to: 30 },
      ]),
    ).toBe(25);
  });
});

function anyLog(): fc.Arbitrary<SessionEvent[]> {
  return fc
    .array(fc.tuple(fc.nat(300), arbitraryBody), { minLength: 1, maxLength: 30 })
    .map((log) => logOf(log.toSorted(([one], [other]) => one - other)));
}
