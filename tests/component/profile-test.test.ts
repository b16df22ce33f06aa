import { flushPromises } from '@vue/test-utils';
import { beforeEach, describe, expect, it } from 'vitest';
import OptionsView from '../../components/app/OptionsView.vue';
import { createFakeWorld, type FakeWorldOptions } from '../support/fake-services.ts';
import { aWhipProfile, settingsWith } from '../support/profiles.ts';
import { goTo, mountView } from './mount-view.ts';

beforeEach(() => {
  location.hash = '#/settings/profiles/studio';
});

async function open(options: FakeWorldOptions = {}, changes: Parameters<typeof aWhipProfile>[0] = {}) {
  const reading = settingsWith(aWhipProfile(changes));
  const world = createFakeWorld({ reading, ...options });
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
      'The server was told that the session is over.',
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

  describe('at a server that keeps the session at another port', () => {
    const led = { step: 'session-url-unused', origin: 'https://media.example:8443', why: 'unasked' } as const;
    async function testLed(...given: Parameters<typeof open>) {
      const { world, view } = await open(...given);
      await view.click('Test');
      world.tellTest(led);
      world.tellTest({ end: 'failed', failure: { reason: 'connect-timeout' } });
      await flushPromises();
      return { world, view };
    }

    it('asks whether that is allowed, enters it in the form, and tests again', async () => {
      const { world, view } = await testLed();
      expect(view.wrapper.get('.test li').text()).toContain(
        'keeps the session at https://media.example:8443',
      );
      const question = view.wrapper.get('.test .question');
      expect(question.text()).toContain(led.origin);
      const clicked = view.button('Allow').trigger('click');
      expect(world.called('requestServer')).toHaveLength(2);
      await clicked;
      await flushPromises();
      expect(world.called('testProfile')[1]?.[1]).toMatchObject({ sessionUrls: 'same-host' });
      expect(world.called('save')).toEqual([]);
      expect(view.wrapper.find('.question').exists()).toBe(false);
    });

    it('enters a refusal in the form, and asks no more', async () => {
      const { world, view } = await testLed();
      await view.click('Never for this profile');
      world.tellTest({ end: 'passed' });
      await view.click('Test');
      expect(world.called('testProfile').at(-1)?.[1]).toMatchObject({ sessionUrls: 'same-origin' });
      expect(view.wrapper.find('.question').exists()).toBe(false);
    });

    it('asks nothing that an administrator has set', async () => {
      const reading = { ...settingsWith(aWhipProfile()), locked: ['profiles.studio.sessionUrls'] };
      const { view } = await testLed({ reading: { ...reading, policyProblems: [] } as never });
      expect(view.wrapper.find('.question').exists()).toBe(false);
    });
  });

  it.each(['declined', 'insecure', 'granted-to-others'] as const)(
    'asks nothing where the answer would change nothing: %s',
    async (why) => {
      const { world, view } = await open();
      await view.click('Test');
      world.tellTest({ step: 'session-url-unused', origin: 'http://other.example', why });
      world.tellTest({ end: 'passed' });
      await flushPromises();
      expect(view.wrapper.find('.question').exists()).toBe(false);
      expect(view.wrapper.get('.test li').text()).toContain('http://other.example');
    },
  );

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
