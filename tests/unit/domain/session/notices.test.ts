import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  judgeNotices,
  sessionOfNotice,
  type NoticeMemory,
} from '../../../../utils/domain/session/notices.ts';
import type { SessionQuestion } from '../../../../utils/domain/session/session-question.ts';
import type { SessionState } from '../../../../utils/domain/session/session-state.ts';
import { failed, live, recovering, sessionHead, starting, stopping } from '../builders.ts';

type Moment = [at: number, state: SessionState, view: 'open' | 'closed'];

/** The notifications that are shown after these moments, and all that were ever shown. */
function notificationsAfter(moments: readonly Moment[]) {
  let memory: NoticeMemory = {};
  const timer: { at: number | null } = { at: null };
  const shown = new Map<string, string>();
  const told: string[] = [];

  function judge([now, state, view]: Moment): void {
    const judged = judgeNotices(memory, { state, now, isNotNeeded: view === 'open' });
    memory = judged.memory;
    timer.at = judged.nextAt;
    for (const effect of judged.effects) {
      if (effect.type === 'clear') shown.delete(effect.id);
      else {
        shown.set(effect.id, effect.words.say);
        told.push(`${effect.words.say} at ${String(now)}`);
      }
    }
  }

  for (const [index, moment] of moments.entries()) {
    const before = moments[index - 1];
    while (before && timer.at !== null && timer.at < moment[0]) judge([timer.at, before[1], before[2]]);
    judge(moment);
  }
  return { told, shown: [...shown].map(([id, say]) => `${id} ${say}`) };
}

const second = 1000;

const lost = (at: number) => recovering({ since: at * second });
const inSeconds = (moments: readonly Moment[]): Moment[] =>
  moments.map(([at, state, view]) => [at * second, state, view]);
const asked: SessionQuestion = { about: 'quiet', askedAt: 5000, unanswered: 'mute', mutedAt: null };
const failedIn = (id: string, at: number) => failed({ session: sessionHead({ id }), endedAt: at * second });

describe('a clock that is set back', () => {
  it.each([2, 60, 9000])('by %d s while a loss lasts does not keep the loss from being told', (bySeconds) => {
    const at = 10_000;
    const back = at + 2 - bySeconds;
    const moments: Moment[] = [
      [at, lost(at), 'closed'],
      [back, lost(at), 'closed'],
      [back + 20, lost(at), 'closed'],
    ];
    expect(notificationsAfter(inSeconds(moments)).told).toHaveLength(1);
  });
});
describe('a notification', () => {
  it.each<[string, Moment[], string[], string[]]>([
    [
      'five failed starts with the popup open: nothing',
      [0, 1, 2, 3, 4].flatMap((at): Moment[] => [
        [at, starting({ session: sessionHead({ id: `s${String(at)}` }) }), 'open'],
        [at + 0.5, failedIn(`s${String(at)}`, at), 'open'],
      ]),
      [],
      [],
    ],
    [
      'five failed starts with the popup closed: each, and the last one stands',
      [0, 1, 2, 3, 4].flatMap((at): Moment[] => [
        [at, starting({ session: sessionHead({ id: `s${String(at)}` }) }), 'closed'],
        [at + 0.5, failedIn(`s${String(at)}`, at), 'closed'],
      ]),
      [0, 1, 2, 3, 4].map((at) => `session-failed at ${String(at * second + 500)}`),
      ['session:s4 session-failed'],
    ],
    [
      'a failure that was seen in the popup, after it was closed: nothing',
      [
        [1, failedIn('s', 1), 'open'],
        [9, failedIn('s', 1), 'closed'],
      ],
      [],
      [],
    ],
    [
      'a failure that is read in the popup afterwards: taken away',
      [
        [1, failedIn('s', 1), 'closed'],
        [9, failedIn('s', 1), 'open'],
      ],
      ['session-failed at 1000'],
      [],
    ],
    [
      'a microphone muted by the system for 15 s: once',
      [
        [1, live({ microphone: 'muted' }), 'closed'],
        [60, live({ microphone: 'muted' }), 'closed'],
      ],
      ['microphone-not-heard at 16000'],
      ['microphone:session-1 microphone-not-heard'],
    ],
    [
      'a microphone that is muted for a cough: nothing',
      [
        [1, live({ microphone: 'muted' }), 'closed'],
        [15, live(), 'closed'],
        [40, live(), 'closed'],
      ],
      [],
      [],
    ],
    [
      'a microphone that sounds again: taken away',
      [
        [1, live({ microphone: 'silent' }), 'closed'],
        [30, live(), 'closed'],
      ],
      ['microphone-not-heard at 16000'],
      [],
    ],
    [
      'a microphone that was muted and is then unplugged: replaced, without another wait',
      [
        [1, live({ microphone: 'muted' }), 'closed'],
        [20, live({ microphone: 'missing' }), 'closed'],
      ],
      ['microphone-not-heard at 16000', 'microphone-not-heard at 20000'],
      ['microphone:session-1 microphone-not-heard'],
    ],
    [
      'a user who mutes: nothing about the microphone',
      [
        [1, live({ microphone: 'silent', muted: true }), 'closed'],
        [60, live({ microphone: 'silent', muted: true }), 'closed'],
      ],
      [],
      [],
    ],
    [
      'a loss of 9 s: nothing, not even that it has healed',
      [
        [1, lost(1), 'closed'],
        [10, live(), 'closed'],
      ],
      [],
      [],
    ],
    [
      'a loss of 12 s: told after 10 s, and replaced when it has healed',
      [
        [1, lost(1), 'closed'],
        [13, live(), 'closed'],
        [99, live(), 'closed'],
      ],
      ['connection-lost at 11000', 'connection-back at 13000'],
      ['loss:session-1 connection-back'],
    ],
    [
      'a loss that the user looked at before it was worth telling: told when it is, with the popup closed by then',
      [
        [1, lost(1), 'closed'],
        [3, lost(1), 'open'],
        [5, lost(1), 'closed'],
        [20, lost(1), 'closed'],
      ],
      ['connection-lost at 11000'],
      ['loss:session-1 connection-lost'],
    ],
    [
      'a loss that heals while the popup is open: taken away, and nothing follows',
      [
        [1, lost(1), 'closed'],
        [20, lost(1), 'open'],
        [30, live(), 'open'],
        [40, live(), 'closed'],
      ],
      ['connection-lost at 11000'],
      [],
    ],
    [
      'a loss that was seen in the popup and heals behind its back: that it is back',
      [
        [1, lost(1), 'closed'],
        [20, lost(1), 'open'],
        [25, lost(1), 'closed'],
        [30, live(), 'closed'],
      ],
      ['connection-lost at 11000', 'connection-back at 30000'],
      ['loss:session-1 connection-back'],
    ],
    [
      'a second loss: the news of the first healing is taken away at once, for it is no longer true',
      [
        [1, lost(1), 'closed'],
        [13, live(), 'closed'],
        [14, lost(14), 'closed'],
      ],
      ['connection-lost at 11000', 'connection-back at 13000'],
      [],
    ],
    [
      'a loss that the user ends with Stop: taken away',
      [
        [1, lost(1), 'closed'],
        [20, stopping(), 'closed'],
        [21, { phase: 'idle' }, 'closed'],
      ],
      ['connection-lost at 11000'],
      [],
    ],
    [
      'a loss that ends the session: only the end stands',
      [
        [1, lost(1), 'closed'],
        [20, failed({ endedAt: 20 * second }), 'closed'],
      ],
      ['connection-lost at 11000', 'session-failed at 20000'],
      ['session:session-1 session-failed'],
    ],
    [
      'a question: at once, and taken away with the answer',
      [
        [1, live(), 'closed'],
        [5, live({ question: asked }), 'closed'],
        [9, live(), 'closed'],
      ],
      ['question at 5000'],
      [],
    ],
    [
      'a question that nobody answers: that the microphone was muted, in its place',
      [
        [5, live({ question: asked }), 'closed'],
        [605, live({ muted: true, question: { ...asked, mutedAt: 605_000 } }), 'closed'],
      ],
      ['question at 5000', 'muted-unanswered at 605000'],
      ['question:session-1 muted-unanswered'],
    ],
    [
      'a question that is read in the popup: nothing',
      [
        [5, live({ question: asked }), 'open'],
        [9, live({ question: asked }), 'closed'],
      ],
      [],
      [],
    ],
    [
      'speech during a mute: once, until the mute is over',
      [
        [1, live({ muted: true }), 'closed'],
        [5, live({ muted: true, spokeWhileMuted: true }), 'closed'],
        [60, live({ muted: true, spokeWhileMuted: true }), 'closed'],
      ],
      ['spoke-while-muted at 5000'],
      ['mute:session-1 spoke-while-muted'],
    ],
    [
      'speech during a mute that has ended: taken away',
      [
        [5, live({ muted: true, spokeWhileMuted: true }), 'closed'],
        [9, live(), 'closed'],
      ],
      ['spoke-while-muted at 5000'],
      [],
    ],
    [
      'a clock that was set back during a loss: told after 10 s by the new time',
      [
        [1, recovering({ since: 9_000_000_000 }), 'closed'],
        [12, recovering({ since: 9_000_000_000 }), 'closed'],
      ],
      ['connection-lost at 11000'],
      ['loss:session-1 connection-lost'],
    ],
  ])('is shown or cleared as expected for %s', (_name, moments, told, shown) => {
    expect(notificationsAfter(inSeconds(moments))).toEqual({ told, shown });
  });

  const state = fc.oneof(
    fc.constant<SessionState>({ phase: 'idle' }),
    fc.constantFrom('a', 'b').map((id) => starting({ session: sessionHead({ id }) })),
    fc
      .record({
        muted: fc.boolean(),
        spokeWhileMuted: fc.boolean(),
        question: fc.constantFrom(null, asked, { ...asked, mutedAt: 9000 }),
        microphone: fc.constantFrom('sounding', 'muted', 'silent', 'missing'),
      })
      .map((changes) => live(changes)),
    fc.constantFrom(0, 5000, 90_000).map((since) => recovering({ since })),
    fc.constant(stopping()),
    fc.constantFrom(1000, 50_000).map((endedAt) => failed({ endedAt })),
  );
  const moments = fc
    .array(fc.tuple(fc.nat(20_000), state, fc.constantFrom('open', 'closed')), { maxLength: 30 })
    .map((steps) => {
      let at = 100_000;
      return steps.map(([ms, each, view]): Moment => [(at += ms), each, view]);
    });

  it('is never shown while a view is open, and an earlier one is cleared', () => {
    fc.assert(
      fc.property(moments, state, (before, lastState) => {
        const told = notificationsAfter(before);
        const last: Moment = [(before.at(-1)?.[0] ?? 0) + 1, lastState, 'open'];
        // Until the last moment the state stays the same, which may cause a further notification.
        const after = notificationsAfter([...before, last]);
        expect(after.shown).toEqual([]);
        expect(after.told.length).toBeGreaterThanOrEqual(told.told.length);
        expect(notificationsAfter(before.map(([at, each]) => [at, each, 'open'])).told).toEqual([]);
      }),
    );
  });

  it('is shown once for each occurrence, and at most one for each subject', () => {
    fc.assert(
      fc.property(moments, (all) => {
        const { told, shown } = notificationsAfter(all);
        const again = notificationsAfter(all.flatMap((moment) => [moment, moment, moment]));
        expect(again).toEqual({ told, shown });
        expect(new Set(shown.map((each) => each.split(':')[0])).size).toBe(shown.length);
      }),
    );
  });

  it('is cleared when there is no session and no failure', () => {
    fc.assert(
      fc.property(moments, (all) => {
        const at = (all.at(-1)?.[0] ?? 0) + 1;
        expect(notificationsAfter([...all, [at, { phase: 'idle' }, 'closed']]).shown).toEqual([]);
      }),
    );
  });
});

describe('the id of a notification', () => {
  it.each([
    ['session:abc', 'abc'],
    ['loss:a:b', 'a:b'],
    ['other', null],
    ['other:abc', null],
    ['session:', null],
  ])('%s leads to %s', (id, session) => {
    expect(sessionOfNotice(id)).toBe(session);
  });
});
