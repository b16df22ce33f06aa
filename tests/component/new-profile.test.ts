import { flushPromises } from '@vue/test-utils';
import { beforeEach, describe, expect, it } from 'vitest';
import OptionsView from '../../components/app/OptionsView.vue';
import { FailureError } from '../../utils/domain/failure/failure.ts';
import { createFakeWorld, type FakeWorldOptions } from '../support/fake-services.ts';
import { aWhipProfile, settingsWith } from '../support/profiles.ts';
import { goTo, mountView, type MountedView } from './mount-view.ts';

beforeEach(() => {
  location.hash = '';
});

async function open(options: FakeWorldOptions = {}, hash = '#/settings/add') {
  location.hash = hash;
  const world = createFakeWorld(options);
  return { world, view: await mountView(OptionsView, world) };
}

const followed = async (view: MountedView, name: string) => {
  await view.click(name);
  // Follows the new hash as the browser would.
  await goTo(location.hash);
};
const valueOf = (view: MountedView, selector: string) =>
  view.wrapper.get<HTMLInputElement>(selector).element.value;

describe('a pasted address', () => {
  it('is recognised at once without a request, and begins a profile', async () => {
    const { world, view } = await open();
    await view.wrapper.get('#new-address').setValue('http://localhost:7860/api/offer');
    expect(view.text()).toContain('This looks like Pipecat SmallWebRTC.');
    expect(world.called('probe')).toEqual([]);
    await followed(view, 'Create the profile');
    expect(location.hash).toBe('#/settings/profiles/new/json-offer');
    expect(valueOf(view, '#profile-url')).toBe('http://localhost:7860/api/offer');
    expect(valueOf(view, '#profile-variant')).toBe('pipecat');
    expect(valueOf(view, '#profile-name')).toBe('localhost');
    expect(world.called('save')).toEqual([]);
  });

  it.each([
    ['http://localhost:8889/mic/whep', 'This address is for watching (WHEP)'],
    ['https://media.example/', 'The address alone does not say what it is.'],
  ])('%s: %s', async (address, sentence) => {
    const { view } = await open();
    await view.wrapper.get('#new-address').setValue(address);
    expect(view.text()).toContain(sentence);
    expect(view.hasButton('Create the profile')).toBe(false);
  });

  it('of an unknown kind is asked only by a click, after access was granted', async () => {
    const { world, view } = await open();
    world.answers.probe = () => Promise.resolve({ kind: 'whip' });
    await view.wrapper.get('#new-address').setValue('https://media.example/in');
    const clicked = view.button('Ask the server').trigger('click');
    expect(world.called('requestOrigin')).toEqual([['requestOrigin', 'https://media.example/in']]);
    await clicked;
    await flushPromises();
    expect(view.text()).toContain('This looks like WHIP.');
    expect(view.hasButton('Create the profile')).toBe(true);
  });

  it('is not asked where access is refused', async () => {
    const { world, view } = await open();
    world.answers.requestOrigin = () => Promise.resolve(false);
    await view.wrapper.get('#new-address').setValue('https://media.example/in');
    await view.click('Ask the server');
    expect(world.called('probe')).toEqual([]);
    expect(view.text()).toContain('Access to the server was refused');
  });

  it('of an unreachable server is reported as that', async () => {
    const { world, view } = await open();
    world.answers.probe = () => Promise.reject(new FailureError({ reason: 'server-unreachable' }));
    await view.wrapper.get('#new-address').setValue('https://media.example/in');
    await view.click('Ask the server');
    expect(view.text()).toContain('The server cannot be reached');
  });
});

describe('a well-known server', () => {
  it('begins a profile that cannot be saved before its placeholders are filled in', async () => {
    const { world, view } = await open();
    await followed(view, 'MediaMTX');
    expect(valueOf(view, '#profile-name')).toBe('MediaMTX');
    await view.wrapper.get('form').trigger('submit');
    await flushPromises();
    expect(view.errorOf('#profile-url')).toBe('Replace what stands in < > with your own.');
    expect(world.called('save')).toEqual([]);
  });
});

describe('the list of profiles', () => {
  const reading = settingsWith(aWhipProfile({ token: 'secret' }), {
    id: 'loop',
    name: 'Loop',
    kind: 'loopback',
  });
  const saved = (world: ReturnType<typeof createFakeWorld>) =>
    world.lastSaved().profiles.map(({ name }) => name);

  it('duplicates a profile with all its fields, under a new name and id', async () => {
    const { world, view } = await open({ reading }, '#/settings');
    await view.click('Duplicate “Studio”');
    expect(saved(world)).toEqual(['Studio', 'Studio (copy)', 'Loop']);
    const [one, copy] = world.lastSaved().profiles;
    expect(copy).toEqual({ ...one, id: copy?.id, name: 'Studio (copy)' });
    expect(copy?.id).not.toBe(one?.id);
    await view.click('Undo');
    expect(saved(world)).toEqual(['Studio', 'Loop']);
  });

  it('moves a profile, says where it is now, and can be undone', async () => {
    const { world, view } = await open({ reading }, '#/settings');
    await view.click('Move “Studio” down');
    expect(saved(world)).toEqual(['Loop', 'Studio']);
    expect(view.text()).toContain('“Studio” is now number 2 of 2.');
    await view.click('Undo');
    expect(saved(world)).toEqual(['Studio', 'Loop']);
  });

  it('does nothing beyond either end, and keeps the focus there', async () => {
    const { world, view } = await open({ reading }, '#/settings');
    await view.click('Move “Studio” up');
    await view.click('Move “Loop” down');
    expect(world.called('save')).toEqual([]);
    expect(view.button('Move “Studio” up').attributes()).not.toHaveProperty('disabled');
  });
});

describe('ICE servers of a TURN REST service', () => {
  const found = [{ url: 'turn:relay.example', username: '1900000000:me', credential: 'secret' }];

  async function openForm() {
    return open({ reading: settingsWith(aWhipProfile({ iceServers: [] })) }, '#/settings/profiles/studio');
  }

  it('are fetched only by a click, after access was granted, and are put into the form unsaved', async () => {
    const { world, view } = await openForm();
    world.answers.turnCredentials = () =>
      Promise.resolve({
        servers: found,
        leftOut: [{ url: 'turn:b.example', problem: 'turn-credential-missing' as const }],
      });
    await view.wrapper.get('#turn-rest-url').setValue(' https://turn.example/credentials?key=mine ');
    expect(world.called('turnCredentials')).toEqual([]);
    await view.click('Fetch and add');
    expect(world.called('requestOrigin')).toHaveLength(1);
    expect(world.called('turnCredentials')[0]?.[1]).toBe('https://turn.example/credentials?key=mine');
    expect(valueOf(view, '#ice-0-url')).toBe('turn:relay.example');
    expect(view.text()).toContain('Their credentials end on');
    expect(view.text()).toContain('turn:b.example is not used. A TURN server needs');
    // The service's address is cleared, because it may hold a key.
    expect(valueOf(view, '#turn-rest-url')).toBe('');
    expect(world.called('save')).toEqual([]);
  });

  it('are not added where they cannot be read, which is said', async () => {
    const { world, view } = await openForm();
    world.answers.turnCredentials = () =>
      Promise.reject(new FailureError({ reason: 'server-answer-invalid' }));
    await view.wrapper.get('#turn-rest-url').setValue('https://turn.example/');
    await view.click('Fetch and add');
    expect(view.text()).toContain('is not a list of TURN servers');
    expect(view.wrapper.find('#ice-0-url').exists()).toBe(false);
  });

  it('are not asked for without an address', async () => {
    const { world, view } = await openForm();
    await view.click('Fetch and add');
    expect(world.called('requestOrigin')).toEqual([]);
    expect(view.errorOf('#turn-rest-url')).toBe('Enter the server’s address.');
  });
});

describe('an ICE server', () => {
  it('with a TURN address has a choice of transport, which is written into the address', async () => {
    const turn = { url: 'turn:relay.example', username: 'me', credential: 'secret' };
    const { view } = await open(
      { reading: settingsWith(aWhipProfile({ iceServers: [turn] })) },
      '#/settings/profiles/studio',
    );
    await view.wrapper.get('#ice-0-transport').setValue('tcp');
    expect(valueOf(view, '#ice-0-url')).toBe('turn:relay.example?transport=tcp');
  });

  it('with a STUN address asks for no credentials, unless some were entered', async () => {
    const { view } = await open({ reading: settingsWith(aWhipProfile()) }, '#/settings/profiles/studio');
    expect(view.wrapper.find('#ice-0-username').exists()).toBe(false);
    await view.wrapper.get('#ice-0-url').setValue('turn:relay.example');
    expect(view.wrapper.find('#ice-0-username').exists()).toBe(true);
  });
});
