import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import PopupView from '../../components/popup/PopupView.vue';
import { FailureError } from '../../utils/domain/failure/failure.ts';
import { isStart } from '../../utils/domain/failure/next-step.ts';
import type { ReportedErrors } from '../../utils/domain/samples/live-data.ts';
import { noGaps, type Gaps } from '../../utils/domain/session/gaps.ts';
import type { SessionState } from '../../utils/domain/session/session-state.ts';
import type { SettingsReading } from '../../utils/domain/settings/settings.ts';
import { failureTexts } from '../../utils/texts/failure-texts.ts';
import { createFakeWorld, type FakeWorld, type FakeWorldOptions } from '../support/fake-services.ts';
import { everyFailure } from '../support/failures.ts';
import { textsOf } from '../support/messages.ts';
import { aWhipProfile, settingsWith } from '../support/profiles.ts';
import {
  aSession,
  failed,
  live,
  liveData,
  recovering,
  starting,
  stopping,
} from '../support/session-states.ts';
import { segment } from '../support/transcripts.ts';
import { mountView, type MountedView } from './mount-view.ts';

const now = new Date(2026, 10, 22, 14, 3, 22).getTime();
const loopback = { id: 'loopback', name: 'Loopback', kind: 'loopback' } as const;
const studioSession = { profile: { id: 'studio', name: 'Studio', kind: 'whip' } } as const;

beforeEach(() => {
  vi.useFakeTimers({ now, toFake: ['Date', 'setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
});

async function open(options: FakeWorldOptions = {}) {
  const world = createFakeWorld(options);
  return { world, view: await mountView(PopupView, world) };
}

/** The last call of a service, without `prepare`, which comes at its own time. */
const lastAsked = ({ calls }: FakeWorld) => calls.findLast(([name]) => name !== 'prepare');

/** Advances the view's clock. */
async function pass(ms: number) {
  vi.advanceTimersByTime(ms);
  await flushPromises();
}

describe('the state', () => {
  const phases: [SessionState, words: string, button: string][] = [
    [{ phase: 'idle' }, 'Ready', 'Start'],
    [starting(), 'Starting', 'Stop'],
    [live(), 'Live', 'Stop'],
    [live({ muted: true }), 'Live, muted', 'Stop'],
    [live({ microphone: 'muted' }), 'Live, no sound', 'Stop'],
    [live({ microphone: 'silent' }), 'Live, no sound', 'Stop'],
    [recovering(), 'Reconnecting', 'Stop'],
    [stopping(), 'Stopping', 'Stop'],
    [failed({ reason: 'host-gone' }), 'Stopped', 'Start'],
  ];

  it.each(phases)('of %o is named in words, and the one button fits it', async (state, words, button) => {
    const { view } = await open({ state });
    const status = view.wrapper.get('[role="status"]');
    expect(status.text()).toBe(words);
    expect(status.attributes('data-phase')).toBe(state.phase);
    expect(view.hasButton(button)).toBe(true);
    expect(view.hasButton(button === 'Start' ? 'Stop' : 'Start')).toBe(false);
  });

  it.each([
    [starting(), 'Opening the microphone.'],
    [starting({ awaiting: ['answer', 'media'] }), 'Waiting for the server’s answer.'],
    [starting({ awaiting: ['media'] }), 'Waiting until the far side hears you.'],
    [live({ muted: true }), 'You muted the microphone: nobody hears what you say.'],
    [live({ microphone: 'muted' }), 'The microphone is muted by its own switch or by the system.'],
    [live({ microphone: 'silent' }), 'The microphone gives only silence: check it, or choose another one.'],
  ])('of %o is explained', async (state, hint) => {
    const { view } = await open({ state });
    expect(view.text()).toContain(hint);
  });

  it('is followed from one phase to the next, with the same button', async () => {
    const { world, view } = await open();
    const button = view.button('Start').element;
    world.setState(starting());
    await flushPromises();
    expect(view.wrapper.get('[role="status"]').text()).toBe('Starting');
    world.setState(live());
    await flushPromises();
    expect(view.wrapper.get('[role="status"]').text()).toBe('Live');
    expect(view.button('Stop').element).toBe(button);
  });

  it('that is reported before the first answer is not overwritten by it', async () => {
    const world = createFakeWorld({ state: { phase: 'idle' } });
    world.services.session.state = () => {
      world.setState(live());
      return Promise.resolve({ phase: 'idle' });
    };
    const view = await mountView(PopupView, world);
    expect(view.wrapper.get('[role="status"]').text()).toBe('Live');
  });

  it('has the elapsed time beside it, outside the live region', async () => {
    const { view } = await open({ state: live({ liveSince: now - 763_000 }) });
    expect(view.wrapper.get('[role="timer"]').text()).toBe('0:12:43');
    expect(view.wrapper.get('[role="status"]').find('[role="timer"]').exists()).toBe(false);
    await pass(2000);
    expect(view.wrapper.get('[role="timer"]').text()).toBe('0:12:45');
  });

  it('is Japanese in a Japanese browser', async () => {
    const { view } = await open({ state: live(), language: 'ja' });
    expect(view.wrapper.get('[role="status"]').text()).toBe('配信中');
    expect(view.hasButton('停止')).toBe(true);
    expect(document.documentElement.lang).toBe('ja');
  });
});

describe('what is not sent yet', () => {
  const behind = { state: 'catching-up', behindMs: 12_000, at: now, speed: 1.25, road: 'stretch' } as const;
  const line = (view: MountedView) => view.wrapper.get('.explanation [role="timer"]').text();
  const watched = { ...noGaps(), areWatched: true };

  it('is shown in words and in seconds, which count down', async () => {
    const { view } = await open({ state: live({ behind }) });
    expect(view.wrapper.get('[role="status"]').text()).toBe('Catching up');
    expect(view.wrapper.get('.explanation').text()).toContain('What could not be sent is being sent now.');
    expect(line(view)).toBe('12 sec behind, level in 48 sec.');
    await pass(8000);
    expect(line(view)).toBe('10 sec behind, level in 40 sec.');
    // Figures that count are not read out; the words are, once.
    expect(view.wrapper.find('[aria-live="polite"] [role="timer"]').exists()).toBe(false);
  });

  it('is kept, and said so in place of the hint, while the connection is lost', async () => {
    const holding = { ...behind, state: 'holding', behindMs: 7000 } as const;
    const { view } = await open({ state: recovering({ behind: holding }) });
    expect(line(view)).toBe('Kept: 7 sec. Sent when the connection is back.');
    expect(view.text()).not.toContain('Making a new connection');
    await pass(2000);
    expect(line(view)).toBe('Kept: 9 sec. Sent when the connection is back.');
  });

  it('is kept from the moment on at which the microphone is open, before the session is live', async () => {
    const beginning = { ...behind, state: 'beginning', behindMs: 0 } as const;
    const words = 'Speak: what you say is kept until you are connected.';
    const awaiting = ['answer', 'media'] as const;
    const { world, view } = await open({ state: starting({ behind: beginning }) });
    expect(view.text()).not.toContain(words);
    const shows = async (changes: Parameters<typeof starting>[0]) => {
      world.setState(starting({ behind: beginning, awaiting, ...changes }));
      await flushPromises();
      return view.text().includes(words);
    };
    expect(await shows({})).toBe(true);
    expect(await shows({ muted: true })).toBe(false);
    expect(await shows({ microphone: 'muted' })).toBe(false);
    // Listeners hear nothing late.
    expect(await shows({ behind: null })).toBe(false);
    await shows({});
    expect(view.wrapper.find('.explanation [role="timer"]').exists()).toBe(false);
    await view.click('Stop');
    expect(world.called('stop')).toEqual([['stop']]);
  });

  it('is sent first by Stop, which says so; a second one does not wait', async () => {
    const { world, view } = await open({ state: live({ behind }) });
    await view.click('Stop');
    world.setState(live({ behind, stopsWhenDelivered: true }));
    await flushPromises();
    expect(view.wrapper.get('.explanation').text()).toContain(
      'The microphone is off. What you said is sent first',
    );
    expect(line(view)).toBe('12 sec behind, level in 48 sec.');
    expect(view.button('Mute').attributes('disabled')).toBeDefined();
    await view.click('Stop now');
    expect(world.called('stop')).toEqual([['stop', 'delivered'], ['stop']]);
  });

  it('is sent first by a Stop just after the Start, where it was said before the session was live', async () => {
    const { world, view } = await open({
      state: live({ behind: { ...behind, state: 'level', behindMs: 0 } }),
    });
    expect(view.wrapper.find('.explanation [role="timer"]').exists()).toBe(false);
    await view.click('Stop');
    expect(world.called('stop')).toEqual([['stop', 'delivered']]);
  });

  it('is sent first where the connection is lost too', async () => {
    const holding = { ...behind, state: 'holding', behindMs: 7000 } as const;
    const { view } = await open({ state: recovering({ behind: holding, stopsWhenDelivered: true }) });
    expect(view.text()).toContain('The microphone is off. What you said is sent first');
    expect(line(view)).toBe('Kept: 7 sec. Sent when the connection is back.');
  });

  it('is shown where the user mutes, who is told of the mute first', async () => {
    const { view } = await open({ state: live({ behind, muted: true }) });
    expect(view.wrapper.get('[role="status"]').text()).toBe('Live, muted');
    expect(line(view)).toBe('12 sec behind, level in 48 sec.');
  });

  it.each<[string, Gaps, string | null]>([
    ['nothing where nothing is watched for', noGaps(), null],
    ['that all has arrived', watched, 'All of it has arrived so far.'],
    [
      'what arrived late',
      { ...watched, inAllMs: 3100, lateMs: 3100 },
      'All of it has arrived, 3.1 sec of it late.',
    ],
    [
      'what did not arrive',
      { ...watched, inAllMs: 5100, lateMs: 3100 },
      'So far 2 sec did not arrive, as far as is known.',
    ],
  ])('is over: the popup says %s', async (_, gaps, told) => {
    const { view } = await open({ state: live({ gaps }) });
    expect(
      view.wrapper
        .findAll('.explanation p')
        .map((each) => each.text())
        .slice(1),
    ).toEqual(told === null ? [] : [told]);
  });

  it('is the one thing said of what arrived while it lasts', async () => {
    const { view } = await open({ state: live({ behind, gaps: { ...watched, inAllMs: 5000 } }) });
    expect(view.text()).not.toContain('did not arrive');
    expect(view.text()).not.toContain('All of it has arrived');
  });
});

describe('a warning', () => {
  it('is shown below the state, which stays the same, without a new alarm', async () => {
    const { view } = await open({ state: live({ warnings: ['high-loss'] }) });
    expect(view.wrapper.get('.explanation').text()).toContain('Checking whether your voice arrives.');
    expect(view.wrapper.get('.explanation').text()).toContain('Part of the sound is lost on the way.');
    expect(view.wrapper.get('[role="status"]').text()).toBe('Live');
  });

  it('is the gravest of several, and the others are counted and read out', async () => {
    const warnings = ['low-bitrate', 'high-loss', 'high-jitter'] as const;
    const { view } = await open({ state: live({ warnings }) });
    const items = view.wrapper.findAll('.warnings li');
    expect(items[0]?.text()).toBe('Hardly any sound is sent.');
    expect(items.map((item) => item.text())).toContain('Part of the sound is lost on the way.');
    expect(items.at(-1)?.text()).toBe('+2');
  });

  it('about the microphone leads to where others can be tried, and marks the level', async () => {
    const { world, view } = await open({ state: live({ warnings: ['no-voice'] }) });
    expect(view.text()).toContain('No voice is heard. Does another microphone hear you?');
    expect(view.wrapper.find('.bar.doubted').exists()).toBe(true);
    expect(view.wrapper.find('.live-warning').exists()).toBe(true);
    await view.click('Try the microphones');
    expect(world.called('openOptions')).toEqual([['openOptions', '#/settings/microphone']]);
  });

  it.each([
    ['the microphone is silent, which is told already', live({ warnings: ['silent-microphone'] })],
    ['the user mutes', live({ muted: true, warnings: ['high-loss'] })],
    ['the connection is lost', recovering({ warnings: ['high-loss'] })],
  ])('is not shown where %s', async (_name, state) => {
    const { view } = await open({ state });
    expect(view.wrapper.find('.warnings').exists()).toBe(false);
  });
});

describe('errors that the server reports', () => {
  const studio = live({ session: aSession(studioSession) });
  async function withErrors(errors: Partial<ReportedErrors>, options: FakeWorldOptions = {}) {
    const { world, view } = await open({ state: studio, ...options });
    world.feed(liveData(0.1, {}, { times: 1, at: now, ...errors }));
    await flushPromises();
    return { world, view };
  }

  it.each<[Partial<ReportedErrors>, string]>([
    [{}, 'The server’s error no. 1: “…”'],
    [
      { code: 'rate_limit_exceeded', said: 'Try again in 20 s.' },
      'The server’s error no. 1: “rate_limit_exceeded: Try again in 20 s.”',
    ],
    [{ said: 'No model.' }, 'The server’s error no. 1: “No model.”'],
    [{ code: 'overloaded', times: 12_345 }, 'The server’s error no. 12,345: “overloaded”'],
    [{ times: 2 }, 'The server’s error no. 2: “…”'],
    [{ said: '<img src=x onerror=alert(1)>' }, 'The server’s error no. 1: “<img src=x onerror=alert(1)>”'],
  ])(
    '%o are shown with the newest one’s words, as text, under the state that stays the same',
    async (errors, words) => {
      const { view } = await withErrors(errors);
      const line = view.wrapper.get('.server');
      expect(line.text()).toBe(words);
      expect(line.find('img').exists()).toBe(false);
      expect(view.wrapper.get('[role="status"]').text()).toBe('Live');
    },
  );

  it('are shown in Japanese, with the server’s words as they are', async () => {
    const { view } = await withErrors({ code: 'overloaded', times: 3 }, { language: 'ja' });
    expect(view.wrapper.get('.server').text()).toBe('サーバーからのエラー（3件目）：「overloaded」');
  });

  it('are over once a text comes after them, not before they could be read, and not by an earlier one', async () => {
    const { world, view } = await withErrors({ said: 'No model.' });
    world.feed(liveData(0.1, { understood: now - 1 }, { said: 'No model.', times: 1, at: now }));
    await pass(60_000);
    expect(view.wrapper.find('.server').exists()).toBe(true);
    world.feed(
      liveData(0.1, { understood: now + 70_000 }, { said: 'No model.', times: 2, at: now + 60_000 }),
    );
    await pass(20_000);
    expect(view.wrapper.find('.server').exists()).toBe(true);
    await pass(20_000);
    expect(view.wrapper.find('.server').exists()).toBe(false);
  });

  it.each([
    ['stays while the connection is lost', recovering({ session: aSession(studioSession) }), true],
    ['goes with the session', { phase: 'idle' } as const, false],
  ])('%s', async (_, state, isShown) => {
    const { world, view } = await withErrors({ said: 'No model.' });
    world.setState(state);
    await pass(500);
    expect(view.wrapper.find('.server').exists()).toBe(isShown);
  });
});

describe('a server that keeps the session at another address of its host', () => {
  const origin = 'https://media.example:8443';
  const session = aSession(studioSession);
  const asking = { session, unaskedOrigin: origin };
  const failedThere = { ...failed({ reason: 'connect-timeout' }, session), unaskedOrigin: origin };
  async function openLed(
    changes: Parameters<typeof aWhipProfile>[0] = {},
    { locked = [], ...options }: FakeWorldOptions & { locked?: string[] } = {},
  ) {
    const { world, view } = await open({
      state: live(asking),
      reading: { ...settingsWith(aWhipProfile(changes)), locked, policyProblems: [] } as never,
      ...options,
    });
    return { world, view };
  }
  const answers = (view: MountedView) => view.wrapper.findAll('.question button');

  it.each<[string, number, 'same-host' | 'same-origin']>([
    ['allowed', 0, 'same-host'],
    ['refused', 1, 'same-origin'],
  ])('is asked about once: %s by one click', async (_what, answer, sessionUrls) => {
    const { world, view } = await openLed();
    const question = view.wrapper.get('.question').text();
    expect(question).toContain(origin);
    await answers(view)[answer]?.trigger('click');
    await flushPromises();
    expect(world.lastSaved().profiles[0]).toMatchObject({ id: 'studio', sessionUrls });
    expect(view.wrapper.find('.question').exists()).toBe(false);
    // Access is asked for within the click: the browser has a question where the scheme is another one.
    const asked = answer === 0 ? [['requestPatterns', ['https://media.example/*']]] : [];
    expect(world.called('requestPatterns')).toEqual(asked);
  });

  it.each<[string, SessionState]>([
    ['while a session begins', starting(asking)],
    ['while its connection is lost', recovering(asking)],
    ['where a Start has failed', failedThere],
  ])('is asked about %s', async (_when, state) => {
    const { world, view } = await openLed({}, { state });
    await answers(view)[0]?.trigger('click');
    await flushPromises();
    expect(world.lastSaved().profiles[0]).toMatchObject({ sessionUrls: 'same-host' });
    expect(view.wrapper.find('.question').exists()).toBe(false);
    expect(view.wrapper.findAll('.primary').length).toBeLessThanOrEqual(1);
  });

  it('is asked about by the one primary button of a failure', async () => {
    const { view } = await openLed({}, { state: failedThere });
    expect(view.wrapper.findAll('.primary').map((button) => button.text())).toEqual(['Allow']);
  });

  it('is asked about in Japanese', async () => {
    const { view } = await openLed({}, { language: 'ja' });
    expect(view.wrapper.get('.question').text()).toContain(`${origin}を指定`);
  });

  it.each<[string, Parameters<typeof openLed>]>([
    ['allowed it before', [{ sessionUrls: 'same-host' }]],
    ['refused it before', [{ sessionUrls: 'same-origin' }]],
    ['cannot, because an administrator has', [{}, { locked: ['profiles.studio.sessionUrls'] }]],
    ['given the profile another host since', [{ url: 'https://other.example/whip' }, { state: failedThere }]],
    ['given the profile that port since', [{ url: `${origin}/whip` }, { state: failedThere }]],
    ['stopped the session', [{}, { state: { phase: 'idle' } }]],
  ])('is not asked about where the user has %s', async (_what, given) => {
    const { view } = await openLed(...given);
    expect(view.wrapper.find('.question').exists()).toBe(false);
  });
});

describe('a chosen microphone that is not in use', () => {
  const standIn = { failure: { reason: 'microphone-ended' }, standIn: 'Laptop' } as const;

  it.each([
    ['while live', live({ trouble: standIn })],
    ['while the connection is lost', recovering({ trouble: standIn })],
  ])('is reported under its name, with the next click, %s', async (_name, state) => {
    const { world, view } = await open({ state });
    expect(view.wrapper.get('.microphone-note').text()).toContain('Not connected. In its place: “Laptop”');
    await view.click('Try again');
    expect(world.called('retry')).toHaveLength(1);
  });

  it('has its place kept empty while it is in use', async () => {
    const { view } = await open({ state: live() });
    expect(view.wrapper.get('.microphone-note').text()).toBe('');
  });

  it('is named as what keeps the voice from arriving where no other one stands in', async () => {
    const trouble = { failure: { reason: 'microphone-ended' }, standIn: null } as const;
    const { view } = await open({ state: live({ microphone: 'missing', trouble }) });
    expect(view.wrapper.get('[role="status"]').text()).toBe('Live, no sound');
    expect(view.wrapper.get('.explanation').text()).toContain('No microphone can be used: connect one');
    expect(view.wrapper.get('.microphone-note').text()).toContain('Used as soon as it is connected.');
  });
});

describe('a lost connection', () => {
  it('is counted from the loss, and the session still shows its sound', async () => {
    const { world, view } = await open({ state: recovering({ since: now - 65_000 }) });
    expect(view.wrapper.get('.elapsed').text()).toBe('0:01:05');
    await pass(1000);
    expect(view.wrapper.get('.elapsed').text()).toBe('0:01:06');
    expect(world.followers()).toBe(1);
  });

  it.each([
    [recovering({ rung: 'hold', retryAt: now + 800 }), 'The server can’t be heard; keep talking.'],
    [recovering({ rung: 'ice-restart', attempt: 0 }), 'Looking for a new path; keep talking.'],
    [recovering(), 'Making a new connection; keep talking.'],
  ])('comes with what is done about it: %#', async (state, words) => {
    const { view } = await open({ state });
    expect(view.wrapper.get('.explanation').text()).toContain(words);
  });

  it('is retried after a countdown, or at once by a click', async () => {
    const { world, view } = await open({ state: recovering({ retryAt: now + 4800 }) });
    expect(view.text()).toContain('Next try in 5 sec.');
    await pass(3000);
    expect(view.text()).toContain('Next try in 2 sec.');
    await view.click('Retry now');
    expect(world.called('retry')).toHaveLength(1);
  });

  it('is retried on request even while an attempt is under way, which may be stuck', async () => {
    const { world, view } = await open({ state: recovering({ retryAt: null }) });
    expect(view.text()).toContain('Trying to reach the server…');
    await view.click('Retry now');
    expect(world.called('retry')).toHaveLength(1);
  });

  it('comes with the wait that the server asked for where another wait is used', async () => {
    const { view } = await open({ state: recovering({ retryAt: now + 300_000, askedMs: 2_592_000_000 }) });
    expect(view.text()).toContain('The server asks to wait 30 days. Next try in 5 min.');
  });

  it('leaves Mute and Stop usable', async () => {
    const { world, view } = await open({ state: recovering() });
    await view.click('Mute');
    expect(world.called('setMuted')).toEqual([['setMuted', true]]);
    await view.click('Stop');
    expect(world.called('stop')).toHaveLength(1);
  });
});

describe('a session that asks whether to go on', () => {
  const asked = { about: 'quiet', askedAt: 1000, unanswered: 'mute', mutedAt: null } as const;

  it.each<[string, SessionState, string, string]>([
    ['because nobody speaks', live({ question: asked }), 'Are you still there?', 'the microphone is muted'],
    [
      'because nobody speaks, before it stops',
      live({ question: { ...asked, unanswered: 'stop' } }),
      'Are you still there?',
      'SteadyMic stops',
    ],
    [
      'because the connection stays lost',
      recovering({ question: { ...asked, about: 'long-loss' } }),
      'Still lost: go on?',
      'If nobody answers within 10 min',
    ],
  ])(
    '%s says what happens without an answer, and its one primary click is to go on',
    async (_why, state, title, words) => {
      const { world, view } = await open({ state });
      expect(view.text()).toContain(title);
      expect(view.text()).toContain(words);
      expect(view.wrapper.findAll('button.primary').map((button) => button.text())).toEqual(['Go on']);
      await view.click('Go on');
      expect(world.called('answerQuestion')).toHaveLength(1);
    },
  );

  it('says that it has muted itself, and one click unmutes', async () => {
    const { world, view } = await open({
      state: live({ muted: true, question: { ...asked, mutedAt: 2000 } }),
    });
    expect(view.text()).toContain('Muted, because nobody answered');
    expect(view.text()).not.toContain('You muted');
    await view.wrapper.get('.question button').trigger('click');
    expect(world.called('answerQuestion')).toHaveLength(1);
  });

  it('says that somebody speaks during a mute', async () => {
    const { view } = await open({ state: live({ muted: true, spokeWhileMuted: true }) });
    expect(view.text()).toContain('You are muted, and somebody is speaking: nobody hears it.');
  });
});

describe('Start and Stop', () => {
  it('have the host prepared as soon as the popup shows the state, and not before', async () => {
    const world = createFakeWorld();
    const told = Promise.withResolvers<SessionState>();
    world.services.session.state = () => told.promise;
    await mountView(PopupView, world);
    expect(world.called('prepare')).toEqual([]);
    told.resolve({ phase: 'idle' });
    await expect.poll(() => world.called('prepare')).toHaveLength(1);
  });

  it('start a session', async () => {
    const { world, view } = await open();
    await view.click('Start');
    expect(world.called('start')).toHaveLength(1);
  });

  it.each([starting(), live()])('stop a session in %o', async (state) => {
    const { world, view } = await open({ state });
    await view.click('Stop');
    expect(world.called('stop')).toHaveLength(1);
    expect(world.called('start')).toHaveLength(0);
  });

  it('send one command, however often they are clicked meanwhile', async () => {
    const { world, view } = await open();
    world.answers.start = () => new Promise(() => undefined);
    await view.click('Start');
    await view.click('Start');
    expect(world.called('start')).toHaveLength(1);
  });

  it('do nothing while the session stops', async () => {
    const { world, view } = await open({ state: stopping() });
    await view.click('Stop');
    expect(world.called('stop')).toHaveLength(0);
  });

  it('show the failure of a click until the next click', async () => {
    const { world, view } = await open();
    world.answers.start = () => Promise.reject(new FailureError({ reason: 'host-gone' }));
    await view.click('Start');
    expect(view.wrapper.get('[role="alert"]').text()).toContain('The streaming part was ended');
    await view.click('Dismiss');
    expect(view.wrapper.find('[role="alert"]').exists()).toBe(false);
  });
});

describe('mute', () => {
  it('is one button, whose label says whether a click mutes or unmutes', async () => {
    const { world, view } = await open({ state: live() });
    const { element } = view.button('Mute');
    await view.click('Mute');
    world.setState(live({ muted: true }));
    await flushPromises();
    expect(view.hasButton('Mute')).toBe(false);
    expect(view.button('Unmute').element).toBe(element);
    await view.click('Unmute');
    expect(world.called('setMuted')).toEqual([
      ['setMuted', true],
      ['setMuted', false],
    ]);
    // A changing name and a changing pressed state would contradict each other.
    expect(view.button('Unmute').attributes()).not.toHaveProperty('aria-pressed');
  });

  it('cannot be pressed while nothing runs', async () => {
    const { view } = await open();
    expect(view.button('Mute').attributes()).toHaveProperty('disabled');
  });
});

describe('level and proofs', () => {
  const proofs = { captured: now - 40, sent: now - 60, heard: now - 340, understood: null };

  function proof(view: Awaited<ReturnType<typeof open>>['view'], name: string) {
    const { element } = view.wrapper.get(`[data-proof="${name}"]`);
    return {
      age: element.querySelector('dd')?.textContent,
      condition: element.getAttribute('data-condition'),
    };
  }

  it('are followed until the popup closes, even without a session, which keeps the host ready', async () => {
    const { world, view } = await open();
    await expect.poll(world.followers).toBe(1);
    world.setState(live());
    await flushPromises();
    expect(world.followers()).toBe(1);
    world.setState({ phase: 'idle' });
    await flushPromises();
    expect(world.followers()).toBe(1);
    view.wrapper.unmount();
    expect(world.followers()).toBe(0);
  });

  it('are not followed by a popup that was closed before the host was ready', async () => {
    const world = createFakeWorld();
    const ready = Promise.withResolvers<void>();
    const prepare = vi.spyOn(world.services.session, 'prepare').mockReturnValue(ready.promise);
    const view = await mountView(PopupView, world);
    await expect.poll(() => prepare.mock.calls).toHaveLength(1);
    view.wrapper.unmount();
    ready.resolve();
    await flushPromises();
    expect(world.followers()).toBe(0);
  });

  it('are followed even where the host could not be prepared', async () => {
    const world = createFakeWorld();
    world.services.session.prepare = () => Promise.reject(new Error('no host'));
    await mountView(PopupView, world);
    await expect.poll(world.followers).toBe(1);
    world.setState(live());
    await flushPromises();
    expect(world.followers()).toBe(1);
  });

  it('are those of the new host when the old one is lost, because asking for the state creates it', async () => {
    const { world } = await open({ state: live() });
    const ask = vi.spyOn(world.services.session, 'state');
    vi.useFakeTimers({ now, toFake: ['setTimeout', 'clearTimeout'] });
    world.loseHost();
    await vi.advanceTimersByTimeAsync(1000);
    expect(ask).toHaveBeenCalledOnce();
    expect(world.followers()).toBe(1);

    world.setState({ phase: 'idle' });
    await vi.advanceTimersByTimeAsync(0);
    world.loseHost();
    await vi.advanceTimersByTimeAsync(1000);
    expect(ask).toHaveBeenCalledOnce();
  });

  it('disappear with the session', async () => {
    const { world, view } = await open({ state: live() });
    world.feed(liveData(1, proofs));
    await flushPromises();
    expect(view.wrapper.get('meter').attributes('value')).not.toBe('0');
    world.setState({ phase: 'idle' });
    world.feed(liveData(1, proofs));
    await flushPromises();
    expect(view.wrapper.get('meter').attributes('value')).toBe('0');
  });

  it('give each proof its age in words', async () => {
    const { world, view } = await open({ state: live() });
    world.feed(liveData(0.1, proofs));
    await flushPromises();
    expect(proof(view, 'captured')).toEqual({ age: 'now', condition: 'fresh' });
    expect(proof(view, 'heard')).toEqual({ age: '0.3 s ago', condition: 'fresh' });
    expect(proof(view, 'understood')).toEqual({ age: 'no text here', condition: 'none' });
    expect(view.text()).toContain('Your voice is arriving.');
  });

  it('update the ages twice a second, not ten times', async () => {
    const { world, view } = await open({ state: live() });
    world.feed(liveData(0.1, proofs));
    await flushPromises();
    world.feed(liveData(0.1, { ...proofs, heard: now - 900 }));
    await flushPromises();
    expect(proof(view, 'heard').age).toBe('0.3 s ago');
    await pass(500);
    expect(proof(view, 'heard').age).toBe('1.4 s ago');
  });

  it.each([
    ['heard', 'The far side is not answering at the moment.'],
    ['sent', 'Nothing is being sent at the moment.'],
  ])('say when nothing new is %s', async (name, hint) => {
    const { world, view } = await open({ state: live() });
    world.feed(liveData(0.1, { ...proofs, [name]: now - 5500 }));
    await flushPromises();
    expect(proof(view, name)).toEqual({ age: '5.5 s ago', condition: 'stale' });
    expect(view.text()).toContain(hint);
  });

  it('expect no sound of a microphone that the user muted', async () => {
    const { world, view } = await open({ state: live({ muted: true }) });
    world.feed(liveData(0, { ...proofs, captured: now - 60_000 }));
    await flushPromises();
    expect(proof(view, 'captured')).toEqual({ age: 'muted', condition: 'none' });
  });

  it.each([
    ['nothing is known yet', null],
    ['nothing has left', { ...proofs, sent: null }],
    ['the far side has acknowledged nothing', { ...proofs, heard: null }],
    ['the microphone gives no voice', { ...proofs, captured: null }],
    ['nobody has spoken for a while', { ...proofs, captured: now - 20_000 }],
  ])('say nothing of a voice that arrives where %s, and raise no alarm either', async (_name, known) => {
    const { world, view } = await open({ state: live() });
    if (known) world.feed(liveData(0.1, known));
    await flushPromises();
    await pass(500);
    expect(view.text()).not.toContain('Your voice is arriving.');
    expect(view.wrapper.find('.live-warning').exists()).toBe(false);
  });

  it('take an old text for no sign of trouble, and for no proof either', async () => {
    const session = aSession({ profile: { id: 'o', name: 'OpenAI', kind: 'openai-realtime' } });
    const { world, view } = await open({ state: live({ session }) });
    expect(proof(view, 'understood').age).toBe('not yet');
    world.feed(liveData(0.1, { ...proofs, understood: now - 130_000 }));
    await flushPromises();
    expect(proof(view, 'understood')).toEqual({ age: '2 min ago', condition: 'none' });
  });

  it('show the level as the ear hears it', async () => {
    const { world, view } = await open({ state: live() });
    world.feed(liveData(0.001, proofs));
    await flushPromises();
    expect(Number(view.wrapper.get('meter').attributes('value'))).toBeCloseTo(0, 5);
    world.feed(liveData(0.0316, proofs));
    await flushPromises();
    expect(Number(view.wrapper.get('meter').attributes('value'))).toBeCloseTo(0.5, 2);
  });
});

describe('the server', () => {
  const both = settingsWith(aWhipProfile(), loopback);

  it('says with loopback that nothing leaves this computer', async () => {
    const { view } = await open();
    expect(view.text()).toContain('Test: nothing leaves this computer');
  });

  it('says where the voice goes', async () => {
    const { view } = await open({ reading: both });
    expect(view.text()).toContain('Your voice goes to media.example');
  });

  it('can be chosen, which is saved', async () => {
    const { world, view } = await open({ reading: both });
    await view.wrapper.get('#profile').setValue('loopback');
    await flushPromises();
    expect(world.lastSaved().activeProfileId).toBe('loopback');
    expect(view.text()).toContain('Test: nothing leaves this computer');
  });

  it('takes effect at the next Start, which is said, when it is chosen during a session', async () => {
    const { view } = await open({
      reading: both,
      state: live({ session: aSession(studioSession) }),
    });
    expect(view.text()).not.toContain('at the next Start');
    await view.wrapper.get('#profile').setValue('loopback');
    await flushPromises();
    expect(view.text()).toContain('“Loopback” takes effect at the next Start');
  });

  it('goes back to the one before when the choice cannot be saved', async () => {
    const { world, view } = await open({ reading: both });
    world.answers.save = () => Promise.reject(new Error('storage is full'));
    await view.wrapper.get('#profile').setValue('loopback');
    await flushPromises();
    expect(view.wrapper.get<HTMLSelectElement>('#profile').element.value).toBe('studio');
    expect(view.wrapper.get('[role="alert"]').text()).toContain('Something unexpected happened');
  });

  it('has a hostile name shown as text', async () => {
    const name = '<script>alert(1)</script><img src=x onerror=alert(2)>';
    const { view } = await open({ reading: settingsWith(aWhipProfile({ name })) });
    expect(view.wrapper.get('#profile').text()).toBe(name);
    expect(view.wrapper.find('script, img').exists()).toBe(false);
  });
});

describe('a server to add', () => {
  it.each<[string, FakeWorldOptions, boolean]>([
    ['where there is nothing but the test', {}, true],
    ['where there is a server', { reading: settingsWith(aWhipProfile(), loopback) }, false],
    ['where an administrator sets the servers', { policy: { locked: ['profiles'] } }, false],
  ])('is offered or not %s', async (_where, options, isOffered) => {
    const { world, view } = await open(options);
    expect(view.hasButton('Add a server')).toBe(isOffered);
    if (!isOffered) return;
    await view.click('Add a server');
    expect(lastAsked(world)).toEqual(['openOptions', '#/settings/add']);
  });
});

describe('two profiles of one name', () => {
  const twins = settingsWith(
    aWhipProfile({ id: 'one', url: 'https://a.example/whip' }),
    aWhipProfile({ id: 'two', url: 'https://b.example/whip' }),
    aWhipProfile({ id: 'three', name: '\u200b\u200f' }),
    aWhipProfile({ id: 'four', name: 'Desk' }),
  );

  it('are told apart by their hosts where one is chosen, and one without a visible name has its kind', async () => {
    const { view } = await open({ reading: twins });
    const options = view.wrapper.get('#profile').findAll('option');
    expect(options.map((option) => option.text())).toEqual([
      'Studio · a.example',
      'Studio · b.example',
      'WHIP',
      'Desk',
    ]);
  });

  it('are told apart where the next Start is announced', async () => {
    const { view } = await open({ reading: twins, state: live() });
    expect(view.wrapper.get('#profile-note').text()).toContain('“Studio · a.example” takes effect');
  });
});

describe('the microphone', () => {
  const devices = [
    { deviceId: 'a', label: 'Headset', groupId: 'of a' },
    { deviceId: 'b', label: '', groupId: 'of b' },
  ];

  it('can be chosen, which is saved', async () => {
    const { world, view } = await open({ devices, state: live() });
    expect(view.wrapper.get('#microphone').text()).toBe('System defaultHeadsetMicrophone 2');
    await view.wrapper.get('#microphone').setValue('a');
    await flushPromises();
    expect(world.lastSaved().microphone).toMatchObject({ deviceId: 'a', label: 'Headset' });
  });

  it('names the device for which the system’s default stands, where the browser says which', async () => {
    const standing = { deviceId: 'default', label: 'Default - Headset', groupId: 'of a' };
    const { view } = await open({ devices: [standing, ...devices] });
    expect(view.wrapper.get('#microphone').text()).toBe('System default (Headset)HeadsetMicrophone 2');
  });

  it.each<[string, string[], string]>([
    ['is shown as chosen where its id is unknown and one device has its name', ['x Headset', 'y Desk'], 'x'],
    ['is shown as absent where its id is unknown and no device has its name', ['y Desk'], 'absent'],
    [
      'is to be chosen where its id is unknown and two devices have its name',
      ['x Headset', 'y Headset'],
      'absent',
    ],
  ])('%s', async (_what, present, value) => {
    const reading = settingsWith(loopback);
    if (reading.ok)
      Object.assign(reading.settings.microphone, { deviceId: 'of another salt', label: 'Headset' });
    const inputs = present.map((each) => {
      const [deviceId = '', label = ''] = each.split(' ');
      return { deviceId, label, groupId: deviceId };
    });
    const { world, view } = await open({ devices: inputs, reading });
    const select = view.wrapper.get<HTMLSelectElement>('#microphone').element;
    expect(select.value).toBe(value);
    if (value === 'absent') {
      const says = present.length > 1 ? 'Headset (choose which one)' : 'Headset (not connected)';
      expect(select.selectedOptions[0]?.text.trim()).toBe(says);
    }
    expect(world.called('save')).toEqual([]);
  });

  it('that was chosen before names were remembered is remembered by its name too', async () => {
    const reading = settingsWith(loopback);
    if (reading.ok) reading.settings.microphone.deviceId = 'a';
    const { world } = await open({ devices, reading });
    expect(world.lastSaved().microphone).toMatchObject({ deviceId: 'a', label: 'Headset' });
  });

  it('is told from another of the same product', async () => {
    const twins = [
      { deviceId: 'one-3f2a', label: 'USB Audio', groupId: 'g1' },
      { deviceId: 'two-77b0', label: 'USB Audio', groupId: 'g2' },
    ];
    const { view } = await open({ devices: twins });
    expect(view.wrapper.get('#microphone').text()).toBe('System defaultUSB Audio · 3f2aUSB Audio · 77b0');
  });

  it('stays chosen when it was unplugged, and is shown as absent', async () => {
    const { world, view } = await open({ devices });
    await view.wrapper.get('#microphone').setValue('a');
    world.setDevices([]);
    await flushPromises();
    const select = view.wrapper.get<HTMLSelectElement>('#microphone').element;
    expect(select.selectedOptions[0]?.text.trim()).toBe('Headset');
    world.setDevices(devices.slice(1));
    await flushPromises();
    expect(select.selectedOptions[0]?.text.trim()).toBe('Headset (not connected)');
    expect(world.lastSaved().microphone.deviceId).toBe('a');
  });

  it('is shown with its name as soon as the permission is granted', async () => {
    const { world, view } = await open({
      devices: [{ deviceId: 'a', label: '', groupId: '' }],
      microphone: 'prompt',
    });
    world.setDevices([{ deviceId: 'a', label: 'Headset', groupId: '' }]);
    world.setMicrophone('granted');
    await flushPromises();
    expect(view.wrapper.get('#microphone').text()).toContain('Headset');
  });
});

describe('a failure', () => {
  const cases = (['en', 'ja'] as const).flatMap((language) =>
    everyFailure.map((failure) => ({ language, failure })),
  );

  it.each(cases)(
    '$failure.reason is explained in $language with its next click',
    async ({ language, failure }) => {
      const words = failureTexts(textsOf(language), failure);
      const { view } = await open({ language, state: failed(failure) });
      expect(view.text()).toContain(words.title);
      expect(view.text()).toContain(words.explanation);
      for (const cause of words.causes) expect(view.text()).toContain(cause);
      const { t } = textsOf(language);
      const isResume = words.step === 'resume';
      expect(view.button(t('popup_start')).classes('primary')).toBe(isStart(words.step) && !isResume);
      expect(view.hasButton(t('popup_resume'))).toBe(isResume);
      if (words.stepLabel !== null) expect(view.button(words.stepLabel).classes('primary')).toBe(true);
      for (const { label } of words.further) expect(view.button(label).classes('primary')).toBe(false);
    },
  );

  it.each([
    [
      'server-unauthorized',
      'Edit the profile',
      ['openOptions', `#/settings/profiles/studio?${encodeURIComponent('{"reason":"server-unauthorized"}')}`],
    ],
    ['microphone-refused', 'Open the site settings', ['openSiteSettings']],
    ['server-moved-unseen', 'Open the address in a tab', ['openServer', 'studio']],
    ['microphone-grant-ended', 'Give permission', ['openPermissionPage']],
    ['settings-unreadable', 'Go to the settings', ['openOptions', '#/settings']],
  ] as const)('%s offers the next click "%s"', async (reason, label, call) => {
    const { world, view } = await open({ state: failed({ reason }, aSession(studioSession)) });
    await view.click(label);
    expect(lastAsked(world)).toEqual(call);
  });

  it.each([
    [
      'server-unreachable',
      'Edit the profile',
      ['openOptions', `#/settings/profiles/studio?${encodeURIComponent('{"reason":"server-unreachable"}')}`],
    ],
    [
      'server-timeout',
      'Edit the profile',
      ['openOptions', `#/settings/profiles/studio?${encodeURIComponent('{"reason":"server-timeout"}')}`],
    ],
    ['microphone-ended', 'Open the site settings', ['openSiteSettings']],
  ] as const)('%s also offers the click "%s"', async (reason, label, call) => {
    const { world, view } = await open({ state: failed({ reason }, aSession(studioSession)) });
    await view.click(label);
    expect(lastAsked(world)).toEqual(call);
  });

  it('of the microphone leads to the choice of microphones', async () => {
    const { view } = await open({ state: failed({ reason: 'microphone-missing' }) });
    await view.click('Choose a microphone');
    expect(document.activeElement?.id).toBe('microphone');
  });

  it('of frames leads to the settings of the watch', async () => {
    const failure = { reason: 'frames-failing', cause: 'queue-full', count: 50 } as const;
    const { world, view } = await open({ state: failed(failure) });
    await view.click('Open the audio settings');
    expect(lastAsked(world)).toEqual(['openOptions', '#/settings/watch']);
  });

  it('counts down to when the server may be asked again', async () => {
    const state = failed({ reason: 'server-overloaded', retryAfterMs: 30_000 });
    const { view } = await open({ state: { ...state, endedAt: now } as SessionState });
    expect(view.text()).toContain('Press Start in 30 sec.');
    await pass(10_000);
    expect(view.text()).toContain('Press Start in 20 sec.');
    await pass(20_000);
    expect(view.text()).not.toContain('Press Start in');
  });

  it('that cut a session off offers Resume, with the server that the session had', async () => {
    const { world, view } = await open({
      reading: settingsWith(loopback, aWhipProfile({ id: 'studio' })),
      state: failed({ reason: 'interrupted', at: 0 }, aSession(studioSession)),
    });
    await view.click('Resume');
    expect(world.lastSaved().activeProfileId).toBe('studio');
    expect(world.called('start')).toHaveLength(1);
  });

  it('that cut a session off whose profile was deleted offers Resume with the chosen profile', async () => {
    const { world, view } = await open({
      state: failed({ reason: 'interrupted', at: 0 }, aSession(studioSession)),
    });
    await view.click('Resume');
    expect(world.called('start')).toHaveLength(1);
  });

  it('can be dismissed, and links to the session’s log', async () => {
    const { world, view } = await open({ state: failed({ reason: 'host-gone' }) });
    await view.click('Dismiss');
    expect(world.called('dismissFailure')).toHaveLength(1);
    await view.click('What happened');
    expect(lastAsked(world)).toEqual(['openOptions', '#/sessions/session-1']);
  });
});

describe('settings that cannot be read', () => {
  it.each<[SettingsReading, string]>([
    [{ ok: false, problem: 'newer-version' }, 'The settings are from a newer SteadyMic'],
    [{ ok: false, problem: 'unreadable', problems: [] }, 'The settings cannot be read'],
  ])('are reported for %o, with what to do about it, and nothing is saved', async (reading, title) => {
    const { world, view } = await open({ reading });
    expect(view.wrapper.get('[role="alert"]').text()).toContain(title);
    expect(view.button('Start').attributes()).toHaveProperty('disabled');
    await view.click('Go to the settings');
    expect(lastAsked(world)).toEqual(['openOptions', '#/settings']);
    expect(world.called('save')).toEqual([]);
  });

  it('do not keep a session from being stopped', async () => {
    const { world, view } = await open({ reading: { ok: false, problem: 'newer-version' }, state: live() });
    await view.click('Stop');
    expect(world.called('stop')).toHaveLength(1);
  });
});

describe('links', () => {
  it.each([
    ['History', '#/history'],
    ['Settings', '#/settings'],
  ])('to %s open the options page there', async (name, hash) => {
    const { world, view } = await open();
    await view.click(name);
    expect(lastAsked(world)).toEqual(['openOptions', hash]);
  });
});

describe('that a session is recorded', () => {
  const studio = settingsWith(aWhipProfile());
  const line = (view: Awaited<ReturnType<typeof open>>['view']) => view.wrapper.find('.line');
  const recorded = live({ session: aSession(studioSession), isRecorded: true });

  it.each<[string, FakeWorldOptions, string | null]>([
    ['before a Start', { reading: studio }, 'What you say is also recorded on this computer'],
    ['while it is recorded', { reading: studio, state: recorded }, 'Recorded on this computer Keep this one'],
    [
      'while it is, though the profile chosen by now does not',
      { state: recorded },
      'Recorded on this computer Keep this one',
    ],
    ['while it is not recorded yet', { reading: studio, state: starting() }, ''],
    ['after it, where some of it is left', left(), 'The last session is still recorded here Keep this one'],
    [
      'after a failure, where some of it is left',
      { ...left(), state: failed({ reason: 'host-gone' }) },
      'The last session is still recorded here Keep this one',
    ],
    ['before the test of this computer, which is not', {}, null],
    ['where the profile does not', { reading: settingsWith(aWhipProfile({ recording: 'never' })) }, null],
    [
      'in Japanese',
      { reading: studio, state: recorded, language: 'ja' },
      'このコンピューターに録音中 この録音を残す',
    ],
  ])('is said %s', async (_when, options, words) => {
    const { view } = await open(options);
    expect(line(view).exists() ? line(view).text().replaceAll(/\s+/g, ' ') : null).toBe(words);
  });

  function left(): FakeWorldOptions {
    return { reading: studio, lastRecording: { sessionId: 'a', isKept: false } };
  }

  it('leads to the settings, and has all that is to be known in its title', async () => {
    const { world, view } = await open({ reading: studio });
    expect(line(view).get('button').attributes('title')).toContain('or after 7 days');
    await line(view).get('button').trigger('click');
    expect(lastAsked(world)).toEqual(['openOptions', '#/settings/recording']);
  });

  it('can be chosen to be kept, while it runs and after it, and no longer', async () => {
    const { world, view } = await open({ ...left(), state: recorded });
    const box = () => line(view).get<HTMLInputElement>('input');
    await box().setValue(true);
    expect(lastAsked(world)).toEqual(['keepRecording', 'a', true]);
    world.setState({ phase: 'idle' });
    await flushPromises();
    expect(box().element.checked).toBe(true);
    await box().setValue(false);
    expect(lastAsked(world)).toEqual(['keepRecording', 'a', false]);
  });

  it('can be chosen before its row is stored', async () => {
    const { world, view } = await open({ reading: studio, state: recorded });
    world.setLastRecording({ sessionId: 'b', isKept: false });
    await line(view).get('input').setValue(true);
    await flushPromises();
    expect(lastAsked(world)).toEqual(['keepRecording', 'b', true]);
  });

  it('is reported where it could not be kept', async () => {
    const { world, view } = await open({ ...left(), state: recorded });
    world.answers.keepRecording = () => Promise.reject(new FailureError({ reason: 'host-gone' }));
    await line(view).get('input').setValue(true);
    await flushPromises();
    expect(view.wrapper.find('.click-failure').exists()).toBe(true);
  });

  it('is gone when all of it has arrived and been deleted', async () => {
    const { world, view } = await open({ ...left(), state: recorded });
    world.setLastRecording(null);
    world.setState({ phase: 'idle' });
    await flushPromises();
    expect(line(view).find('input').exists()).toBe(false);
  });
});

describe('the last words', () => {
  const captions = { id: 'captions', name: 'Captions', kind: 'openai-realtime' } as const;

  it('are shown on a line that is there before them, where the server sends text', async () => {
    const { world, view } = await open({ state: live({ session: aSession({ profile: captions }) }) });
    expect(view.wrapper.get('.words').text()).toBe('');
    world.feedText({
      sessionId: 'session-1',
      segments: [segment('one', now), segment('two', now + 1)],
      delay: null,
    });
    await flushPromises();
    expect(view.wrapper.get('.words').text()).toBe('two');
    world.feedText({
      sessionId: 'session-1',
      segments: [segment('old', now, { source: 'catch-up' })],
      delay: null,
    });
    await flushPromises();
    expect(view.wrapper.get('.words').text()).toBe('two');
  });

  it('have no line where there is no text, and a click opens the side panel', async () => {
    const { world, view } = await open({ state: live() });
    expect(view.wrapper.find('.words').exists()).toBe(false);
    await view.click('Text');
    expect(lastAsked(world)).toEqual(['openPanel']);
  });
});
