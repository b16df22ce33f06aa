import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MicrophoneDevice } from '../../../../utils/domain/microphone/next-microphone.ts';
import type { MicrophoneEffect } from '../../../../utils/domain/session/microphone-effect.ts';
import type { MicrophoneFact } from '../../../../utils/domain/session/microphone-fact.ts';
import { noMicrophoneYet, type MicrophoneState } from '../../../../utils/domain/session/microphone-state.ts';
import { microphoneTransition } from '../../../../utils/domain/session/microphone-transition.ts';
import { defaultSettings } from '../../../../utils/domain/settings/settings.ts';

const device = (name: string): MicrophoneDevice => ({ deviceId: name, label: name, groupId: name });
const desk = device('Desk');
const lap = device('Lap');
const settings = { ...defaultSettings().microphone, deviceId: 'Desk', label: 'Desk' };
const recovery = { mode: 'recover', giveUpAfterMs: 60_000 } as const;
const opened = ({ deviceId, groupId, label }: MicrophoneDevice) => ({ deviceId, groupId, label });
const openedAs = (named: MicrophoneDevice): MicrophoneFact[] => [
  { type: 'opened', microphone: opened(named) },
  { type: 'sent', microphone: opened(named), muted: false },
];
const ended: MicrophoneFact = { type: 'track-ended', failure: { reason: 'microphone-ended' } };
const refused: MicrophoneFact = { type: 'open-failed', failure: { reason: 'microphone-refused' } };
const busy: MicrophoneFact = { type: 'open-failed', failure: { reason: 'microphone-busy' } };

/** A story of facts that come ten seconds apart, from the beginning of a session on. */
function afterFacts(facts: readonly MicrophoneFact[], mode: 'recover' | 'stop-and-tell' = 'recover') {
  let state = noMicrophoneYet({ microphone: settings, recovery: { ...recovery, mode } }, 0);
  let effects: readonly MicrophoneEffect[] = [];
  facts.forEach(
    (fact, index) => ({ state, effects } = microphoneTransition(state, { at: index * 10_000, ...fact })),
  );
  return { state, effects };
}

/** An effect of the transition in a few words: its name and what it is about. */
function inShort(effect: MicrophoneEffect): string {
  switch (effect.type) {
    case 'open':
      return `open ${effect.settings.deviceId}`;
    case 'wait-to-retry':
      return `wait ${String(effect.ms)}`;
    case 'limit-absence':
      return `limit ${String(effect.ms)} ${effect.failure.reason}`;
    case 'report': {
      const { fact } = effect;
      if (fact.type === 'observed') return `log ${fact.event.kind}`;
      if (fact.type === 'microphone-condition-changed') return `is ${fact.condition}`;
      if (fact.type === 'microphone-failed') return `failed ${fact.failure.reason}`;
      if (fact.type === 'microphone-acquired') return 'acquired';
      return fact.trouble
        ? `trouble ${fact.trouble.failure.reason} ${fact.trouble.standIn ?? '-'}`
        : 'no trouble';
    }
    default:
      return effect.type;
  }
}

const begun: MicrophoneFact = { type: 'begun', goesOn: false };
const resumed: MicrophoneFact = { type: 'begun', goesOn: true };
const inUse = [begun, ...openedAs(desk)];
const lost = [...inUse, ended];
const searching = [...lost, { type: 'devices-listed', devices: [lap] } as const];
const standIn = [...searching, ...openedAs(lap)];
const silent = [
  ...lost,
  { type: 'devices-listed', devices: [] },
  { type: 'silence-made' },
] as MicrophoneFact[];
const silenceSent = [...silent, { type: 'silence-sent' } as const];
const listed = (...devices: MicrophoneDevice[]): MicrophoneFact => ({ type: 'devices-listed', devices });
const changed = (...devices: MicrophoneDevice[]): MicrophoneFact => ({ type: 'devices-changed', devices });

describe('what a fact about the microphone leads to', () => {
  it.each<[string, readonly MicrophoneFact[], MicrophoneFact, readonly string[]]>([
    ['at its beginning', [], begun, ['open Desk']],
    [
      'at its beginning, once it is sent',
      [begun, ...openedAs(desk).slice(0, 1)],
      { type: 'sent', microphone: opened(desk), muted: false },
      ['log microphone-acquired', 'acquired'],
    ],
    [
      'at its beginning, where it is muted',
      [begun],
      { type: 'sent', microphone: opened(desk), muted: true },
      ['log microphone-acquired', 'log microphone-condition-changed', 'is muted', 'acquired'],
    ],
    ['at its beginning, where it is busy', [begun], busy, ['failed microphone-busy']],
    ['in another host, where it is busy', [resumed], busy, ['list-devices']],
    ['in another host, where it is refused', [resumed], refused, ['failed microphone-refused']],
    ['in use, when it ends', inUse, ended, ['close', 'list-devices']],
    ['in use, when it is not listed any more', inUse, changed(lap), ['close', 'list-devices']],
    ['in use, when another one comes', inUse, changed(desk, lap), []],
    [
      'in use, when the grant ends',
      inUse,
      { type: 'track-ended', failure: { reason: 'microphone-grant-ended' } },
      ['failed microphone-grant-ended'],
    ],
    [
      'in use, when the system mutes it',
      inUse,
      { type: 'track-muted', muted: true },
      ['log microphone-condition-changed', 'is muted'],
    ],
    ['in use, when it is silent', inUse, { type: 'sound-judged', condition: 'silent' }, ['is silent']],
    ['in use, when a retry is asked for', inUse, { type: 'retry-requested' }, []],
    ['in use, when the same is chosen', inUse, { type: 'chosen', settings }, []],
    [
      'in use, when another one is chosen',
      inUse,
      { type: 'chosen', settings: { ...settings, deviceId: 'Lap', label: 'Lap' } },
      ['open Lap'],
    ],
    ['lost, when there is another', lost, listed(lap), ['open Lap']],
    [
      'lost, when there is none',
      lost,
      listed(),
      ['trouble microphone-ended -', 'wait 1000', 'limit 60000 microphone-ended', 'send-silence'],
    ],
    ['lost, when it is back at once', lost, listed(desk, lap), ['open Desk']],
    [
      'lost, when the next is busy too',
      searching,
      busy,
      ['trouble microphone-ended -', 'wait 1000', 'limit 60000 microphone-ended', 'send-silence'],
    ],
    ['lost, when the next is forbidden', searching, refused, ['failed microphone-refused']],
    [
      'lost, when the next is sent',
      [...searching, ...openedAs(lap).slice(0, 1)],
      { type: 'sent', microphone: opened(lap), muted: false },
      ['log microphone-replaced', 'end-absence', 'trouble microphone-ended Lap', 'wait 1000'],
    ],
    ['replaced, when it is back', standIn, changed(desk, lap), ['list-devices']],
    ['replaced, when a retry is due', standIn, { type: 'retry-due' }, ['list-devices']],
    [
      'replaced, when it is sent again',
      [...standIn, changed(desk, lap), listed(desk, lap), ...openedAs(desk).slice(0, 1)],
      { type: 'sent', microphone: opened(desk), muted: false },
      ['log microphone-replaced', 'end-waits', 'no trouble'],
    ],
    [
      'silence, when it is made',
      silent.slice(0, -1),
      { type: 'silence-made' },
      ['log microphone-condition-changed', 'is missing'],
    ],
    [
      'silence, when it cannot be made',
      silent.slice(0, -1),
      { type: 'silence-failed', failure: { reason: 'unexpected', message: 'no audio' } },
      ['trouble unexpected -', 'wait 2000'],
    ],
    ['silence, when one is plugged in', silenceSent, changed(desk), ['list-devices']],
    ['silence, when still none is listed', [...silenceSent, { type: 'retry-due' }], listed(), ['wait 2000']],
  ])('%s', (_name, before, fact, expected) => {
    const { effects } = afterFacts([...before, fact]);
    expect(effects.map(inShort)).toEqual(expected);
  });

  it('ends a session that does not recover where the microphone ends, and opens no other', () => {
    expect(afterFacts(lost, 'stop-and-tell').effects.map(inShort)).toEqual(['failed microphone-ended']);
    expect(afterFacts([...inUse, changed(lap)], 'stop-and-tell').effects).toEqual([]);
  });

  it('avoids a microphone that ended within a second, whatever the list says', () => {
    const gone = microphoneTransition(afterFacts(inUse).state, { at: 10_900, ...ended });
    const next = microphoneTransition(gone.state, { at: 11_000, ...listed(desk, lap) });
    expect(next.effects.map(inShort)).toEqual(['open Lap']);
  });

  it('waits twice as long for each retry: up to 5 s without any, up to 30 s while another stands in', () => {
    const waits = (from: readonly MicrophoneFact[], devices: MicrophoneDevice[]) =>
      Array.from({ length: 7 }, (_, count) => {
        const retries = Array.from({ length: count + 1 }, () => [
          { type: 'retry-due' } as const,
          listed(...devices),
        ]);
        return afterFacts([...from, ...retries.flat()])
          .effects.map(inShort)
          .filter((each) => each.startsWith('wait'));
      }).flat();
    expect(waits(silenceSent, [])).toEqual(
      [2, 4, 5, 5, 5, 5, 5].map((seconds) => `wait ${String(seconds * 1000)}`),
    );
    expect(waits(standIn, [lap])).toEqual(
      [2, 4, 8, 16, 30, 30, 30].map((seconds) => `wait ${String(seconds * 1000)}`),
    );
  });
});

/** The effects that take time, and the facts that may follow from each. */
const longWork = ['open', 'list-devices', 'send-silence'];

describe('whatever happens to the microphone', () => {
  const devices = fc.subarray([desk, lap, device('Camera')]);
  const happening = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ type: fc.constant('work-done' as const), fails: fc.boolean(), devices }),
    },
    fc.constant(ended),
    devices.map((left) => changed(...left)),
    fc.constantFrom<MicrophoneFact>({ type: 'retry-due' }, { type: 'retry-requested' }),
    fc.boolean().map((muted): MicrophoneFact => ({ type: 'track-muted', muted })),
    fc.constantFrom('Desk', 'Lap', '').map((deviceId): MicrophoneFact => ({
      type: 'chosen',
      settings: { ...settings, deviceId, label: deviceId },
    })),
  );

  /** A world that does what it is asked for when the story says so. */
  function play(
    story: readonly (MicrophoneFact | { type: 'work-done'; fails: boolean; devices: MicrophoneDevice[] })[],
  ) {
    let state: MicrophoneState = noMicrophoneYet({ microphone: settings, recovery }, 0);
    let work: MicrophoneEffect[] = [];
    let at = 0;
    let most = 0;
    let hasFailed = false;
    const take = (fact: MicrophoneFact) => {
      const next = microphoneTransition(state, { at: (at += 400), ...fact });
      state = next.state;
      work.push(...next.effects.filter(({ type }) => longWork.includes(type)));
      most = Math.max(most, work.length);
      hasFailed ||= next.effects.some(
        (effect) => effect.type === 'report' && effect.fact.type === 'microphone-failed',
      );
    };
    const finish = (fails: boolean, present: MicrophoneDevice[]) => {
      const [first, ...rest] = work;
      work = rest;
      if (first?.type === 'list-devices') take(listed(...(fails ? [] : present)));
      if (first?.type === 'open' && fails) take(busy);
      if (first?.type === 'open' && !fails) openedAs(device(first.settings.deviceId)).forEach(take);
      if (first?.type === 'send-silence') {
        take({ type: 'silence-made' });
        take({ type: 'silence-sent' });
      }
    };
    take(resumed);
    for (const each of story) {
      if (each.type === 'work-done') finish(each.fails, each.devices);
      else take(each);
    }
    for (let left = 40; left > 0 && work.length > 0; left -= 1) finish(false, [desk]);
    return { state, most, hasFailed };
  }

  it('makes one change after the other, and ends with a microphone or with silence', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), (story) => {
        const { state, most, hasFailed } = play(story);
        expect(most).toBeLessThanOrEqual(1);
        expect(state).toMatchObject({ change: null, due: [] });
        expect(hasFailed || state.current !== null || state.isSilenceSent).toBe(true);
        expect(state.trouble === null).toBe(state.current?.deviceId === state.choice.wanted.deviceId);
      }),
      { numRuns: 500 },
    );
  });
});
