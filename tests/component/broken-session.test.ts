import { flushPromises } from '@vue/test-utils';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import OptionsView from '../../components/app/OptionsView.vue';
import type { SessionEvent } from '../../utils/domain/log/session-event.ts';
import type { SessionRow } from '../../utils/history/rows/session-row.ts';
import { createFakeWorld, type FakeWorldOptions } from '../support/fake-services.ts';
import { aRow, eventsOf } from '../support/session-rows.ts';
import { mountView } from './mount-view.ts';

const now = new Date(2026, 10, 22, 14, 3, 22).getTime();
const broken = 'This part cannot be shown. Everything else on the page can be used.';

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});

async function open(hash: string, options: FakeWorldOptions) {
  location.hash = hash;
  const view = await mountView(OptionsView, createFakeWorld(options));
  await flushPromises();
  return view;
}

/** Rows that no version of the code writes. */
const impossibleRows: [string, object][] = [
  ['a failure that nobody knows', { outcome: 'failed', failure: { reason: 'exploded' } }],
  ['no failure that could be read', { outcome: 'failed', failure: { reason: null } }],
  ['an outcome that nobody knows', { outcome: 'melted' }],
  ['bands that are none', { bands: [null] }],
];

describe('a list with one session that has', () => {
  it.each(impossibleRows)('%s shows all the others', async (_, changes) => {
    const rows = ['a', 'b', 'c'].map((id, index) => aRow({ id, startedAt: now - index * 3_600_000 }));
    const bad = { ...rows[1], ...changes } as SessionRow;
    const { wrapper } = await open('#/history', { rows: rows.map((row) => (row.id === 'b' ? bad : row)) });
    for (const id of ['a', 'c']) expect(wrapper.find(`a[href="#/sessions/${id}"]`).exists()).toBe(true);
    expect(wrapper.find('.count').text()).toBe('3 sessions');
  });
});

describe('a session with one line that has', () => {
  const good = eventsOf('a', now - 9000, [
    { kind: 'live', afterMs: 400 },
    { kind: 'network-changed', online: true },
    { kind: 'session-ended', by: 'user', durationMs: 9000 },
  ]);

  it.each<[string, object]>([
    ['a kind that nobody knows', { kind: 'exploded' }],
    ['a cause that nobody knows', { kind: 'session-failed', failure: { reason: 'exploded' } }],
    ['nothing of what it should', { kind: 'session-started' }],
  ])('%s shows the other lines', async (_, body) => {
    const bad = { sessionId: 'a', writer: 'host', seq: 9, at: now - 100, ...body } as SessionEvent;
    const { wrapper } = await open('#/sessions/a', { rows: [aRow({ id: 'a' })], events: [...good, bad] });
    expect(wrapper.findAll('.log [data-kind]').length).toBeGreaterThanOrEqual(good.length);
    expect(wrapper.find('h1').text()).not.toBe('');
    expect(wrapper.text()).toContain(broken);
  });
});
