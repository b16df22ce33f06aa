import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import OptionsView from '../../components/options/OptionsView.vue';
import { createFakeWorld, type FakeWorldOptions } from '../support/fake-services.ts';
import { aRow, eventsOf } from '../support/session-rows.ts';
import { goTo, mountView } from './mount-view.ts';

const now = new Date(2026, 10, 22, 14, 3, 22).getTime();
const hour = 3_600_000;

beforeEach(() => {
  vi.useFakeTimers({ now, toFake: ['Date', 'setInterval', 'clearInterval'] });
  location.hash = '';
});
afterEach(() => {
  vi.useRealTimers();
});

async function open(hash: string, options: FakeWorldOptions = {}) {
  location.hash = hash;
  const world = createFakeWorld(options);
  const view = await mountView(OptionsView, world);
  return { world, view, rows: () => view.wrapper.findAll('[data-outcome]') };
}

describe('the list of sessions', () => {
  it('says so when there are none', async () => {
    const { view } = await open('#/history');
    expect(view.text()).toContain('No sessions yet');
    expect(document.title).toBe('History – SteadyMic');
  });

  it('tells of each when, how long, how it came out, and with what', async () => {
    const { rows } = await open('#/history', {
      rows: [
        aRow({ startedAt: now - hour, profileName: 'Studio', profileKind: 'whip' }),
        aRow({
          startedAt: now - 30 * hour,
          outcome: 'failed',
          failure: { reason: 'connection-lost', status: 'failed' },
        }),
        aRow({ startedAt: now - 31 * hour, liveAt: null }),
      ],
    });
    expect(rows().map((row) => row.findAll('a > span').map((part) => part.text()))).toEqual([
      [expect.stringMatching(/^1:03\sPM$/), 'Stopped by you', '12 min, 43 sec', 'StudioWHIPHeadset'],
      [expect.stringMatching(/^8:03\sAM$/), 'The connection was lost', '12 min, 43 sec', 'LoopbackHeadset'],
      [
        expect.stringMatching(/^7:03\sAM$/),
        'Stopped by you before it was live',
        '12 min, 43 sec',
        'LoopbackHeadset',
      ],
    ]);
  });

  it('stands under the days', async () => {
    const days = [0, 1, 24, 48, 49].map((hours, index) =>
      aRow({ id: `s${index}`, startedAt: now - hours * hour }),
    );
    const { view } = await open('#/history', { rows: days });
    expect(view.wrapper.findAll('h2').map((heading) => heading.text())).toEqual([
      'Today',
      'Yesterday',
      'Friday, November 20, 2026',
    ]);
  });

  it('counts up a session that runs', async () => {
    const { rows } = await open('#/history', {
      rows: [aRow({ startedAt: now - 5000, endedAt: null, outcome: 'running' })],
    });
    expect(rows()[0]?.text()).toContain('Running');
    expect(rows()[0]?.text()).toContain('5 sec');
    vi.advanceTimersByTime(7000);
    await flushPromises();
    expect(rows()[0]?.text()).toContain('12 sec');
  });

  it('shows two thousand a page at a time', async () => {
    const many = Array.from({ length: 2000 }, (_, index) =>
      aRow({ id: `s${index}`, startedAt: now - index * hour }),
    );
    const { view, rows } = await open('#/history', { rows: many });
    expect(rows()).toHaveLength(50);
    await view.click('Show older sessions');
    expect(rows()).toHaveLength(100);
    expect(view.text()).not.toContain('That is the whole history.');
  });

  it('takes up a new session by itself, and keeps the pages that are shown', async () => {
    const many = Array.from({ length: 120 }, (_, index) =>
      aRow({ id: `s${index}`, startedAt: now - index * hour }),
    );
    const { world, view, rows } = await open('#/history', { rows: many });
    await view.click('Show older sessions');
    world.setRows([aRow({ id: 'new', startedAt: now + 1 }), ...many]);
    await flushPromises();
    expect(rows()).toHaveLength(100);
    expect(rows()[0]?.get('a').attributes('href')).toBe('#/sessions/new');
  });

  it('says so when it cannot be read', async () => {
    const world = createFakeWorld();
    world.services.history.list = () => Promise.reject(new Error('the database is blocked'));
    location.hash = '#/history';
    const view = await mountView(OptionsView, world);
    expect(view.wrapper.get('[role="alert"]').text()).toContain('The history cannot be read just now.');
  });

  it('shows hostile names as text', async () => {
    const profileName = '<script>alert(1)</script>';
    const { view, rows } = await open('#/history', { rows: [aRow({ profileName })] });
    expect(rows()[0]?.text()).toContain(profileName);
    expect(view.wrapper.find('script').exists()).toBe(false);
  });
});

describe('one session', () => {
  const startedAt = now - hour;
  const failedRow = aRow({
    id: 'a',
    startedAt,
    profileName: 'Studio',
    profileKind: 'whip',
    outcome: 'failed',
    failure: { reason: 'server-unauthorized' },
  });
  const events = eventsOf('a', startedAt, [
    {
      kind: 'session-started',
      profile: { id: 'studio', name: 'Studio', kind: 'whip' },
      serverOrigin: 'https://media.example',
      iceServerCount: 1,
      iceTransportPolicy: 'all',
      watch: { errorThreshold: 50, checkIntervalMs: 500, connectDeadlineMs: 15_000 },
    },
    { kind: 'microphone-acquired', label: '<b>Headset</b>', sampleRate: 48_000 },
    { kind: 'session-failed', failure: { reason: 'server-unauthorized' } },
  ]);

  it('tells its story first, then its events in order', async () => {
    const { view } = await open('#/sessions/a', { rows: [failedRow], events });
    expect(view.wrapper.get('h1').text()).toBe('The server does not accept the credentials');
    expect(view.text()).toContain('You were live for 12 min, 43 sec before a problem ended the session.');
    expect(view.wrapper.findAll('tbody tr').map((row) => row.get('.text').text())).toEqual([
      'The session was started with the profile “Studio”.',
      'The microphone “<b>Headset</b>” was opened.',
      'The server does not accept the credentials',
    ]);
    expect(view.wrapper.findAll('tbody tr').map((row) => row.get('td').text())).toEqual([
      '0:00:00.0',
      '0:00:01.0',
      '0:00:02.0',
    ]);
  });

  it('offers the next click of its failure, for the profile that it ran with', async () => {
    const { view } = await open('#/sessions/a', { rows: [failedRow], events });
    await view.click('Edit the profile');
    expect(location.hash).toBe('#/settings/profiles/studio');
  });

  it.each([
    [{ outcome: 'stopped' }, 'You were live for 12 min, 42 sec, then you stopped.'],
    [{ outcome: 'stopped', liveAt: null }, 'You stopped before the session was live.'],
    [{ outcome: 'failed', liveAt: null }, 'A problem ended the session before it was live.'],
    [{ outcome: 'running', endedAt: null }, 'This session is running.'],
  ] as const)('that came out as %o says so in a sentence', async (changes, story) => {
    const row = aRow({ id: 'a', startedAt, liveAt: startedAt + 1000, ...changes });
    const { view } = await open('#/sessions/a', { rows: [row] });
    expect(view.text()).toContain(story);
  });

  it('tells how often it was interrupted, where it was', async () => {
    const row = aRow({ id: 'a', interruptions: 2, interruptedMs: 5300 });
    const { view } = await open('#/sessions/a', { rows: [row] });
    expect(view.wrapper.get('.facts').text()).toContain('2 times, 5.3 sec in all');
    const calm = await open('#/sessions/b', { rows: [aRow({ id: 'b' })] });
    expect(calm.view.wrapper.get('.facts').text()).not.toContain('Interruptions');
  });

  it('that is unknown is said to be so', async () => {
    const { view } = await open('#/sessions/nowhere');
    expect(view.wrapper.get('h1').text()).toBe('This session is not in the history');
  });

  it('is reached from the list and left to it', async () => {
    const { view } = await open('#/history', { rows: [failedRow], events });
    await goTo('#/sessions/a');
    expect(view.wrapper.get('h1').text()).toBe('The server does not accept the credentials');
    expect(document.activeElement?.tagName).toBe('H1');
    await goTo('#/history');
    expect(view.wrapper.get('h1').text()).toBe('History');
  });

  it('is told in Japanese to a Japanese browser', async () => {
    const { view } = await open('#/sessions/a', { rows: [failedRow], events, language: 'ja' });
    expect(view.wrapper.get('h1').text()).toBe('サーバーが認証情報を受け付けません');
    expect(view.text()).toContain('プロファイル「Studio」でセッションを開始しました。');
  });
});
