import { flushPromises } from '@vue/test-utils';
import { beforeEach, describe, expect, it } from 'vitest';
import OptionsView from '../../components/app/OptionsView.vue';
import { defaultSettings } from '../../utils/domain/settings/settings.ts';
import type { StepsOptions } from '../../utils/history/database/steps-options.ts';
import type { ImportPlan, ImportProblem, ImportReading } from '../../utils/history/import/import-outcome.ts';
import { createFakeWorld, type FakeWorld, type FakeWorldOptions } from '../support/fake-services.ts';
import { settingsWith } from '../support/profiles.ts';
import { aRow, eventsOf } from '../support/session-rows.ts';
import { mountView } from './mount-view.ts';

beforeEach(() => {
  location.hash = '';
});

async function open(hash: string, options: FakeWorldOptions = {}) {
  location.hash = hash;
  const world = createFakeWorld(options);
  const view = await mountView(OptionsView, world);
  return { world, view };
}

const rows = [aRow({ id: 'a' }), aRow({ id: 'b', startedAt: Date.now() - 7_200_000 })];
const events = eventsOf('a', rows[0]?.startedAt ?? 0, [{ kind: 'live', afterMs: 410 }]);

describe('the limit of the history', () => {
  it('can be set for age, number and size, and each can be switched off', async () => {
    const { world, view } = await open('#/settings/history');
    expect(view.wrapper.get<HTMLInputElement>('#history-keep-days').element.value).toBe('365');
    await view.fill('#history-keep-days', '30');
    expect(world.lastSaved().history).toEqual({ ...defaultSettings().history, keepDays: 30 });
    await view.wrapper.get('#history-keep-sessions-limited').setValue(false);
    await flushPromises();
    expect(world.lastSaved().history.keepSessions).toBeNull();
    expect(view.wrapper.find('#history-keep-sessions').exists()).toBe(false);
  });

  it.each(['0', '4000', 'many'])('cannot be %s days, which is said beside the field', async (days) => {
    const { world, view } = await open('#/settings/history');
    await view.fill('#history-keep-days', days);
    expect(view.errorOf('#history-keep-days')).toBe('Enter a whole number from 1 to 3,650.');
    expect(world.called('save')).toHaveLength(0);
  });

  it('is shown beside the size of each kind of data', async () => {
    const usage = {
      sessions: { count: 2, bytes: 3000 },
      events: { count: 1234, bytes: 246_800 },
      samples: { count: 36_000, bytes: 936_000 },
      segments: { count: 4321, bytes: 1_200_000 },
      recordings: { count: 2, bytes: 5_000_000 },
      stored: 2_400_000_000,
    };
    const { view } = await open('#/settings/history', { rows, usage });
    const table = view.wrapper.get('.storage table');
    expect(table.findAll('tbody tr').map((row) => row.findAll('th, td').map((cell) => cell.text()))).toEqual([
      ['Sessions', '2', '3 kB'],
      ['Events', '1,234', '247 kB'],
      ['Figures, one a second', '36,000', '936 kB'],
      ['Texts of what was said', '4,321', '1.2 MB'],
      ['Recordings', '2', '5 MB'],
    ]);
    expect(view.text()).toContain('The browser counts 2.4 GB for everything');
  });

  it('is shown with a button that deletes everything, after a question that says what that is', async () => {
    const usage = {
      sessions: { count: 2, bytes: 3000 },
      events: { count: 10, bytes: 2000 },
      samples: { count: 0, bytes: 0 },
      segments: { count: 0, bytes: 0 },
      recordings: { count: 0, bytes: 0 },
      stored: null,
    };
    const { world, view } = await open('#/settings/history', { rows, usage });
    await view.click('Delete everything…');
    expect(view.wrapper.get('dialog').text()).toContain(
      '2 sessions with their events, figures, text and recordings will be gone for good, which frees about 5 kB. This cannot be undone.',
    );
    expect(world.called('removeAll')).toHaveLength(0);
    await view.click('Delete everything');
    expect(world.called('removeAll')).toHaveLength(1);
    expect(view.text()).toContain('2 sessions were deleted.');
  });

  it('is shown without anything to delete while the history is empty', async () => {
    const { view } = await open('#/settings/history');
    expect(view.button('Delete everything…').attributes()).toHaveProperty('disabled');
  });

  it('says what waits beyond the limits, and removes it at once for who has read which sessions would go', async () => {
    const reading = settingsWith({ id: 'loopback', name: 'Loopback', kind: 'loopback' });
    if (!reading.ok) expect.fail('settings that can be read');
    reading.settings.history.keepSessions = 1;
    const { world, view } = await open('#/settings/history', { rows, reading });
    expect(view.wrapper.get('.storage .waiting').text()).toContain('1 session is beyond these limits.');
    await view.click('Remove now…');
    expect(view.wrapper.get('dialog').text()).toContain('Delete 1 session?');
    expect(world.called('remove')).toHaveLength(0);
    await view.click('Delete 1');
    expect(world.called('remove')).toEqual([['remove', ['b']]]);
    expect(view.text()).toContain('1 session was deleted.');
    expect(view.hasButton('Remove now…')).toBe(false);
  });

  it('counts what is beyond a limit as soon as that is changed', async () => {
    const many = Array.from({ length: 12 }, (_, index) => aRow({ id: `row-${String(index)}` }));
    const { view } = await open('#/settings/history', { rows: many });
    expect(view.hasButton('Remove now…')).toBe(false);
    await view.fill('#history-keep-sessions', '10');
    expect(view.wrapper.get('.storage .waiting').text()).toContain('2 sessions are beyond these limits.');
  });

  it('is replaced by the reason why the history is off', async () => {
    const { view } = await open('#/settings/history', { historyStatus: 'blocked' });
    expect(view.wrapper.get('.storage').text()).toContain('Another window holds the history');
  });
});

describe('exporting', () => {
  it('takes the chosen sessions, masks addresses unless asked, and saves the file', async () => {
    const { world, view } = await open('#/history', { rows });
    await view.wrapper.get('[role="grid"] input').trigger('click');
    await view.click('Export…');
    const dialog = view.wrapper.get('dialog');
    expect(dialog.get('h2').text()).toBe('Export 1 session');
    expect(dialog.text()).toContain(
      'Tokens and credentials are in no export, and what was spoken only in recordings and texts.',
    );
    await dialog.get('select').setValue('csv-events');
    expect(dialog.get('.what').text()).toContain('for a spreadsheet');
    await dialog.get('form').trigger('submit');
    await flushPromises();
    const mask = { addresses: true, microphones: false, servers: false };
    const csv = { separator: ',', decimalSign: '.' };
    expect(world.called('export')).toEqual([
      ['export', { sessionIds: ['a'], format: 'csv-events', mask, csv }],
    ]);
    expect(world.called('saveFile').map(([, name]) => name)).toEqual(['sessions.csv-events']);
    expect(view.wrapper.find('dialog').exists()).toBe(false);
  });

  it('a table has the separator that is chosen, first the one of the region; other formats have none', async () => {
    const { world, view } = await open('#/sessions/a', { rows, events, preferred: 'de-DE' });
    await view.click('Export…');
    const dialog = view.wrapper.get('dialog');
    expect(dialog.findAll('select')).toHaveLength(1);
    await dialog.get('select').setValue('csv-samples');
    const separator = dialog.findAll<HTMLSelectElement>('select')[1];
    expect(separator?.element.value).toBe('semicolon');
    await separator?.setValue('tab');
    await dialog.get('form').trigger('submit');
    await flushPromises();
    const csv = { separator: '\t', decimalSign: ',' };
    expect(world.called('export')).toMatchObject([['export', { format: 'csv-samples', csv }]]);
  });

  it('of one session is offered in its details, with what is to be masked', async () => {
    const { world, view } = await open('#/sessions/a', { rows, events });
    await view.click('Export…');
    const boxes = view.wrapper.findAll<HTMLInputElement>('dialog fieldset input[type="checkbox"]');
    expect(boxes.map(({ element }) => element.checked)).toEqual([true, false, false]);
    for (const box of boxes) await box.setValue(!box.element.checked);
    await view.wrapper.get('dialog form').trigger('submit');
    await flushPromises();
    const mask = { addresses: false, microphones: true, servers: true };
    expect(world.called('export')).toEqual([['export', { sessionIds: ['a'], format: 'json', mask }]]);
  });

  it('has the recordings where they are asked for, which only one format can', async () => {
    const { world, view } = await open('#/sessions/a', { rows });
    await view.click('Export…');
    const box = view.wrapper.get<HTMLInputElement>('dialog .sound input');
    await box.setValue(true);
    await view.wrapper.get('dialog select').setValue('csv-events');
    expect(box.element.disabled).toBe(true);
    await view.wrapper.get('dialog select').setValue('json');
    await view.wrapper.get('dialog form').trigger('submit');
    await flushPromises();
    expect(world.called('export')).toMatchObject([['export', { format: 'json', withRecordings: true }]]);
  });

  it('says so when it fails, and keeps the question open', async () => {
    const { world, view } = await open('#/sessions/a', { rows, events });
    world.answers.export = () => Promise.reject(new Error('no space'));
    await view.click('Export…');
    await view.wrapper.get('dialog form').trigger('submit');
    await flushPromises();
    expect(view.wrapper.get('dialog').text()).toContain('The file could not be made.');
    expect(world.called('saveFile')).toHaveLength(0);
  });
});

describe('deleting one session in its details', () => {
  it('leads back to the list afterwards', async () => {
    const { world, view } = await open('#/sessions/a', { rows, events });
    await view.click('Delete…');
    await view.click('Delete 1');
    expect(world.called('remove')).toEqual([['remove', ['a']]]);
    expect(location.hash).toBe('#/history');
    expect(view.text()).toContain('The session was deleted.');
  });

  it('is not offered while the session runs', async () => {
    const running = aRow({ id: 'a', outcome: 'running', endedAt: null });
    const { view } = await open('#/sessions/a', { rows: [running], events });
    expect(view.hasButton('Delete…')).toBe(false);
  });
});

describe('importing', () => {
  const file = new File(['{}'], 'sessions.json');
  const plan: ImportPlan = {
    ok: true,
    file,
    wanted: new Map([[1, 'new']]),
    known: 1,
    leftOut: 0,
    between: { from: new Date(2026, 10, 1, 9).getTime(), to: new Date(2026, 10, 3, 10).getTime() },
  };

  async function choose(answers: Partial<FakeWorld['answers']>) {
    const opened = await open('#/settings/history', { rows });
    Object.assign(opened.world.answers, answers);
    const input = opened.view.wrapper.get<HTMLInputElement>('#import-sessions');
    Object.defineProperty(input.element, 'files', { value: [file], configurable: true });
    await input.trigger('change');
    await flushPromises();
    return opened;
  }

  const reads = (reading: ImportReading) => ({ readImport: () => Promise.resolve(reading) });

  /** Runs until it is aborted, and has done a third by then. */
  const untilAborted = (_: unknown, options: StepsOptions = {}) =>
    new Promise<{ ok: false; problem: 'cancelled' }>((resolve) => {
      options.onProgress?.(100, 300);
      options.signal?.addEventListener('abort', () => resolve({ ok: false, problem: 'cancelled' }));
    });

  it('says what a file holds before it stores anything', async () => {
    const { world, view } = await choose(reads(plan));
    const dialog = view.wrapper.get('dialog');
    expect(dialog.get('h2').text()).toBe('Import 1 session?');
    expect(dialog.text().replaceAll('\u202f', ' ')).toContain(
      'They were started between Nov 1, 2026, 9:00 AM and Nov 3, 2026, 10:00 AM. Already here, and left as they are: 1.',
    );
    expect(world.called('import')).toHaveLength(0);
    await view.wrapper.get('dialog form').trigger('submit');
    await flushPromises();
    expect(world.called('import')).toEqual([['import', plan]]);
    expect(view.text()).toContain('1 session was imported.');
    expect(view.wrapper.find('dialog').exists()).toBe(false);
  });

  it('says of a file without sessions that there is nothing to import', async () => {
    const { world, view } = await choose(
      reads({ ...plan, wanted: new Map<number, string>(), between: null }),
    );
    expect(view.text()).toContain('0 sessions were imported.');
    expect(world.called('import')).toHaveLength(0);
  });

  it('says how far the reading is, and can be cancelled meanwhile', async () => {
    const { view } = await choose({ readImport: untilAborted });
    expect(view.wrapper.get('.import [role="status"]').text()).toBe('Reading the file: 33%.');
    expect(view.wrapper.get<HTMLProgressElement>('.import progress').attributes('value')).toBe('0.33');
    await view.click('Cancel');
    expect(view.text()).toContain('The import was cancelled. Nothing was changed.');
    expect(view.wrapper.find('.import progress').exists()).toBe(false);
  });

  it('says how far the storing is, and can be cancelled meanwhile', async () => {
    const { view } = await choose({ ...reads(plan), import: untilAborted });
    await view.wrapper.get('dialog form').trigger('submit');
    await flushPromises();
    expect(view.wrapper.get('dialog [role="status"]').text()).toBe(
      'Importing: 33%. Cancel undoes everything.',
    );
    await view.click('Cancel');
    expect(view.text()).toContain('The import was cancelled. Nothing was changed.');
    expect(view.wrapper.find('dialog').exists()).toBe(false);
  });

  it('is cancelled by leaving the page', async () => {
    let signal: AbortSignal | undefined;
    const { view } = await choose({
      readImport(_, options) {
        signal = options?.signal;
        return untilAborted(_, options);
      },
    });
    view.wrapper.unmount();
    expect(signal?.aborted).toBe(true);
  });

  it.each<[ImportProblem, string]>([
    ['unreadable', 'cannot be read'],
    ['foreign', 'not an export of SteadyMic'],
    ['newer-version', 'newer SteadyMic'],
    ['malformed', 'something that no export has'],
    ['implausible', 'lies in the future'],
    ['no-room', 'The disk is full'],
    ['not-stored', 'It could not be stored'],
  ])('of a file that is %s says so, and that nothing was changed', async (problem, words) => {
    const { view } = await choose(reads({ ok: false, problem }));
    const alert = view.wrapper.get('[data-problem]').text();
    expect(alert).toContain(words);
    expect(alert).toContain('Nothing was changed.');
  });
});
