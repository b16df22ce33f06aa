import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LinkEffect } from '../../../../utils/domain/link/link-effect.ts';
import type { LinkFact } from '../../../../utils/domain/link/link-fact.ts';
import { newLink, provenMsAgo, type LinkRules } from '../../../../utils/domain/link/link-state.ts';
import { linkTransition } from '../../../../utils/domain/link/link-transition.ts';
import { readMediaStats } from '../../../../utils/domain/link/media-stats.ts';

const rules: LinkRules = { checkIntervalMs: 1000, disconnectedLimitMs: 3000, searches: true };

const states = (
  connectionState: RTCPeerConnectionState,
  iceConnectionState: RTCIceConnectionState = connectionState === 'connecting' ? 'checking' : connectionState,
): LinkFact => ({ type: 'states-read', connectionState, iceConnectionState });
/** A reading by which `packets` have left so far and `answers` connectivity checks were answered on a pair. */
const figures = (packets: number, answers: number, pairId = 'one'): LinkFact => ({
  type: 'figures-read',
  steadyAt: 0,
  stats: { ...readMediaStats([]), pairId, packetsSent: packets, responsesOf: { [pairId]: answers } },
  soundReceivedAt: undefined,
});
const answered: LinkFact = { type: 'answered', givesFeedback: false };
const isHeard = [states('connected'), figures(0, 0), figures(50, 2)];
const live = [answered, ...isHeard];
const lost = [...live, states('failed')];
/** A reading without a sign: an answer that is found by the next one came after it. */
const unanswered = figures(51, 2);
const closed: LinkFact = { type: 'far-end-closed' };
const restarted: LinkFact[] = [{ type: 'ice-restart-began' }, { type: 'ice-restart-ended' }];

/** A story of facts that come a second apart. */
function afterFacts(facts: readonly LinkFact[], changes: Partial<LinkRules> = {}) {
  let state = newLink({ ...rules, ...changes });
  let effects: readonly LinkEffect[] = [];
  facts.forEach((fact, index) => {
    ({ state, effects } = linkTransition(state, { at: 1000 * (index + 1), ...fact }));
  });
  return { state, effects };
}

/** An effect of the transition in a few words: its name and what it is about. */
function inShort(effect: LinkEffect): string {
  switch (effect.type) {
    case 'report':
      return effect.fact.type === 'link-heard' ? `link-heard by ${effect.fact.by}` : effect.fact.type;
    case 'check-after':
      return `check after ${String(effect.ms)}, ask after ${effect.askAfterMs.join(' ') || '-'}`;
    case 'limit-disconnected':
      return `limit ${String(effect.ms)}`;
    case 'search-path':
      return effect.isOn ? 'search' : 'no search';
    default:
      return effect.type;
  }
}

describe('what a fact about a link leads to', () => {
  it.each<[string, readonly LinkFact[], LinkFact, readonly string[]]>([
    ['connecting', [], states('connecting'), ['no search', 'status-changed', 'end-limit']],
    ['the same states again', [states('connected')], states('connected'), []],
    ['the first media, after the answer', live.slice(0, -1), figures(50, 2), ['media-acknowledged']],
    ['the first media, before the answer', isHeard.slice(0, -1), figures(50, 2), []],
    ['the answer, after the first media', isHeard, answered, ['media-acknowledged']],
    ['the answer, before the first media', [], answered, []],
    ['figures as before', live, figures(51, 3), []],
    [
      'a failure before it was ever connected',
      [answered],
      states('failed'),
      ['no search', 'status-changed', 'end-limit', 'check', 'report-never-connected'],
    ],
    [
      'a failure',
      live,
      states('failed'),
      ['search', 'status-changed', 'end-limit', 'check', 'connection-lost'],
    ],
    [
      'a disconnection',
      live,
      states('disconnected'),
      ['search', 'status-changed', 'end-limit', 'limit 3000'],
    ],
    [
      'a disconnection that lasts',
      [...live, states('disconnected')],
      { type: 'disconnected-limit-passed' },
      ['check', 'connection-lost'],
    ],
    [
      'a failure after that',
      [...live, states('disconnected'), { type: 'disconnected-limit-passed' }],
      states('failed'),
      ['search', 'status-changed', 'end-limit'],
    ],
    [
      'states that are good again, of which nothing is heard yet',
      lost,
      states('connected'),
      ['no search', 'status-changed', 'end-limit'],
    ],
    [
      'an answer over good states',
      [...lost, states('connected'), unanswered],
      figures(52, 4),
      ['gaps-watched', 'delivery-resumed', 'link-heard by itself'],
    ],
    [
      'an answer over the same path after an ICE restart',
      [...lost, ...restarted, states('connected'), unanswered],
      figures(52, 4),
      ['delivery-resumed', 'link-heard by itself'],
    ],
    [
      'an answer over another path after an ICE restart',
      [...lost, ...restarted, states('connected'), unanswered],
      figures(52, 4, 'two'),
      ['delivery-resumed', 'link-heard by ice-restart'],
    ],
    [
      'an answer over another path after a restart that was refused',
      [...lost, ...restarted, { type: 'ice-restart-refused' }, states('connected'), unanswered],
      figures(52, 4, 'two'),
      ['delivery-resumed', 'link-heard by itself'],
    ],
    [
      'an ICE restart that is over',
      [...lost, { type: 'ice-restart-began' }],
      { type: 'ice-restart-ended' },
      ['search'],
    ],
    ['a doubt', live, { type: 'doubted' }, ['check']],
    ['a doubt about what is lost', lost, { type: 'doubted' }, []],
    [
      'an answer after a doubt',
      [...live, { type: 'doubted' }, unanswered],
      figures(52, 3),
      ['delivery-resumed', 'link-heard by itself'],
    ],
    ['a far side that has closed its end', live, closed, ['no search', 'connection-lost']],
    ['the same again', [...live, closed], closed, []],
    [
      'an answer from before the far side closed its end',
      [...live, closed, { type: 'doubted' }, unanswered],
      figures(52, 3),
      ['gaps-watched', 'delivery-proven'],
    ],
    [
      'a failure after the far side closed its end',
      [...live, closed],
      states('failed'),
      ['no search', 'status-changed', 'end-limit', 'check'],
    ],
    ['a check before any media', [states('connected')], { type: 'checked' }, ['check after 50, ask after -']],
    ['a check that is over', live, { type: 'checked' }, ['check after 500, ask after -', 'ask']],
    [
      'a check of a far side that was asked',
      [...live, { type: 'asked', isSent: true }],
      { type: 'checked' },
      ['check after 500, ask after 180 360', 'ask'],
    ],
  ])('%s', (_name, before, fact, expected) => {
    const { effects } = afterFacts([...before, fact]);
    expect(effects.map(inShort)).toEqual(expected);
  });

  it('neither asks nor searches where a loss ends the session', () => {
    const rule = { searches: false };
    expect(afterFacts([...live, { type: 'checked' }], rule).effects.map(inShort)).toEqual([
      'check after 1000, ask after -',
    ]);
    expect(afterFacts(lost, rule).effects.map(inShort)[0]).toBe('no search');
  });
});

describe('whatever happens to a link', () => {
  const anyState = fc.constantFrom<RTCPeerConnectionState>(
    'connecting',
    'connected',
    'disconnected',
    'failed',
    'closed',
  );
  const anyFact = fc.oneof(
    { weight: 3, arbitrary: anyState.map((state) => states(state)) },
    {
      weight: 5,
      arbitrary: fc.tuple(fc.nat(200), fc.nat(20), fc.constantFrom('one', 'two')).map((of) => figures(...of)),
    },
    fc.constantFrom<LinkFact>(
      { type: 'checked' },
      { type: 'asked', isSent: true },
      { type: 'asked', isSent: false },
      { type: 'disconnected-limit-passed' },
      { type: 'doubted' },
      answered,
      closed,
      ...restarted,
      { type: 'ice-restart-refused' },
    ),
  );

  it('acknowledges media once, after the answer, and tells no loss twice without a sign of the far side between', () => {
    fc.assert(
      fc.property(fc.array(anyFact, { maxLength: 40 }), (facts) => {
        let state = newLink(rules);
        const told: string[] = [];
        facts.forEach((fact, index) => {
          const next = linkTransition(state, { at: 300 * (index + 1), ...fact });
          state = next.state;
          told.push(...next.effects.filter(({ type }) => type.startsWith('report')).map(inShort));
        });
        const media = told.filter((each) => each === 'media-acknowledged');
        expect(media).toHaveLength(state.isAnswered && state.acknowledgedAt !== null ? 1 : 0);
        const line = told.filter((each) => each === 'connection-lost' || each.startsWith('link-heard'));
        const twice = line.filter((each, index) => each === 'connection-lost' && line[index - 1] === each);
        // The far side may close its end after the loss of a connection, and that is told as the closing that it is.
        expect(twice.length).toBeLessThanOrEqual(state.hasEnded ? 1 : 0);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the first sound of a connection', () => {
  /** A story of facts that come 60 ms apart: after which of them the link says that what is sent arrives. */
  function arrivals(facts: readonly LinkFact[]): number[] {
    let state = newLink(rules);
    return facts.flatMap((fact, index) => {
      const next = linkTransition(state, { at: 60 * (index + 1), ...fact });
      state = next.state;
      const isTold = next.effects.some(
        (effect) => effect.type === 'report' && effect.fact.type === 'delivery-resumed',
      );
      return isTold ? [index] : [];
    });
  }

  it.each<[string, readonly LinkFact[], number[]]>([
    ['is not what the first acknowledgement is of', live, []],
    ['has to leave: what arrives before it is something else', [...live, figures(50, 3), figures(50, 4)], []],
    ['has not arrived when it leaves', [...live, figures(53, 3)], []],
    [
      'has arrived when what left later has, which is told once',
      [...live, figures(53, 3), figures(56, 3), figures(59, 4), figures(62, 5), figures(65, 6)],
      [live.length + 2],
    ],
    [
      'counts from the answer on, before which nobody uses the connection',
      [...isHeard, figures(53, 3), figures(56, 4), answered, figures(59, 5), figures(62, 6)],
      [isHeard.length + 4],
    ],
    ['does not arrive at a far end that has closed', [...live, figures(53, 3), closed, figures(56, 4)], []],
  ])('%s', (_name, facts, told) => {
    expect(arrivals(facts)).toEqual(told);
  });

  it('is looked for often, though the far side can not be asked yet, for a second at most', () => {
    let state = newLink(rules);
    const checkedAt = (at: number, facts: readonly LinkFact[]) => {
      for (const fact of facts) ({ state } = linkTransition(state, { at, ...fact }));
      const { effects } = linkTransition(state, { at, type: 'checked' });
      return effects.flatMap((effect) => (effect.type === 'check-after' ? [effect.ms] : []));
    };
    expect(checkedAt(1000, live)).toEqual([60]);
    expect(checkedAt(1060, [figures(53, 3)])).toEqual([60]);
    expect(checkedAt(2100, [figures(100, 3)])).toEqual([500]);
  });
});

describe('the last sound of a connection', () => {
  const ended: LinkFact = { type: 'sound-ended' };

  it.each<[string, readonly LinkFact[], LinkFact, readonly string[]]>([
    ['is looked for at once', live, ended, ['check']],
    ['is looked for often', [...live, ended], { type: 'checked' }, ['check after 60, ask after -', 'ask']],
    ['has not arrived with what was sent before it', [...live, ended], figures(52, 2), []],
    [
      'has arrived when what was sent later has',
      [...live, ended, figures(52, 2)],
      figures(53, 4),
      ['last-sound-arrived'],
    ],
    ['arrives once', [...live, ended, figures(52, 2), figures(53, 4)], figures(54, 6), []],
  ])('%s', (_name, facts, fact, expected) => {
    const told = afterFacts([...facts, fact])
      .effects.map(inShort)
      .filter((each) => !['gaps-watched', 'delivery-resumed'].includes(each));
    expect(told).toEqual(expected);
  });
});

describe('what a reading after a loss still finds', () => {
  const told = (facts: readonly LinkFact[]) =>
    afterFacts(facts).effects.flatMap((effect) =>
      effect.type === 'report' && effect.fact.type === 'delivery-proven' ? [effect.fact.provenMsAgo] : [],
    );

  it('is told, because the loss was noticed between two readings', () => {
    expect(told([...lost, figures(53, 4)])).toEqual([expect.any(Number)]);
    expect(told([...live, { type: 'doubted' }, figures(53, 4)])).toEqual([expect.any(Number)]);
  });

  it('is nothing where nothing more has arrived, and while nothing is lost', () => {
    expect(told([...lost, figures(53, 2)])).toEqual([]);
    expect(told([...live, figures(53, 4)])).toEqual([]);
  });
});

it.each([-3_600_000, -1500, 1500, 3_600_000])(
  'how long ago what was sent had arrived is known, though the clock is set meanwhile: by %i ms',
  (byMs) => {
    const { state } = afterFacts(live);
    const before = provenMsAgo(state, 0);
    const reading = { ...figures(100, 2), steadyAt: 1000 } as LinkFact;
    const { state: after, effects } = linkTransition(state, { at: 5000 + byMs, ...reading });
    expect(before).not.toBeNull();
    expect(provenMsAgo(after, 1200)).toBe((before ?? 0) + 1200);
    const stopped = effects.flatMap((effect) =>
      effect.type === 'report' && effect.fact.type === 'delivery-stopped' ? [effect.fact] : [],
    );
    for (const fact of stopped) expect(fact.provenMsAgo).toBe((before ?? 0) + 1000);
  },
);
