import { flushPromises } from '@vue/test-utils';
import { beforeEach, describe, expect, it } from 'vitest';
import OptionsView from '../../components/app/OptionsView.vue';
import { createFakeWorld } from '../support/fake-services.ts';
import { aWhipProfile, settingsWith } from '../support/profiles.ts';
import { goTo, mountView } from './mount-view.ts';

beforeEach(() => {
  location.hash = '#/settings/profiles/studio';
});

async function open() {
  const world = createFakeWorld({ reading: settingsWith(aWhipProfile()) });
  const view = await mountView(OptionsView, world);
  return { world, view };
}

describe('the test of a profile', () => {
  it('uses what is in the form, saved or not, and asks for the server within the click', async () => {
    const { world, view } = await open();
    await view.fill('#profile-url', ' https://other.example/whip ');
    const clicked = view.button('Test').trigger('click');
    expect(world.called('requestServer')).toHaveLength(1);
    await clicked;
    await flushPromises();
    expect(world.called('testProfile')[0]?.[1]).toMatchObject({ url: 'https://other.example/whip' });
    expect(world.called('save')).toEqual([]);
  });

  it('shows each step, and that the profile works', async () => {
    const { world, view } = await open();
    await view.click('Test');
    world.tellTest({ step: 'server-answered', status: 201, afterMs: 120 });
    world.tellTest({ step: 'answer-applied', afterMs: 130 });
    const pair = { localType: 'host', remoteType: 'srflx', protocol: 'udp', relayProtocol: null };
    world.tellTest({ step: 'path-found', pair, afterMs: 200 });
    world.tellTest({ step: 'media-acknowledged', afterMs: 1500 });
    world.tellTest({ step: 'closed', told: true });
    world.tellTest({ end: 'passed' });
    await flushPromises();
    expect(view.wrapper.findAll('.test li').map((item) => item.text())).toEqual([
      'The server answered after 120 ms, with status 201.',
      'Its answer is valid.',
      'The audio takes a path from “host” to “srflx” over UDP.',
      'The server acknowledged what was sent, 1.5 sec after the test began.',
      'The server was told goodbye.',
    ]);
    expect(view.wrapper.get('.test [role="status"]').text()).toBe('The test passed: this profile works.');
  });

  it('shows why it failed, in the words of a session', async () => {
    const { world, view } = await open();
    await view.click('Test');
    world.tellTest({ end: 'failed', failure: { reason: 'server-unauthorized' } });
    await flushPromises();
    expect(view.wrapper.get('.test [role="alert"]').text()).toContain(
      'The server does not accept the credentials',
    );
    await view.wrapper.get('.test [data-step="edit-profile"]').trigger('click');
    expect(document.activeElement?.id).toBe('profile-token');
  });

  it('can be cancelled, and is cancelled by leaving the page', async () => {
    const { world, view } = await open();
    await view.click('Test');
    await view.click('Cancel the test');
    expect(world.called('cancelTest')).toHaveLength(1);
    await goTo('#/settings');
    expect(world.called('cancelTest')).toHaveLength(2);
  });

  it('says that a session runs', async () => {
    const { world, view } = await open();
    await view.click('Test');
    world.tellTest({ end: 'session-running' });
    await flushPromises();
    expect(view.text()).toContain('A session is running');
  });

  it('does not begin with an invalid form, and shows the errors', async () => {
    const { world, view } = await open();
    await view.fill('#profile-url', 'nonsense');
    await view.click('Test');
    expect(world.called('testProfile')).toEqual([]);
    expect(document.activeElement?.id).toBe('profile-url');
  });

  it('contacts nobody where access was refused', async () => {
    const { world, view } = await open();
    world.answers.requestServer = () => Promise.resolve(false);
    await view.click('Test');
    expect(world.called('testProfile')).toEqual([]);
    expect(view.text()).toContain('The server is not allowed yet');
  });
});
