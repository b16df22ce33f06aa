import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import OptionsView from '../../components/app/OptionsView.vue';
import { noFrames } from '../../utils/domain/frames/error-threshold.ts';
import { plannedJob, type BackfillJob } from '../../utils/domain/backfill/backfill-job.ts';
import { defaultSettings } from '../../utils/domain/settings/settings.ts';
import type { Recording } from '../../utils/history/recordings/open-recording.ts';
import type { SessionEventBody } from '../../utils/domain/log/session-event.ts';
import { createFakeWorld, type FakeWorldOptions } from '../support/fake-services.ts';
import { aWhipProfile } from '../support/profiles.ts';
import { aSegment } from '../support/segments.ts';
import { aRow, eventsOf } from '../support/session-rows.ts';
import { goTo, mountView } from './mount-view.ts';

const now = new Date(2026, 10, 22, 14, 3, 22).getTime();
const startedAt = now - 3_600_000;

beforeEach(() => {
  vi.useFakeTimers({ now, toFake: ['Date', 'setInterval', 'clearInterval'] });
  location.hash = '';
});
afterEach(() => {
  vi.useRealTimers();
});

const started: SessionEventBody = {
  kind: 'session-started',
  profile: { id: 'studio', name: 'Studio', kind: 'whip' },
  serverOrigin: 'https://media.example',
  iceServerCount: 1,
  iceTransportPolicy: 'all',
  watch: { errorThreshold: 50, checkIntervalMs: 500, connectDeadlineMs: 15_000 },
};
const studio = { profileName: 'Studio', profileKind: 'whip', serverOrigin: 'https://media.example' } as const;

const refusedRow = aRow({
  id: 'a',
  startedAt,
  ...studio,
  outcome: 'failed',
  failure: { reason: 'server-unauthorized' },
});
const refused = eventsOf('a', startedAt, [
  started,
  { kind: 'microphone-acquired', label: '<b>Headset</b>', sampleRate: 48_000 },
  { kind: 'session-failed', failure: { reason: 'server-unauthorized' } },
  { kind: 'session-ended', by: 'failure', durationMs: 3000 },
]);

const healedRow = aRow({
  id: 'b',
  startedAt,
  ...studio,
  interruptions: 1,
  reconnects: 1,
  warnings: 1,
  quality: 0.6,
});
const healed = eventsOf('b', startedAt, [
  started,
  { kind: 'microphone-acquired', label: 'Headset', sampleRate: 48_000 },
  {
    kind: 'candidate-pair-selected',
    pair: {
      localType: 'relay',
      remoteType: 'host',
      protocol: 'udp',
      relayProtocol: 'tls',
      relayUrl: 'turns:turn.example:443',
    },
  },
  { kind: 'live', afterMs: 3000 },
  { kind: 'warning-raised', warning: 'high-loss', figure: 0.1 },
  { kind: 'recovery-began', cause: 'network-lost', lastHeardMsAgo: 900, interruption: 1 },
  { kind: 'recovered', by: 'new-connection', afterMs: 1000, attempts: 1, interruptedMs: 1000 },
  { kind: 'warning-cleared', warning: 'high-loss', figure: 0, worst: 0.1, afterMs: 3000 },
  {
    kind: 'frames-counted',
    counts: { ...noFrames(), handedOn: 900, failed: { ...noFrames().failed, 'no-frame': 3 }, dropped: 2 },
  },
  { kind: 'session-ended', by: 'user', durationMs: 9000 },
]);

async function open(hash: string, options: FakeWorldOptions = {}) {
  location.hash = hash;
  const world = createFakeWorld(options);
  const view = await mountView(OptionsView, world);
  return { world, view, log: () => view.wrapper.findAll('.log .text').map((text) => text.text()) };
}

describe('the details of one session', () => {
  it('tell its story first, then its events in order', async () => {
    const { view, log } = await open('#/sessions/a', { rows: [refusedRow], events: refused });
    expect(view.wrapper.get('header [data-outcome]').text()).toBe(
      'The server does not accept the credentials',
    );
    expect(view.wrapper.get('.story').text()).toBe(
      'After 3 sec, before the session was live, a problem ended it: “The server does not accept the credentials”.',
    );
    expect(log()).toEqual([
      'The session was started with the profile “Studio”.',
      'The microphone “<b>Headset</b>” was opened.',
      'The server does not accept the credentials',
      'The problem ended the session after 3 sec; everything was released.',
    ]);
    expect(view.wrapper.findAll('.log .offset').map((offset) => offset.text())).toEqual([
      '0:00:00.0',
      '0:00:01.0',
      '0:00:02.0',
      '0:00:03.0',
    ]);
  });

  it('show its headline figures', async () => {
    const { view } = await open('#/sessions/b', { rows: [healedRow], events: healed });
    const figures = view.wrapper.findAll('.session > dl > div').map((figure) => figure.text());
    expect(figures).toEqual([
      'Duration12 min, 43 sec',
      'Live after410 ms',
      'Interrupted1 sec',
      'Reconnects1',
      'Warnings1',
      'QualityPoor (60%)',
    ]);
  });

  it('show phases, warnings and events on one axis', async () => {
    const { view } = await open('#/sessions/b', { rows: [healedRow], events: healed });
    const bars = view.wrapper.findAll('.timeline .bar').map((bar) => bar.classes().at(-1));
    expect(bars).toEqual(['starting', 'live', 'recovering', 'live', 'warned']);
    const marks = view.wrapper.findAll('.timeline .mark').map((mark) => mark.classes().at(-1));
    expect(marks).toEqual(['live', 'warning', 'warning', 'live', 'live']);
  });

  it('show the same in a table', async () => {
    const { view } = await open('#/sessions/b', { rows: [healedRow], events: healed });
    const details = view.wrapper.get<HTMLDetailsElement>('details:has(summary)');
    details.element.open = true;
    await details.trigger('toggle');
    expect(
      view.wrapper
        .findAll('tbody tr')
        .map((row) => row.findAll('th, td').map((cell) => cell.text().replace('\u202f', ' '))),
    ).toEqual([
      ['Starting', '1:03:22 PM', '3 sec'],
      ['Live', '1:03:25 PM', '2 sec'],
      ['Part of the sound is lost on the way.', '1:03:26 PM', '3 sec'],
      ['Reconnecting', '1:03:27 PM', '1 sec'],
      ['Live', '1:03:28 PM', '3 sec'],
    ]);
  });

  it('have a cursor that the keyboard moves, and describe that moment', async () => {
    const { view } = await open('#/sessions/b', { rows: [healedRow], events: healed });
    const slider = view.wrapper.get<HTMLInputElement>('input[type="range"]');
    await slider.setValue(String(startedAt + 5200));
    expect(slider.attributes('aria-valuetext')).toMatch(/^1:03:27\sPM \(0:00:05 after Start\): Reconnecting/);
    await slider.trigger('keydown', { key: '+' });
    expect(Number(slider.attributes('max')) - Number(slider.attributes('min'))).toBe(4500);
    expect(view.button('Zoom out').attributes()).not.toHaveProperty('disabled');
    await slider.trigger('keydown', { key: '0' });
    expect(Number(slider.attributes('max')) - Number(slider.attributes('min'))).toBe(9000);
  });

  it('lead from an event to its place on the axis', async () => {
    const { view } = await open('#/sessions/b', { rows: [healedRow], events: healed });
    const when = view.wrapper.findAll('.log .when');
    expect(when[5]?.text()).toContain('Show on the timeline');
    await when[5]?.trigger('click');
    const slider = view.wrapper.get<HTMLInputElement>('input[type="range"]');
    expect(slider.attributes('aria-valuetext')).toContain('0:00:05 after Start');
    expect(document.activeElement).toBe(slider.element);
  });

  it('play its recording at the moment of an event, and save it as a file', async () => {
    const file = new File([new Uint8Array(9)], `${String(startedAt)}.opus`);
    const points = [
      { seconds: 0, at: startedAt },
      { seconds: 2, at: startedAt + 4000 },
    ];
    const recording: Recording = {
      sessionId: 'b',
      keep: 'always',
      isKept: false,
      parts: [{ name: file.name, points, file, seconds: 8 }],
    };
    const { world, view } = await open('#/sessions/b', {
      rows: [healedRow],
      events: healed,
      recordings: { b: recording },
    });
    const player = view.wrapper.get<HTMLAudioElement>('audio');
    expect(player.attributes()).toMatchObject({ src: 'blob:9' });
    expect(player.attributes('aria-label')).toMatch(/^Recording from /);
    expect(view.text()).toContain(
      'On this computer alone. It is deleted when it exceeds the limits in the settings.',
    );
    const lanes = view.wrapper.findAll('.timeline .lane');
    const lane = lanes.find((each) => each.text() === 'Recording');
    expect(lane?.findAll('.bar').map((bar) => bar.classes().at(-1))).toEqual(['fresh', 'fresh']);
    const tables = view.wrapper.get<HTMLDetailsElement>('details:has(summary)');
    tables.element.open = true;
    await tables.trigger('toggle');
    const listed = view.wrapper.findAll('tbody th').filter((cell) => cell.text() === 'Recording');
    expect(listed).toHaveLength(2);
    await view.wrapper.findAll('.log .when')[5]?.trigger('click');
    await flushPromises();
    expect(player.element.currentTime).toBe(3);
    await player.trigger('timeupdate');
    const slider = view.wrapper.get('input[type="range"]');
    expect(slider.attributes('aria-valuetext')).toContain('0:00:05 after Start');

    await view.click('Save as Ogg');
    await view.click('Save as WAV');
    expect(world.called('toWav')).toEqual([['toWav', file]]);
    const names = world.called('saveFile').map(([, name]) => name);
    expect(names).toEqual([
      expect.stringMatching(/^steadymic-[\p{L}\p{N}-]+\.ogg$/u),
      expect.stringMatching(/^steadymic-[\p{L}\p{N}-]+\.wav$/u),
    ]);
    await view.wrapper.get('.recording input[type="checkbox"]').setValue(true);
    await flushPromises();
    expect(world.called('keepRecording')).toEqual([['keepRecording', 'b', true]]);
    expect(view.text()).toContain('You keep it: no limit deletes it.');
  });

  it('show its waveform on the axis with what did not arrive, and play from a click on it', async () => {
    const file = new File([new Uint8Array(9)], `${String(startedAt)}.opus`);
    const points = [{ seconds: 0, at: startedAt }];
    const parts = [{ name: file.name, points, file, seconds: 8 }];
    const { view } = await open('#/sessions/b', {
      rows: [healedRow],
      events: healed,
      recordings: { b: { sessionId: 'b', keep: 'always', isKept: false, parts } },
      peaks: [
        { from: 0, to: 0.5, level: 0.25 },
        { from: 0.5, to: 1, level: 0 },
      ],
    });
    const lane = () => view.wrapper.get('.timeline button.track');
    await vi.waitFor(() =>
      expect(lane().get('path').attributes('d')).toMatch(/^M0.00 26.0H[\d.]+V74.0H0.00ZM/),
    );
    const play = vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue();
    vi.spyOn(lane().element, 'getBoundingClientRect').mockReturnValue(new DOMRect(100, 0, 1000, 44));
    await lane().trigger('click', { clientX: 100 });
    await flushPromises();
    expect(play).toHaveBeenCalledOnce();
    expect(view.wrapper.get<HTMLAudioElement>('audio').element.currentTime).toBe(0);
    // The lane is for a mouse alone; the slider and this button are for a keyboard too.
    await view.wrapper.get('.slider input').setValue(String(startedAt + 3000));
    await view.click('Play from here');
    expect(play).toHaveBeenCalledTimes(2);
    expect(view.wrapper.get<HTMLAudioElement>('audio').element.currentTime).toBe(3);
  });

  it('say that a recording could not be read', async () => {
    const file = new File([], '1.opus');
    const parts = [{ name: '1.opus', points: [{ seconds: 0, at: startedAt }], file, seconds: 8 }];
    const { world, view } = await open('#/sessions/b', {
      rows: [healedRow],
      events: healed,
      recordings: { b: { sessionId: 'b', keep: 'until-delivered', isKept: false, parts } },
    });
    world.answers.toWav = () => Promise.reject(new DOMException('', 'EncodingError'));
    await view.click('Save as WAV');
    expect(view.wrapper.get('.recording [role="alert"]').text()).toBe('The recording could not be read.');
    expect(world.called('saveFile')).toEqual([]);
  });

  it.each([
    ['in the middle', 5.2, undefined, 8, 'This recording is damaged: only 5.2 sec of it can be played.'],
    ['nowhere', 8, undefined, 8, null],
    ['in one file of two', 8, 1, 8, 'This recording is damaged: only 8 sec of it can be played.'],
    [
      'as a whole',
      0,
      1,
      null,
      'Nothing of the recording can be played: its file is damaged or missing. Delete the session',
    ],
  ])(
    'say what can be played of a recording that is damaged %s',
    async (_words, playable, unreadable, seconds, words) => {
      const file = new File([], '1.opus');
      const points = [{ seconds: 0, at: startedAt }];
      const parts = seconds === null ? [] : [{ name: '1.opus', points, file, seconds }];
      const { world, view } = await open('#/sessions/b', {
        rows: [healedRow],
        events: healed,
        recordings: {
          b: { sessionId: 'b', keep: 'always', isKept: false, parts, ...(unreadable && { unreadable }) },
        },
        playableSeconds: playable,
      });
      expect(world.called('toWav')).toEqual([]);
      const told = view.wrapper.findAll('.recording .error').map((each) => each.text());
      expect(told).toEqual(words === null ? [] : [expect.stringContaining(words)]);
    },
  );

  it('list what is filled in afterwards, with its words, and each request can be cancelled or made again', async () => {
    const windowAt = (from: number): BackfillJob => ({
      ...plannedJob('b', 'gap', startedAt),
      from: startedAt + from,
      to: startedAt + from + 5000,
      id: `gap ${String(from)}`,
      state: 'waiting',
    });
    const failure = { reason: 'server-timeout' } as const;
    const { world, view } = await open('#/sessions/b', {
      rows: [healedRow],
      events: healed,
      backfills: [
        { ...windowAt(0), state: 'done' },
        { ...windowAt(10_000), state: 'running' },
        windowAt(20_000),
        { ...windowAt(30_000), failure, notBefore: startedAt + 60_000, attempts: 1 },
        { ...windowAt(40_000), state: 'failed', failure: { reason: 'server-unauthorized' } },
        { ...windowAt(50_000), state: 'failed', note: 'no-recording' },
        { ...windowAt(60_000), state: 'done', note: 'unspoken' },
        { ...windowAt(70_000), state: 'cancelled' },
        plannedJob('b', 'again', startedAt),
      ],
      segments: {
        b: [
          aSegment({ id: '1', text: '<b>late</b>', spokenFrom: startedAt + 1000, source: 'backfill' }),
          aSegment({ id: '2', text: 'live', spokenFrom: startedAt + 1000 }),
        ],
      },
    });
    const items = view.wrapper.findAll('[aria-labelledby="backfill-title"] li');
    const wordsOf = items.map((item) => item.get('.job span').text());
    expect(wordsOf).toEqual([
      'Filled in.',
      'Is being transcribed.',
      'Waits until no session runs.',
      expect.stringMatching(/^The server did not answer in time\. Next try: /),
      'The server does not accept the credentials',
      'It is not in the recording any more.',
      'No words were found in it.',
      'Cancelled.',
    ]);
    expect(items[0]?.get('.words').text()).toMatch(/ <b>late<\/b>$/);
    expect(items.map((item) => item.findAll('button').map((button) => button.text()))).toEqual([
      [],
      ['Cancel'],
      ['Cancel'],
      ['Cancel'],
      ['Try again'],
      ['Try again'],
      [],
      ['Try again'],
    ]);
    await items[1]?.get('button').trigger('click');
    await items[7]?.get('button').trigger('click');
    expect(world.called('cancelBackfill')).toEqual([['cancelBackfill', 'gap 10000']]);
    expect(world.called('retryBackfill')).toEqual([['retryBackfill', 'gap 70000']]);
  });

  it.each([
    ['an endpoint', { url: 'https://batch.example', token: '', model: '', language: '' }, true],
    ['none', undefined, false],
  ])('offer to transcribe a recording again where its profile has %s', async (_, batch, isOffered) => {
    const parts = [{ name: '1.opus', file: new File([], '1.opus'), seconds: 2, points: [] }];
    const profile = aWhipProfile({ id: healedRow.profileId, ...(batch && { batch }) });
    const { world, view } = await open('#/sessions/b', {
      rows: [healedRow],
      events: healed,
      recordings: { b: { sessionId: 'b', keep: 'always', isKept: false, parts } },
      reading: {
        ok: true,
        settings: { ...defaultSettings(), profiles: [profile], activeProfileId: profile.id },
      },
    });
    const section = view.wrapper.get('[aria-labelledby="backfill-title"]');
    expect(section.find('a').exists()).toBe(!isOffered);
    if (!isOffered) return;
    await view.click('Transcribe the recording again');
    expect(world.called('transcribeAgain')).toEqual([['transcribeAgain', 'b']]);
  });

  it('lead from the axis to an event', async () => {
    const { view } = await open('#/sessions/b', { rows: [healedRow], events: healed });
    await view.wrapper.get('input[type="range"]').setValue(String(startedAt + 6100));
    await view.click('Nearest event');
    expect(view.wrapper.get('.log .marked').attributes('data-kind')).toBe('recovered');
  });

  it('filter the log by kind, with the number of each', async () => {
    const { view, log } = await open('#/sessions/b', { rows: [healedRow], events: healed });
    const chips = view.wrapper.findAll('.log .chip').map((chip) => chip.text());
    expect(chips).toEqual([
      'All 10',
      'Session 4',
      'Connection 1',
      'Recovery 2',
      'Microphone 1',
      'Warnings 2',
    ]);
    await view.wrapper.get('input[value="recovery"]').setValue();
    expect(log()).toHaveLength(2);
  });

  it('show raw data on demand', async () => {
    const { view } = await open('#/sessions/b', { rows: [healedRow], events: healed });
    expect(view.wrapper.find('pre').exists()).toBe(false);
    await view.wrapper.get('.log .raw').trigger('click');
    expect(JSON.parse(view.wrapper.get('pre').text())).toEqual(healed[0]);
  });

  it('draw only what can be seen of thousands of events', async () => {
    const many = eventsOf('b', startedAt, [
      ...healed.slice(0, 1),
      ...Array.from({ length: 5000 }, () => ({ kind: 'worker-resumed' }) as const),
    ]);
    const { log } = await open('#/sessions/b', { rows: [healedRow], events: many });
    expect(log().length).toBeGreaterThan(5);
    expect(log().length).toBeLessThan(80);
  });

  it('draws and lists of thousands of warnings and paths what can be told apart, and says how many there are', async () => {
    const troubles = Array.from({ length: 3000 }, (_, index): SessionEventBody[] => [
      { kind: 'warning-raised', warning: 'high-loss', figure: index },
      { kind: 'warning-cleared', warning: 'high-loss', figure: 0, worst: index, afterMs: 1000 },
      { kind: 'microphone-replaced', label: `Headset ${String(index)}`, sampleRate: null },
    ]).flat();
    const many = eventsOf('b', startedAt, [...healed.slice(0, 4), ...troubles]);
    const { view } = await open('#/sessions/b', { rows: [healedRow], events: many });
    expect(view.wrapper.findAll('.timeline .bar').length).toBeLessThan(1100);
    const details = view.wrapper.get<HTMLDetailsElement>('details:has(summary)');
    details.element.open = true;
    await details.trigger('toggle');
    expect(view.wrapper.findAll('.tables tbody tr').length).toBeLessThan(600);
    expect(view.wrapper.get('.tables').text()).toContain('The first 500 of 3,002 are listed.');
    const facts = view.wrapper.findAll('.part dl > div').map((fact) => fact.text());
    expect(facts.find((fact) => fact.startsWith('Microphone'))).toMatch(/Headset 8and 2,991 more$/);
  });

  it('tell how it was connected, and how much of the error budget was used', async () => {
    const { view } = await open('#/sessions/b', { rows: [healedRow], events: healed });
    const facts = view.wrapper.findAll('.part dl > div').map((fact) => fact.text());
    expect(facts).toEqual([
      'ProfileStudio',
      'Negotiated byWHIP',
      'Serverhttps://media.example',
      'Transport policyAll paths',
      'ICE servers1',
      'Path of the audiorelay to host over UDP, relay over TLS',
      'Relay serverturns:turn.example:443',
      'Codecunknown',
      'MicrophoneHeadset',
      'Sound of the voiceunknown',
      'Audio frames handed on900',
      'No frame came3',
      'Queue was full0',
      'Processing failed0',
      'While disconnected0',
      'Dropped by the browser2',
    ]);
    expect(view.text()).toContain('50 errors in a row end a session.');
  });

  it.each([
    ['a direct path', 'srflx', 'None: the path is direct'],
    ['a relay, in a log from before it was named', 'relay', 'unknown'],
  ])('name the codec, and no relay server for %s', async (_, localType, words) => {
    const pair = { localType, remoteType: 'host', protocol: 'udp', relayProtocol: null };
    const codec = { mimeType: 'audio/opus', clockRate: 48_000, channels: 2 };
    const events = eventsOf('b', startedAt, [
      started,
      { kind: 'candidate-pair-selected', pair },
      { kind: 'codec-selected', codec },
    ]);
    const { view } = await open('#/sessions/b', { rows: [healedRow], events });
    const facts = view.wrapper.findAll('.part dl > div').map((fact) => fact.text());
    expect(facts).toContain(`Relay server${words}`);
    expect(facts).toContain('Codecopus');
  });

  it('are kept up to date while it runs', async () => {
    const running = aRow({ id: 'b', startedAt: now - 9000, ...studio, outcome: 'running', endedAt: null });
    const log = eventsOf('b', now - 9000, [started, { kind: 'live', afterMs: 1000 }]);
    const { view } = await open('#/sessions/b', { rows: [running], events: log });
    expect(view.wrapper.get('header [data-outcome]').text()).toBe('Running');
    expect(view.wrapper.get('.story').text()).toBe('Live for 8 sec so far. No warning so far.');
    vi.advanceTimersByTime(60_000);
    await flushPromises();
    expect(view.wrapper.get('.story').text()).toBe('Live for 1 min, 8 sec so far. No warning so far.');
  });

  it('offer the next click of its failure, for the profile that it ran with', async () => {
    const { view } = await open('#/sessions/a', { rows: [refusedRow], events: refused });
    await view.click('Edit the profile');
    expect(location.hash).toBe(
      `#/settings/profiles/studio?${encodeURIComponent('{"reason":"server-unauthorized"}')}`,
    );
  });

  it('have no quality where it was never live, and say that nothing was counted', async () => {
    const row = { ...refusedRow, liveAt: null, quality: null };
    const { view } = await open('#/sessions/a', { rows: [row], events: refused });
    const quality = view.wrapper.findAll('.figures > div').find((each) => each.text().startsWith('Quality'));
    expect(quality?.get('dd').text()).toBe('unknown');
    expect(view.text()).toContain('No audio frame was counted in this session.');
    expect(view.text()).not.toContain('The frames are counted when the session ends.');
  });

  it('say that an unknown session does not exist', async () => {
    const { view } = await open('#/sessions/nowhere');
    expect(view.wrapper.get('h1').text()).toBe('This session is not in the history');
  });

  it('say why there is no history', async () => {
    const { view } = await open('#/sessions/a', { historyStatus: 'newer' });
    expect(view.wrapper.get('[role="alert"]').text()).toContain('The history is from a newer SteadyMic');
  });

  it('are reached from the list and lead back to it, with its filters', async () => {
    const { view } = await open('#/history?outcome=failed', { rows: [refusedRow], events: refused });
    await goTo('#/sessions/a');
    expect(view.wrapper.get('header [data-outcome]').text()).toBe(
      'The server does not accept the credentials',
    );
    expect(document.activeElement?.tagName).toBe('H1');
    expect(view.wrapper.get('.back a').attributes('href')).toBe('#/history?outcome=failed');
    await goTo('#/history?outcome=failed');
    expect(view.wrapper.get('h1').text()).toBe('History');
  });

  it('are Japanese in a Japanese browser', async () => {
    const { view } = await open('#/sessions/a', { rows: [refusedRow], events: refused, language: 'ja' });
    expect(view.wrapper.get('header [data-outcome]').text()).toBe('サーバーが認証情報を受け付けません');
    expect(view.text()).toContain('プロファイル「Studio」でセッションを開始しました。');
  });
});
