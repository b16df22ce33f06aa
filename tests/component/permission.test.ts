import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import PermissionView from '../../components/permission/PermissionView.vue';
import { FailureError, type Failure } from '../../utils/domain/failure/failure.ts';
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

describe('what is missing', () => {
  it('is explained, with the advice for the question to come', async () => {
    const { view } = await open({ microphone: 'prompt', serverGranted: false, reading: server });
    expect(view.wrapper.get('h1').text()).toBe('Allow SteadyMic to hear you');
    expect(view.text()).toContain('only on a page like this one');
    expect(view.text()).toContain('Allow on every visit');
    expect(view.text()).toContain('The server https://media.example');
    expect(view.text()).toContain('as the profile “Studio” says');
  });

  it('is asked for by one button, the server first, and the session goes on by itself', async () => {
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

  it('asks for the server within the click itself, before anything is awaited', async () => {
    const { world, view } = await open({ microphone: 'prompt', serverGranted: false, reading: server });
    view.button('Allow and start').element.click();
    expect(world.called('requestServer')).toHaveLength(1);
  });

  it('is only the microphone with loopback', async () => {
    const { view, asked } = await open({ microphone: 'prompt' });
    expect(view.text()).toContain('nothing leaves this computer');
    await view.click('Allow and start');
    expect(asked()).toEqual(['requestMicrophone', 'start']);
  });

  it('may be the server alone', async () => {
    const { view, asked } = await open({ microphone: 'granted', serverGranted: false, reading: server });
    await view.click('Allow and start');
    expect(asked()).toEqual(['requestServer', 'start']);
  });

  it('says that the browser is asking while it does', async () => {
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

describe('a microphone that is not given', () => {
  it.each<[Failure, string]>([
    [{ reason: 'microphone-dismissed' }, 'The permission question was closed'],
    [{ reason: 'microphone-missing' }, 'No microphone was found'],
    [{ reason: 'microphone-busy' }, 'Another program holds the microphone'],
    [{ reason: 'microphone-unusable', name: 'AbortError' }, 'The microphone cannot be used'],
  ])('%o has words of its own, and the button asks again', async (failure, title) => {
    const { world, view, asked } = await open({ microphone: 'prompt' });
    world.answers.requestMicrophone = () => Promise.reject(new FailureError(failure));
    await view.click('Allow and start');
    expect(view.wrapper.get('[role="alert"]').text()).toContain(title);
    await view.click('Allow and start');
    expect(asked()).toEqual(['requestMicrophone', 'requestMicrophone']);
  });

  it('because it was refused: says how to undo that, and goes on when it was undone', async () => {
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

  it('because it is refused just now: says the same', async () => {
    const { world, view } = await open({ microphone: 'prompt' });
    world.answers.requestMicrophone = () => {
      world.setMicrophone('denied');
      return Promise.reject(new FailureError({ reason: 'microphone-refused' }));
    };
    await view.click('Allow and start');
    expect(view.text()).toContain('How to undo it');
  });

  it('because a one-time grant has ended: says so', async () => {
    const { view } = await open({ microphone: 'prompt', microphoneWasGranted: true });
    expect(view.wrapper.get('[role="alert"]').text()).toContain('The one-time permission has ended');
  });

  it('because there is none: the words go when devices change', async () => {
    const { world, view } = await open({ microphone: 'prompt' });
    world.answers.requestMicrophone = () =>
      Promise.reject(new FailureError({ reason: 'microphone-missing' }));
    await view.click('Allow and start');
    world.setDevices([{ deviceId: 'a', label: 'Headset' }]);
    await flushPromises();
    expect(view.wrapper.find('[role="alert"]').exists()).toBe(false);
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

describe('when everything is allowed', () => {
  it('already: nothing starts by itself, and Start is offered', async () => {
    const { world, view, asked } = await open({ microphone: 'granted' });
    expect(view.wrapper.get('h1').text()).toBe('Everything is allowed');
    expect(asked()).toEqual([]);
    await view.click('Start');
    expect(world.called('start')).toHaveLength(1);
  });

  it('elsewhere, while this page is open: the session goes on by itself', async () => {
    const { world, asked } = await open({ microphone: 'prompt' });
    world.setMicrophone('granted');
    await flushPromises();
    expect(asked()).toEqual(['start']);
  });

  it('shows the start on its way', async () => {
    const { view } = await open({ state: starting() });
    expect(view.wrapper.get('h1').text()).toBe('Thank you. Starting');
  });

  it('says of the test that nothing leaves this computer', async () => {
    const { view } = await open({ state: live() });
    expect(view.text()).toContain('The test is running, and nothing leaves this computer.');
  });

  it('tells a session that fails, with its next click', async () => {
    const { world, view } = await open({
      reading: server,
      state: failed({ reason: 'server-unauthorized' }, studioSession),
    });
    expect(view.wrapper.get('h1').text()).toBe('The session did not start');
    await view.click('Edit the profile');
    expect(world.calls.at(-1)).toEqual(['openOptions', '#/settings/profiles/studio']);
  });

  it('tells a Start that could not be done', async () => {
    const { world, view } = await open({ microphone: 'granted' });
    world.answers.start = () => Promise.reject(new FailureError({ reason: 'host-gone' }));
    await view.click('Start');
    expect(view.wrapper.get('[role="alert"]').text()).toContain('The streaming part was ended');
  });
});

describe('settings that cannot be read', () => {
  it('are said to be so, with the way out', async () => {
    const { world, view } = await open({ reading: { ok: false, problem: 'newer-version' } });
    await view.click('Go to the settings');
    expect(world.calls.at(-1)).toEqual(['openOptions', '#/settings']);
  });
});
