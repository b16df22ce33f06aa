import { describe, expect, it } from 'vitest';
import type { SessionEvent, SessionEventBody } from '../../../utils/domain/log/session-event.ts';
import { logProblems } from '../../support/network/outcome.ts';

const warning = 'high-loss';
const began: SessionEventBody = {
  kind: 'recovery-began',
  cause: 'link-silent',
  lastHeardMsAgo: 900,
  interruption: 1,
};
const recovered: SessionEventBody = {
  kind: 'recovered',
  by: 'itself',
  afterMs: 1,
  attempts: 0,
  interruptedMs: 1,
};
const raised: SessionEventBody = { kind: 'warning-raised', warning, figure: 0.1 };
const cleared: SessionEventBody = { kind: 'warning-cleared', warning, figure: 0, worst: 0.1, afterMs: 1 };
const resumed: SessionEventBody = { kind: 'session-resumed', holeMs: 1 };

/** A session's log, numbered from 1, with these events between its start and its end. */
function log(...bodies: SessionEventBody[]): SessionEvent[] {
  const started: SessionEventBody = {
    kind: 'session-started',
    profile: { id: 'p', name: 'p', kind: 'whip' },
    serverOrigin: null,
    iceServerCount: 0,
    iceTransportPolicy: 'all',
    watch: { errorThreshold: 50, checkIntervalMs: 500, connectDeadlineMs: 15_000 },
  };
  const ended: SessionEventBody = { kind: 'session-ended', by: 'user', durationMs: 1 };
  return [started, ...bodies, ended].map((body, index) => ({
    sessionId: 's',
    writer: 'host',
    seq: index + 1,
    at: index,
    ...body,
  }));
}

describe('a log', () => {
  it.each<[string, SessionEventBody[]]>([
    ['says nothing between its start and its end', []],
    ['tells two losses, each with its end', [began, recovered, began, recovered]],
    ['tells a warning and its end', [raised, cleared]],
    ['goes on in another host', [resumed, recovered]],
    [
      'goes on in another host while it is healed, with a warning standing',
      [raised, began, resumed, recovered],
    ],
  ])('is whole that %s', (_, bodies) => {
    expect(logProblems({ events: log(...bodies) })).toEqual([]);
  });

  it.each<[string, SessionEventBody[], string]>([
    ['a loss within a loss', [began, began, recovered], 'recovery-began twice in a row'],
    ['an end without a loss', [recovered], 'recovered twice in a row'],
    ['a warning that nobody ends', [raised], 'never cleared: high-loss'],
    ['an end without a warning', [cleared], 'warning-cleared twice in a row: high-loss'],
    [
      'an end without a warning in a new host',
      [raised, resumed, cleared, recovered],
      'warning-cleared twice in a row: high-loss',
    ],
  ])('is not whole with %s', (_, bodies, problem) => {
    expect(logProblems({ events: log(...bodies) })).toEqual([problem]);
  });

  it('is not whole when a number is missing, its order is wrong, or an end is', () => {
    const whole = log(began, recovered);
    expect(logProblems({ events: whole.filter(({ seq }) => seq !== 3) })).not.toEqual([]);
    expect(logProblems({ events: whole.map((each) => ({ ...each, at: -each.at })) })).not.toEqual([]);
    expect(logProblems({ events: whole.slice(0, -1) })).toEqual(['it does not end with session-ended']);
    expect(logProblems({ events: whole.slice(1) })).toContain('it does not begin with session-started');
  });

  it('is whole although its host was cut off, where the worker ended it', () => {
    const endOfHost = log(began).slice(0, -1);
    const end: SessionEventBody = { kind: 'session-ended', by: 'interruption', durationMs: 1 };
    const events: SessionEvent[] = [
      ...endOfHost,
      { sessionId: 's', writer: 'worker', seq: 1, at: 9, ...end },
    ];
    expect(logProblems({ events })).toEqual([]);
  });
});
