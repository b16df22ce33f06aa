import { flushPromises } from '@vue/test-utils';
import { beforeEach, describe, expect, it } from 'vitest';
import OptionsView from '../../components/app/OptionsView.vue';
import PopupView from '../../components/popup/PopupView.vue';
import { createFakeWorld, type FakeWorldOptions } from '../support/fake-services.ts';
import { aWhipProfile, settingsWith } from '../support/profiles.ts';
import { mountView, type MountedView } from './mount-view.ts';

const loopback = { id: 'loopback', name: 'Loopback', kind: 'loopback' } as const;
const reading = settingsWith(aWhipProfile(), loopback);
const full = () => Promise.reject(new Error('Resource::kQuotaBytes quota exceeded'));

beforeEach(() => {
  location.hash = '';
});

async function submit(view: MountedView, form: string) {
  await view.wrapper.get(form).trigger('submit');
  await flushPromises();
}

async function set(view: MountedView, selector: string, value: unknown) {
  await view.wrapper.get(selector).setValue(value);
  await flushPromises();
}

type Write = [
  what: string,
  place: string,
  options: FakeWorldOptions,
  write: (view: MountedView) => Promise<void>,
];

const writes: Write[] = [
  ['a setting', '#/settings/behaviour', { reading }, (view) => set(view, '#keep-awake', false)],
  [
    'another microphone’s processing',
    '#/settings/microphone',
    { reading },
    (view) => set(view, '#microphone-echo-cancellation', false),
  ],
  ['a copy of a profile', '#/settings', { reading }, (view) => view.click('Duplicate “Studio”')],
  ['a profile', '#/settings/profiles/studio', { reading }, (view) => submit(view, 'form')],
  [
    'all settings, reset',
    '#/settings/transfer',
    { reading },
    async (view) => {
      await view.click('Reset all settings');
      await submit(view, 'dialog form');
    },
  ],
  [
    'the defaults, in place of what cannot be read',
    '#/settings',
    { reading: { ok: false, problem: 'unreadable', problems: [] } },
    async (view) => {
      await view.click('Start over with the defaults');
      await view.wrapper.get('dialog .danger').trigger('click');
      await flushPromises();
    },
  ],
];

describe('storage that is full', () => {
  it.each(writes)(
    'is reported, with a link to where room can be made, where it does not take %s',
    async (what, place, options, write) => {
      location.hash = place;
      const world = createFakeWorld(options);
      const view = await mountView(OptionsView, world);
      world.answers.save = full;
      await write(view);
      // The notice bar stays in view wherever the field is; a page of one sentence has the notice beside its
      // button.
      const where = what.startsWith('the defaults') ? 'main' : '.place [role="alert"]';
      const told = view.wrapper.get(`${where} [data-reason="storage-full"]`);
      expect(told.text()).toContain('There is no room to save this');
      expect(told.text()).toContain('Nothing was changed.');
      expect(told.get('a').attributes('href')).toBe('#/settings/history');
    },
  );

  it('is shown until something else is done, and not beside what was done', async () => {
    location.hash = '#/settings/behaviour';
    const world = createFakeWorld({ reading });
    const view = await mountView(OptionsView, world);
    const { save } = world.answers;
    world.answers.save = full;
    await set(view, '#keep-awake', false);
    expect(view.wrapper.get<HTMLInputElement>('#keep-awake').element.checked).toBe(true);
    world.answers.save = save;
    await set(view, '#keep-awake', false);
    expect(view.wrapper.find('[data-reason]').exists()).toBe(false);
    expect(view.wrapper.get('.place [role="status"]').text()).not.toBe('');
  });

  it('is reported where a change cannot be undone because of it', async () => {
    location.hash = '#/settings/behaviour';
    const world = createFakeWorld({ reading });
    const view = await mountView(OptionsView, world);
    await set(view, '#keep-awake', false);
    world.answers.save = full;
    await view.click('Undo');
    expect(view.wrapper.get('.place [data-reason="storage-full"]').text()).toContain('There is no room');
  });

  it.each([
    ['another profile', '#profile', 'loopback'],
    ['another microphone', '#microphone', 'a'],
  ])('is reported in the popup where %s is chosen', async (_what, selector, value) => {
    const world = createFakeWorld({ reading, devices: [{ deviceId: 'a', label: 'Headset', groupId: '' }] });
    const view = await mountView(PopupView, world);
    world.answers.save = full;
    await set(view, selector, value);
    expect(view.wrapper.get('[role="alert"]').text()).toContain('There is no room to save this');
    await view.wrapper.get('[role="alert"] [data-step="open-storage"]').trigger('click');
    expect(world.calls.at(-1)).toEqual(['openOptions', '#/settings/history']);
  });
});
