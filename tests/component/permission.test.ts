import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import PermissionView from '../../components/permission/PermissionView.vue';
import { FailureError, type Failure } from '../../utils/domain/failure/failure.ts';
import type { Profile } from '../../utils/domain/profiles/profile.ts';
import { createFakeWorld, type FakeWorldOptions } from '../support/fake-services.ts';
import { aWhipProfile, settingsWith } from '../support/profiles.ts';
import { aSession, failed, live, starting } from '../support/session-states.ts';
import { mountView } from './mount-view.ts';

const server = settingsWith(aWhipProfile());
const studioSession = aSession({ profile: { id: 'studio', name: 'Studio', kind: 'whip' } });

async function open(options: FakeWorldOptions = {}) {
  const world = createFakeWorld(options);
  const view = await mountView(PermissionView, world);
  const asked = () => world.calls.map(([name]) => name).filter((name) => /^request|^start$/.test(name));
  return { world, view, asked };
}

describe('a missing permission', () => {
  it('is explained, with the advice for the question to come', async () => {
    const { view } = await open({ microphone: 'prompt', serverGranted: false, reading: server });
    expect(view.wrapper.get('h1').text()).toBe('Allow SteadyMic to hear you');
    expect(view.text()).toContain('only on a page like this one');
    expect(view.text()).toContain('Allow on every visit');
    expect(view.text()).toContain('The server https://media.example');
    expect(view.text()).toContain('as the profile “Studio” says');
  });

  it('is asked for by one button, that of the server first, and the session then starts by itself', async () => {
    const { world, view, asked } = await open({
      microphone: 'prompt',
      serverGranted: false,
      reading: server,
    });
    await view.click('Allow and start');
    expect(asked()).toEqual(['requestServer', 'requestMicrophone', 'start']);
    world.setState(live({ session: studioSession }));
    await flushPromises();
    expect(view.wrapper.get('h1').text()).toBe('You are live');
    expect(view.text()).toContain('You can close this tab');
  });

  it('of a server is asked for within the click itself, before anything is awaited', async () => {
    const { world, view } = await open({ microphone: 'prompt', serverGranted: false, reading: server });
    view.button('Allow and start').element.click();
    expect(world.called('requestServer')).toHaveLength(1);
  });

  it('is only that of the microphone with loopback', async () => {
    const { view, asked } = await open({ microphone: 'prompt' });
    expect(view.text()).toContain('nothing leaves this computer');
    await view.click('Allow and start');
    expect(asked()).toEqual(['requestMicrophone', 'start']);
  });

  it('may be that of the server alone', async () => {
    const { view, asked } = await open({ microphone: 'granted', serverGranted: false, reading: server });
    await view.click('Allow and start');
    expect(asked()).toEqual(['requestServer', 'start']);
  });

  it('is shown as being asked for while the browser asks', async () => {
    const { world, view } = await open({ microphone: 'prompt' });
    world.answers.requestMicrophone = () => new Promise(() => undefined);
    await view.click('Allow and start');
    expect(view.text()).toContain('The browser is asking you now.');
  });

  it('is explained in Japanese to a Japanese browser', async () => {
    const { view } = await open({ microphone: 'prompt', language: 'ja' });
    expect(view.wrapper.get('h1').text()).toBe('マイクの使用を許可してください');
    expect(view.text()).toContain('サイトアクセス時は常に許可');
  });
});

describe('that the text of a session is kept', () => {
  const keeping = (keep: boolean, profile: Profile) => {
    const reading = settingsWith(profile);
    if (!reading.ok) throw new Error('the settings are readable');
    const transcript = { keep, keepDays: null };
    return { ok: true as const, settings: { ...reading.settings, transcript } };
  };

  it.each<[string, FakeWorldOptions, boolean]>([
    ['of a server', { reading: server }, true],
    ['of a server, before the microphone is allowed', { microphone: 'prompt', reading: server }, true],
    ['of the test of this computer', { microphone: 'prompt' }, false],
    ['where the settings keep none', { reading: keeping(false, aWhipProfile()) }, false],
    ['where the profile keeps none', { reading: keeping(true, aWhipProfile({ keepTextDays: 0 })) }, false],
    [
      'where the profile keeps it for a week',
      { reading: keeping(true, aWhipProfile({ keepTextDays: 7 })) },
      true,
    ],
  ])('is told or not as it is: %s', async (_when, options, isSaid) => {
    const { world, view } = await open(options);
    const note = view.wrapper.find('[aria-labelledby="text-kept"]');
    expect(note.exists()).toBe(isSaid);
    if (!isSaid) return;
    expect(note.text()).toContain('Delete it with its session in the history');
    await note.get('button').trigger('click');
    expect(world.called('openOptions')).toEqual([['openOptions', '#/settings/transcript']]);
  });
});

describe('that a session is recorded', () => {
  const recorded = (keep: 'never' | 'always' | 'by-profile', profile: Profile = aWhipProfile()) => {
    const reading = settingsWith(profile);
    if (!reading.ok) throw new Error('the settings are readable');
    const recording = { ...reading.settings.recording, keep };
    return { ok: true as const, settings: { ...reading.settings, recording } };
  };

  it.each<[string, FakeWorldOptions, string]>([
    [
      'before the microphone is allowed',
      { microphone: 'prompt', reading: server },
      'It is deleted when all of it is known to have arrived, or after 7 days.',
    ],
    ['before a Start', { reading: server }, 'Delete it with its session in the history'],
    ['where it is kept for longer', { reading: recorded('always') }, 'exceeds the limits in the settings'],
    [
      'in Japanese',
      { microphone: 'prompt', reading: server, language: 'ja' },
      'すべて届いたと分かったとき、または7日後に削除されます。',
    ],
  ])('is said %s: where it lies, how long, and how to delete it', async (_when, options, words) => {
    const { world, view } = await open(options);
    const note = view.wrapper.get('[aria-labelledby="recorded"]');
    expect(note.text()).toContain(words);
    await note.get('button').trigger('click');
    expect(world.called('openOptions')).toEqual([['openOptions', '#/settings/recording']]);
  });

  it.each<[string, FakeWorldOptions]>([
    ['the test of this computer, which is not', { microphone: 'prompt' }],
    ['a profile that does not', { reading: recorded('by-profile', aWhipProfile({ recording: 'never' })) }],
    ['settings that do not', { microphone: 'prompt', reading: recorded('never') }],
  ])('is not said of %s', async (_what, options) => {
    const { view } = await open(options);
    expect(view.wrapper.find('[aria-labelledby="recorded"]').exists()).toBe(false);
  });
});

describe('a microphone that is not granted', () => {
  it.each<[Failure, string]>([
    [{ reason: 'microphone-dismissed' }, 'The permission prompt was closed'],
    [{ reason: 'microphone-missing' }, 'No microphone was found'],
    [{ reason: 'microphone-busy' }, 'Another program holds the microphone'],
    [{ reason: 'microphone-unusable', name: 'AbortError' }, 'The microphone cannot be used'],
  ])('is explained for %o, and the button asks again', async (failure, title) => {
    const { world, view, asked } = await open({ microphone: 'prompt' });
    world.answers.requestMicrophone = () => Promise.reject(new FailureError(failure));
    await view.click('Allow and start');
    expect(view.wrapper.get('[role="alert"]').text()).toContain(title);
    await view.click('Allow and start');
    expect(asked()).toEqual(['requestMicrophone', 'requestMicrophone']);
  });

  it('because it was refused earlier comes with how to undo that, and then the session starts', async () => {
    const { world, view, asked } = await open({ microphone: 'denied' });
    expect(view.text()).toContain('The microphone is blocked');
    expect(view.text()).toContain('How to undo it');
    expect(view.hasButton('Allow and start')).toBe(false);
    await view.click('Open the site settings');
    expect(world.called('openSiteSettings')).toHaveLength(1);
    world.setMicrophone('granted');
    await flushPromises();
    expect(asked()).toEqual(['start']);
  });

  it('because it is refused just now comes with how to undo that', async () => {
    const { world, view } = await open({ microphone: 'prompt' });
    world.answers.requestMicrophone = () => {
      world.setMicrophone('denied');
      return Promise.reject(new FailureError({ reason: 'microphone-refused' }));
    };
    await view.click('Allow and start');
    expect(view.text()).toContain('How to undo it');
  });

  it('because a one-time grant has ended is explained as that', async () => {
    const { view } = await open({ microphone: 'prompt', microphoneWasGranted: true });
    expect(view.wrapper.get('[role="alert"]').text()).toContain('The one-time permission has ended');
  });

  it('because there is none is explained until the devices change', async () => {
    const { world, view } = await open({ microphone: 'prompt' });
    world.answers.requestMicrophone = () =>
      Promise.reject(new FailureError({ reason: 'microphone-missing' }));
    await view.click('Allow and start');
    world.setDevices([{ deviceId: 'a', label: 'Headset', groupId: '' }]);
    await flushPromises();
    expect(view.wrapper.find('[role="alert"]').exists()).toBe(false);
  });
});

describe('what comes next', () => {
  it.each<[string, FakeWorldOptions, boolean]>([
    ['with a server to add, where there is none', {}, true],
    ['without, where there is one', { reading: settingsWith(aWhipProfile()) }, false],
    ['without, where an administrator sets the servers', { policy: { locked: ['profiles'] } }, false],
  ])('is shown once everything is allowed: the keys and the icon, %s', async (_what, options, isOffered) => {
    const { world, view } = await open(options);
    expect(view.text()).toContain('Choose “Global” there');
    expect(view.text()).toContain('the pin beside SteadyMic');
    await view.click('Change the keys');
    expect(world.called('openShortcuts')).toHaveLength(1);
    expect(view.hasButton('Add a server')).toBe(isOffered);
    if (isOffered) await view.click('Add a server');
    expect(world.called('openOptions')).toEqual(isOffered ? [['openOptions', '#/settings/add']] : []);
  });

  it('is not shown while a permission is missing', async () => {
    const { view } = await open({ microphone: 'prompt' });
    expect(view.hasButton('Change the keys')).toBe(false);
  });
});

describe('a server that is refused', () => {
  it('is explained, and asked for again by the same button', async () => {
    const { world, view, asked } = await open({
      microphone: 'granted',
      serverGranted: false,
      reading: server,
    });
    world.answers.requestServer = () => Promise.resolve(false);
    await view.click('Allow and start');
    expect(view.wrapper.get('[role="alert"]').text()).toContain(
      'Without access to https://media.example nothing can be sent to it.',
    );
    await view.click('Allow and start');
    expect(asked()).toEqual(['requestServer', 'requestServer']);
  });
});

describe('the permission page, when everything is allowed', () => {
  it('from the beginning, starts nothing by itself and offers Start', async () => {
    const { world, view, asked } = await open({ microphone: 'granted' });
    expect(view.wrapper.get('h1').text()).toBe('Everything is allowed');
    expect(asked()).toEqual([]);
    await view.click('Start');
    expect(world.called('start')).toHaveLength(1);
  });

  it('elsewhere while it is open, starts the session by itself', async () => {
    const { world, asked } = await open({ microphone: 'prompt' });
    world.setMicrophone('granted');
    await flushPromises();
    expect(asked()).toEqual(['start']);
  });

  it('shows the start under way', async () => {
    const { view } = await open({ state: starting() });
    expect(view.wrapper.get('h1').text()).toBe('Thank you. Starting');
  });

  it('says of the test that nothing leaves this computer', async () => {
    const { view } = await open({ state: live() });
    expect(view.text()).toContain('The test is running, and nothing leaves this computer.');
  });

  it('shows a session that fails, with its next click', async () => {
    const { world, view } = await open({
      reading: server,
      state: failed({ reason: 'server-unauthorized' }, studioSession),
    });
    expect(view.wrapper.get('h1').text()).toBe('The session did not start');
    await view.click('Edit the profile');
    expect(world.calls.at(-1)).toEqual([
      'openOptions',
      `#/settings/profiles/studio?${encodeURIComponent('{"reason":"server-unauthorized"}')}`,
    ]);
  });

  it('shows a Start that could not be performed', async () => {
    const { world, view } = await open({ microphone: 'granted' });
    world.answers.start = () => Promise.reject(new FailureError({ reason: 'host-gone' }));
    await view.click('Start');
    expect(view.wrapper.get('[role="alert"]').text()).toContain('The streaming part was ended');
  });
});

describe('settings that cannot be read', () => {
  it('are reported, with what to do about it', async () => {
    const { world, view } = await open({ reading: { ok: false, problem: 'newer-version' } });
    await view.click('Go to the settings');
    expect(world.calls.at(-1)).toEqual(['openOptions', '#/settings']);
  });
});
