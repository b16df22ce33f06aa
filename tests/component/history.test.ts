import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import OptionsView from '../../components/app/OptionsView.vue';
import type { HistoryStatus } from '../../utils/history/database/history-status.ts';
import { createFakeWorld, type FakeWorldOptions } from '../support/fake-services.ts';
import { aWhipProfile, settingsWith } from '../support/profiles.ts';
import { aRow } from '../support/session-rows.ts';
import { segment } from '../support/transcripts.ts';
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

async function open(options: FakeWorldOptions = {}, hash = '#/history') {
  location.hash = hash;
  const world = createFakeWorld(options);
  const view = await mountView(OptionsView, world);
  const rows = () => view.wrapper.findAll('[data-outcome]');
  return {
    world,
    view,
    rows,
    links: () => rows().map((row) => row.get('a').attributes('href')),
    chosen: () => rows().filter((row) => row.attributes('aria-selected') === 'true').length,
    count: () => view.wrapper.get('.count').text(),
    key: async (key: string, more = {}) => {
      await view.wrapper.get('[role="grid"]').trigger('keydown', { key, ...more });
      await flushPromises();
    },
  };
}

const many = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    aRow({ id: `s${String(index)}`, startedAt: now - (index + 1) * hour }),
  );

describe('the list of sessions', () => {
  it('says how to start when there are none, and starts', async () => {
    const { world, view } = await open();
    expect(view.text()).toContain('No sessions yet');
    expect(document.title).toBe('History – SteadyMic');
    await view.click('Start a session');
    expect(world.called('start')).toHaveLength(1);
  });

  it('says what kept the session from starting', async () => {
    const { world, view } = await open();
    world.answers.start = () => Promise.reject(new Error('no'));
    await view.click('Start a session');
    expect(view.wrapper.get('[role="alert"]').text()).toContain('Something unexpected happened');
  });

  it('shows of each session its time, length, outcome, devices, server and quality', async () => {
    const { rows } = await open({
      rows: [
        aRow({ id: 'a', startedAt: now - hour, profileName: 'Studio', profileKind: 'whip' }),
        aRow({
          id: 'b',
          startedAt: now - 30 * hour,
          outcome: 'failed',
          failure: { reason: 'connection-lost', status: 'failed' },
          interruptions: 3,
          interruptedMs: 12_300,
          reconnects: 2,
          quality: 0.9138,
        }),
        aRow({ id: 'c', startedAt: now - 31 * hour, liveAt: null, quality: null }),
        aRow({ id: 'd', startedAt: now - 32 * hour, outcome: 'interrupted', quality: 0.9999 }),
      ],
    });
    const wordsOf = (selector: string) =>
      rows().map((row) => row.findAll(selector).map((part) => part.text()));
    expect(wordsOf('.first > span')).toEqual([
      [expect.stringMatching(/^1:03\sPM$/), 'Studio', '12 min, 43 sec'],
      [expect.stringMatching(/^8:03\sAM$/), 'Loopback', '12 min, 43 sec'],
      [expect.stringMatching(/^7:03\sAM$/), 'Loopback', '12 min, 43 sec'],
      [expect.stringMatching(/^6:03\sAM$/), 'Loopback', '12 min, 43 sec'],
    ]);
    expect(wordsOf('.second .words > span')).toEqual([
      ['Stopped by you', 'WHIP', 'Headset', 'No interruption', 'Good (100%)'],
      ['The connection was lost', 'Headset', 'Interrupted for 12 sec', '2 reconnects', 'Fair (91.3%)'],
      ['Stopped by you before it was live', 'Headset'],
      ['Interrupted when the browser ended', 'Headset', 'No interruption', 'Good (99.9%)'],
    ]);
  });

  it('draws the phases of each session', async () => {
    const { rows } = await open({ rows: [aRow({ outcome: 'failed' })] });
    expect(
      rows()[0]
        ?.findAll('path')
        .map((part) => part.classes().join(' ')),
    ).toEqual(['starting', 'live', 'failed']);
  });

  it('has a heading for each day, but not in another order', async () => {
    const rows = [0, 1, 24, 48, 49].map((hours, index) =>
      aRow({ id: `s${String(index)}`, startedAt: now - hours * hour }),
    );
    const { view } = await open({ rows });
    expect(view.wrapper.findAll('h2').map((heading) => heading.text())).toEqual([
      'Today',
      'Yesterday',
      'Friday, November 20, 2026',
    ]);
    await goTo('#/history?sort=longest');
    expect(view.wrapper.findAll('h2')).toHaveLength(0);
    expect(view.wrapper.get('.time').text()).toMatch(/^Nov 22, 2026, 2:03\sPM$/);
  });

  it('counts up a session that runs', async () => {
    const running = aRow({ startedAt: now - 5000, endedAt: null, outcome: 'running' });
    const { rows } = await open({ rows: [running] });
    expect(rows()[0]?.text()).toContain('Running');
    expect(rows()[0]?.text()).toContain('5 sec');
    vi.advanceTimersByTime(7000);
    await flushPromises();
    expect(rows()[0]?.text()).toContain('12 sec');
  });

  it('draws only what can be seen of ten thousand', async () => {
    const { rows, count } = await open({ rows: many(10_000) });
    await vi.waitFor(() => expect(count()).toBe('10,000 sessions'));
    expect(rows().length).toBeGreaterThan(5);
    expect(rows().length).toBeLessThan(60);
  });

  it('shows a new session by itself', async () => {
    const { world, links } = await open({ rows: many(20) });
    world.setRows([aRow({ id: 'new', startedAt: now }), ...many(20)]);
    await flushPromises();
    expect(links()[0]).toBe('#/sessions/new');
  });

  it('says so when it cannot be read', async () => {
    const world = createFakeWorld();
    world.services.history.newest = () => Promise.reject(new Error('a disk that fails'));
    location.hash = '#/history';
    const view = await mountView(OptionsView, world);
    expect(view.wrapper.get('[role="alert"]').text()).toContain('The history cannot be read just now.');
  });

  it.each<[Exclude<HistoryStatus, 'ok'>, string]>([
    ['newer', 'The history is from a newer SteadyMic'],
    ['blocked', 'Another window holds the history'],
    ['broken', 'The history cannot be opened'],
  ])('says why there is no history (%s), and that streaming works anyway', async (historyStatus, title) => {
    const { world, view } = await open({ historyStatus, rows: many(2) });
    expect(view.wrapper.get('[role="alert"]').text()).toContain(title);
    expect(view.text()).toContain('Streaming works all the same');
    world.setHistoryStatus('ok');
    await flushPromises();
    expect(view.wrapper.findAll('[data-outcome]')).toHaveLength(2);
  });

  it('tells two profiles of one name apart by their hosts, and names one whose name nobody can see', async () => {
    const server = (id: string, profileName: string, host: string) =>
      aRow({ id, profileId: id, profileName, profileKind: 'whip', serverOrigin: `https://${host}` });
    const { rows, view } = await open({
      rows: [
        server('a', 'Studio', 'a.example'),
        server('b', 'Studio', 'b.example'),
        server('c', 'Desk', 'b.example'),
        server('d', '\u200b', 'b.example'),
      ],
    });
    const names = ['Studio · a.example', 'Studio · b.example', 'Desk', 'WHIP'];
    expect(rows().map((row) => row.get('.name').text())).toEqual(names);
    const options = view.wrapper.get('select[aria-label="Profile"]').findAll('option');
    expect(options.map((option) => option.text()).sort()).toEqual(['All profiles', ...names].sort());
  });

  it('can be exported before anything is chosen: all that is listed and has ended', async () => {
    const { view, world } = await open({
      rows: [aRow({ id: 'a' }), aRow({ id: 'b', outcome: 'running', endedAt: null }), aRow({ id: 'c' })],
    });
    await view.click('Export…');
    expect(view.wrapper.get('dialog').text()).toContain('Export 2 sessions');
    await view.wrapper.get('dialog form').trigger('submit');
    await flushPromises();
    expect(world.called('export')[0]?.[1]).toMatchObject({ sessionIds: ['a', 'c'] });
  });

  it.each<[string, FakeWorldOptions, boolean]>([
    ['after nothing but tests', { rows: [aRow()] }, true],
    ['where there is a server', { rows: [aRow()], reading: settingsWith(aWhipProfile()) }, false],
    ['where a server was used', { rows: [aRow(), aRow({ id: 'b', profileKind: 'whip' })] }, false],
    ['where an administrator sets the servers', { rows: [aRow()], policy: { locked: ['profiles'] } }, false],
    ['before the first session', {}, false],
  ])('offers to add a server as the next step %s: %#', async (_when, options, isOffered) => {
    const { view } = await open(options);
    expect(view.wrapper.find('a[href="#/settings/add"]').exists()).toBe(isOffered);
  });

  it('shows hostile names as text', async () => {
    const profileName = '<script>alert(1)</script>';
    const { view, rows } = await open({ rows: [aRow({ profileName })] });
    expect(rows()[0]?.text()).toContain(profileName);
    expect(view.wrapper.find('script').exists()).toBe(false);
  });
});

describe('the filters', () => {
  const rows = [
    aRow({ id: 'studio', startedAt: now - hour, profileId: 'studio', profileName: 'Studio' }),
    aRow({ id: 'yeti', startedAt: now - 2 * hour, microphone: 'Yeti', interruptions: 1 }),
    aRow({ id: 'failed', startedAt: now - 50 * hour, outcome: 'failed' }),
  ];

  it.each([
    ['#/history?search=yeti', ['yeti']],
    ['#/history?profile=studio', ['studio']],
    ['#/history?outcome=failed', ['failed']],
    ['#/history?period=today', ['studio', 'yeti']],
    ['#/history?interrupted=1', ['yeti']],
  ])('in the address %s are applied to the list', async (hash, ids) => {
    const { links, count } = await open({ rows }, hash);
    expect(links()).toEqual(ids.map((id) => `#/sessions/${id}`));
    expect(count()).toBe(`${String(ids.length)} of 3 sessions ${ids.length === 1 ? 'matches' : 'match'}`);
  });

  it('are written to the address, and come back with it', async () => {
    const { view, links } = await open({ rows });
    await view.wrapper.get('select[aria-label="Profile"]').setValue('studio');
    await goTo(location.hash);
    expect(location.hash).toBe('#/history?profile=studio');
    expect(links()).toEqual(['#/sessions/studio']);
    await goTo('#/history');
    expect(links()).toHaveLength(3);
    expect(view.wrapper.get<HTMLSelectElement>('select[aria-label="Profile"]').element.value).toBe('');
  });

  it('are applied while the user types', async () => {
    const { view, links } = await open({ rows });
    await view.wrapper.get('input[type="search"]').setValue('Yet');
    await flushPromises();
    expect(location.hash).toBe('#/history?search=Yet');
    expect(links()).toEqual(['#/sessions/yeti']);
  });

  it('name every profile that a session had, by its newest name', async () => {
    const renamed = aRow({ id: 'old', startedAt: now - 90 * hour, profileId: 'studio', profileName: 'Old' });
    const { view } = await open({ rows: [...rows, renamed] });
    const options = view.wrapper.get('select[aria-label="Profile"]').findAll('option');
    expect(options.map((option) => option.text())).toEqual(['All profiles', 'Loopback', 'Studio']);
  });

  it('tell what matches nothing else, but was said, from what is found nowhere', async () => {
    const said = { studio: [segment('some words', now - 2 * hour)] };
    const { view } = await open({ rows, segments: said }, '#/history?search=words');
    await vi.waitFor(() => expect(view.wrapper.findAll('.found a')).toHaveLength(1));
    await flushPromises();
    expect(view.wrapper.get('.none').text()).toContain(
      'It was said, as listed above. No other session matches these filters.',
    );
    await view.wrapper.get('input[type="search"]').setValue('nowhere');
    await vi.waitFor(() =>
      expect(view.wrapper.get('.none').text()).toContain('No session matches these filters.'),
    );
  });

  it('offer to be cleared where they leave no session', async () => {
    const { view, links } = await open({ rows }, '#/history?search=nothing');
    expect(view.text()).toContain('No session matches these filters.');
    await view.wrapper.get('.none button').trigger('click');
    await goTo(location.hash);
    expect(links()).toHaveLength(3);
  });
});

describe('in the list, by keyboard,', () => {
  it('Tab reaches one session, and the arrow keys move on from there', async () => {
    const { view, key } = await open({ rows: many(30) });
    const inTab = () => view.wrapper.findAll('[role="grid"] a[tabindex="0"]');
    expect(inTab().map((link) => link.attributes('href'))).toEqual(['#/sessions/s0']);
    await key('ArrowDown');
    await key('ArrowDown');
    expect(inTab().map((link) => link.attributes('href'))).toEqual(['#/sessions/s2']);
    expect(document.activeElement?.getAttribute('href')).toBe('#/sessions/s2');
  });

  it('sessions are chosen one by one, in a row, all and none', async () => {
    const { key, chosen, count } = await open({ rows: many(8) });
    await key(' ');
    expect(chosen()).toBe(1);
    await key('ArrowDown');
    await key('ArrowDown', { shiftKey: true });
    await key('ArrowDown', { shiftKey: true });
    expect(count()).toBe('4 sessions chosen');
    await key('a', { ctrlKey: true });
    expect(count()).toBe('8 sessions chosen');
    await key('Escape');
    expect(count()).toBe('8 sessions');
  });
});

describe('deleting', () => {
  it('names the sessions and says that it cannot be undone before it deletes anything', async () => {
    const { world, view, key, count } = await open({ rows: many(8) });
    await key('a', { ctrlKey: true });
    await view.click('Delete…');
    const dialog = view.wrapper.get('dialog');
    expect(dialog.get('h2').text()).toBe('Delete 8 sessions?');
    expect(dialog.findAll('li')[0]?.text()).toMatch(/^Nov 22, 2026, 1:03\sPM, “Loopback”$/);
    expect(dialog.findAll('li')[5]?.text()).toBe('and 3 more');
    expect(dialog.text()).toContain('This cannot be undone.');
    expect(world.called('remove')).toHaveLength(0);
    await view.click('Cancel');
    expect(view.wrapper.find('dialog').exists()).toBe(false);
    expect(count()).toBe('8 sessions chosen');
  });

  it('removes the chosen sessions, and says so', async () => {
    const { world, view, rows } = await open({ rows: many(3) });
    await rows()[1]?.get('input').trigger('click');
    await view.click('Delete…');
    await view.click('Delete 1');
    expect(world.called('remove')).toEqual([['remove', ['s1']]]);
    expect(rows()).toHaveLength(2);
    expect(view.text()).toContain('1 session was deleted.');
  });

  it('moves the focus to the heading when it removes the last session', async () => {
    const { view, rows } = await open({ rows: many(1) });
    await rows()[0]?.get('input').trigger('click');
    await view.click('Delete…');
    await view.click('Delete 1');
    expect(rows()).toHaveLength(0);
    expect(document.activeElement).toBe(view.wrapper.get('h1').element);
  });

  it('never includes a running session', async () => {
    const running = aRow({ id: 'now', startedAt: now, endedAt: null, outcome: 'running' });
    const { rows, key, count } = await open({ rows: [running, ...many(2)] });
    expect(rows()[0]?.get('input').attributes()).toHaveProperty('disabled');
    await key('a', { ctrlKey: true });
    expect(count()).toBe('2 sessions chosen');
  });

  it('that fails says so and keeps the question', async () => {
    const { world, view, key } = await open({ rows: many(2) });
    world.services.history.remove = () => Promise.reject(new Error('a disk that fails'));
    await key(' ');
    await view.click('Delete…');
    await view.click('Delete 1');
    expect(view.wrapper.get('dialog').text()).toContain('Not everything could be deleted.');
  });
});

describe('a pattern of many sessions', () => {
  const dyingAt = (ms: number, count: number) =>
    many(count).map((row, index) => {
      const from = row.startedAt;
      return { ...row, connections: [{ from, ms: ms + index * 300, died: true }] };
    });

  it('is named beside the heading and, after a click, explained with its likely cause and a chart', async () => {
    const { view } = await open({ rows: dyingAt(600_000, 6) });
    const found = await vi.waitFor(() => view.wrapper.get('.found button'));
    expect(found.text()).toBe('Connections of “Loopback” are lost at the same age');
    expect(view.wrapper.find('.panel').exists()).toBe(false);
    await found.trigger('click');
    expect(found.attributes('aria-expanded')).toBe('true');
    const panel = view.wrapper.get('.panel');
    expect(panel.get('summary').text()).toBe('Connections of “Loopback” are lost at the same age');
    expect(panel.text()).toContain('Of the 6 connections that lasted that long, 6 were lost about 10 min');
    expect(panel.text()).toContain('Likely cause: the TURN server');
    expect(panel.findAll('tr').map((bar) => bar.get('td').text())).toEqual([
      ...Array.from({ length: 15 }, () => '0'),
      '6',
    ]);
    expect(panel.get('tr.marked th').text()).toBe('9 min, 24 sec to 10 min, 2 sec');
  });

  it('is not shown where the data do not show it, and disappears when they no longer do', async () => {
    const { world, view } = await open({ rows: dyingAt(600_000, 6) });
    const found = await vi.waitFor(() => view.wrapper.get('.found button'));
    await found.trigger('click');
    world.setRows(dyingAt(600_000, 3));
    await vi.waitFor(() => expect(view.wrapper.find('.found, .panel').exists()).toBe(false));
  });
});
