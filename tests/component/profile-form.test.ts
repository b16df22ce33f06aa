import { flushPromises } from '@vue/test-utils';
import { beforeEach, describe, expect, it } from 'vitest';
import OptionsView from '../../components/app/OptionsView.vue';
import type { Failure } from '../../utils/domain/failure/failure.ts';
import { newProfile } from '../../utils/domain/profiles/new-profile.ts';
import type { OpenAiRealtimeProfile, Profile, WhipProfile } from '../../utils/domain/profiles/profile.ts';
import {
  defaultIceServers,
  profileKinds,
  type ProfileKind,
} from '../../utils/domain/profiles/profile-kinds.ts';
import { createFakeWorld, type FakeWorldOptions } from '../support/fake-services.ts';
import { aWhipProfile, settingsWith } from '../support/profiles.ts';
import { live } from '../support/session-states.ts';
import { mountView, type MountedView } from './mount-view.ts';

beforeEach(() => {
  location.hash = '';
});

async function open(hash: string, options: FakeWorldOptions = {}) {
  location.hash = hash;
  const world = createFakeWorld(options);
  return { world, view: await mountView(OptionsView, world) };
}

const openStudio = (changes: Partial<WhipProfile> = {}, options: FakeWorldOptions = {}) =>
  open('#/settings/profiles/studio', { reading: settingsWith(aWhipProfile(changes)), ...options });

const edge = 'https://edge.example:8443/whip';
const redirectedTo = (to: string): Failure => ({
  reason: 'server-redirected',
  origin: new URL(to).origin,
  to,
});
/** The place of the form to which a failure's next click leads. */
const afterFailure = (failure: Failure) =>
  `#/settings/profiles/studio?${encodeURIComponent(JSON.stringify(failure))}`;

async function save(view: MountedView) {
  await view.wrapper.get('form').trigger('submit');
  await flushPromises();
}

describe('the time after which a server ends a connection', () => {
  const field = '#advanced-session-limit';

  it('is folded away and empty until it is entered in minutes', async () => {
    const { world, view } = await openStudio();
    expect(view.wrapper.get('details:has(#advanced-session-limit)').attributes('open')).toBeUndefined();
    await view.fill(field, '60');
    await save(view);
    expect(world.lastSaved().profiles[0]).toMatchObject({ sessionLimitMs: 3_600_000 });
  });

  it('is shown where there is one, and can be removed', async () => {
    const { world, view } = await openStudio({ sessionLimitMs: 900_000 });
    expect(view.wrapper.get<HTMLInputElement>(field).element.value).toBe('15');
    expect(view.wrapper.get('details:has(#advanced-session-limit)').attributes('open')).toBeDefined();
    await view.fill(field, '');
    await save(view);
    expect(world.lastSaved().profiles[0]).toMatchObject({ sessionLimitMs: null });
  });

  it.each(['soon', '0', '1441'])('is not saved as %s', async (minutes) => {
    const { world, view } = await openStudio();
    await view.fill(field, minutes);
    await save(view);
    expect(view.text()).toContain('Enter a whole number from 1 to 1,440.');
    expect(world.called('save')).toEqual([]);
  });
});

describe('the one at the far end of a profile’s sessions', () => {
  it.each<[ProfileKind, string, string]>([
    ['whip', 'listeners', 'recogniser'],
    ['json-offer', 'recogniser', 'listeners'],
    ['openai-realtime', 'recogniser', 'listeners'],
  ])('is of a %s server %s unless %s is chosen', async (kind, usual, other) => {
    const profile = {
      ...newProfile(kind, 'studio', 'Studio'),
      url: 'https://media.example/offer',
      ...(kind === 'openai-realtime' && { credential: 'sk-1' }),
    } as Profile;
    const { world, view } = await open('#/settings/profiles/studio', { reading: settingsWith(profile) });
    const chosen = () =>
      view.wrapper.get<HTMLInputElement>('input[name="destination"]:checked').element.value;
    expect(chosen()).toBe(usual);
    await view.wrapper.get(`input[name="destination"][value="${other}"]`).setValue();
    await save(view);
    expect(world.lastSaved().profiles[0]).toMatchObject({ destination: other });
  });

  it('is nobody’s where a test never leaves this computer', async () => {
    const { view } = await open('#/settings/profiles/loopback');
    expect(view.wrapper.find('input[name="destination"]').exists()).toBe(false);
  });
});

describe('the recording of a profile’s sessions', () => {
  it('goes on until all has arrived where nothing is chosen, and what is chosen is saved with the profile', async () => {
    const { world, view } = await openStudio();
    const chosen = () => view.wrapper.get<HTMLInputElement>('input[name="recording"]:checked').element.value;
    expect(chosen()).toBe('until-delivered');
    await view.wrapper.get('input[name="recording"][value="never"]').setValue();
    await save(view);
    expect(world.lastSaved().profiles[0]).toMatchObject({ recording: 'never' });
  });
});

describe('the endpoint by which gaps are filled afterwards', () => {
  const batch = {
    url: 'https://batch.example/v1/audio/transcriptions',
    token: 'key',
    model: 'large',
    language: 'ja',
  };
  const details = (view: MountedView) => view.wrapper.get('details:has(#batch-url)');

  it('is none and folded away until its address is entered, and saving asks for access to both', async () => {
    const { world, view } = await openStudio();
    expect(details(view).attributes('open')).toBeUndefined();
    await view.fill('#batch-url', batch.url);
    expect(view.text()).toContain('access to https://media.example and https://batch.example.');
    await view.fill('#batch-token', batch.token);
    await save(view);
    expect(world.lastSaved().profiles[0]).toMatchObject({
      batch: { url: batch.url, token: 'key', model: 'whisper-1', language: '' },
    });
    expect(world.called('requestServer')[0]?.[1]).toMatchObject({ batch: { url: batch.url } });
  });

  it('is shown where there is one, and goes when it is emptied', async () => {
    const { world, view } = await openStudio({ batch });
    expect(details(view).attributes('open')).toBeDefined();
    await view.fill('#batch-url', '');
    await view.fill('#batch-token', '');
    await save(view);
    expect(Reflect.get(world.lastSaved().profiles[0] ?? {}, 'batch')).toBeUndefined();
  });

  it.each([
    ['batch.example', 'key'],
    ['', 'key'],
    ['ftp://batch.example', ''],
  ])('is not saved with the address %j and the token %j', async (url, token) => {
    const { world, view } = await openStudio();
    await view.fill('#batch-url', url);
    await view.fill('#batch-token', token);
    await save(view);
    expect(world.called('save')).toEqual([]);
    expect(view.wrapper.get('#batch-url').attributes('aria-invalid')).toBe('true');
  });
});

describe('what a model is told', () => {
  const openAi = (changes: Partial<OpenAiRealtimeProfile> = {}) =>
    open('#/settings/profiles/studio', {
      reading: settingsWith({
        ...newProfile('openai-realtime', 'studio', 'Studio'),
        credential: 'sk-1',
        ...changes,
      } as Profile),
    });
  const details = (view: MountedView) => view.wrapper.get('details:has(#transcription-prompt)');

  it('is folded away until something is entered, and is saved with the profile', async () => {
    const { world, view } = await openAi();
    expect(details(view).attributes('open')).toBeUndefined();
    await view.fill('#transcription-prompt', 'A lecture.');
    await view.fill('#transcription-keywords', 'SteadyMic\nWHIP');
    await view.wrapper.get('#transcription-delay').setValue('high');
    await view.wrapper.get('#transcription-noiseReduction').setValue('off');
    await save(view);
    expect(world.lastSaved().profiles[0]).toMatchObject({
      prompt: 'A lecture.',
      keywords: ['SteadyMic', 'WHIP'],
      delay: 'high',
      noiseReduction: 'off',
    });
  });

  it('is shown where there is something, and leaves nothing when it is emptied', async () => {
    const { world, view } = await openAi({ prompt: 'A lecture.', keywords: ['WHIP'] });
    expect(details(view).attributes('open')).toBeDefined();
    await view.fill('#transcription-prompt', '');
    await view.fill('#transcription-keywords', '');
    await save(view);
    expect(JSON.stringify(world.lastSaved().profiles[0])).not.toMatch(/prompt|keywords/);
  });

  it.each([
    ['gpt-live-transcribe', 0],
    ['gpt-realtime-whisper', 2],
    ['gpt-4o-transcribe-diarize', 3],
    ['', 2],
    ['own', 0],
  ])('is for the model %j not sent in %i fields, which say so', async (model, count) => {
    const { view } = await openAi({ model });
    expect(
      details(view)
        .text()
        .match(/does not take this/g) ?? [],
    ).toHaveLength(count);
  });

  it('is not saved with a keyword that is too long, which is said beside it', async () => {
    const { world, view } = await openAi();
    await view.fill('#transcription-keywords', `WHIP\n${'a'.repeat(101)}`);
    await save(view);
    expect(world.called('save')).toEqual([]);
    expect(view.wrapper.get('#transcription-keywords').attributes('aria-invalid')).toBe('true');
  });
});

describe('the days for which the text of a profile’s sessions is kept', () => {
  it.each([
    ['7', 7],
    ['0', 0],
    ['', null],
  ])('are %j as they are entered', async (entered, keepTextDays) => {
    const { world, view } = await openStudio({ keepTextDays: 30 });
    expect(view.wrapper.get<HTMLInputElement>('#text-days').element.value).toBe('30');
    await view.fill('#text-days', entered);
    await save(view);
    expect(world.lastSaved().profiles[0]).toMatchObject({ keepTextDays });
  });

  it.each(['soon', '-1', '3651', '1.5'])('are not saved as %s', async (entered) => {
    const { world, view } = await openStudio();
    await view.fill('#text-days', entered);
    await save(view);
    expect(view.text()).toContain('Enter a whole number from 0 to 3,650.');
    expect(world.called('save')).toEqual([]);
  });
});

describe('the choice when each packet is sent twice', () => {
  const radio = (view: MountedView, value: string) =>
    view.wrapper.get<HTMLInputElement>(`input[name="redundancy"][value="${value}"]`);
  const details = (view: MountedView) => view.wrapper.get('details:has(input[name="redundancy"])');

  it('is automatic and folded away until another is made', async () => {
    const { world, view } = await openStudio();
    expect(details(view).attributes('open')).toBeUndefined();
    expect(radio(view, 'automatic').element.checked).toBe(true);
    await radio(view, 'always').setValue();
    await save(view);
    expect(world.lastSaved().profiles[0]).toMatchObject({ redundancy: 'always' });
  });

  it.each(['always', 'never'] as const)(
    'is shown where it is %s, and can be made again',
    async (redundancy) => {
      const { world, view } = await openStudio({ redundancy });
      expect(details(view).attributes('open')).toBeDefined();
      expect(radio(view, redundancy).element.checked).toBe(true);
      await radio(view, 'automatic').setValue();
      await save(view);
      expect(world.lastSaved().profiles[0]).toMatchObject({ redundancy: 'automatic' });
    },
  );

  it.each(profileKinds.filter((kind) => kind !== 'loopback'))('is there for %s', async (kind) => {
    const { view } = await open(`#/settings/profiles/new/${kind}`);
    expect(radio(view, 'automatic').element.checked).toBe(true);
  });

  it('is not there where nothing is sent over a network', async () => {
    const { view } = await open('#/settings/profiles/new/loopback');
    expect(view.wrapper.find('input[name="redundancy"]').exists()).toBe(false);
  });
});

describe('the choice where a WHIP server may keep a session', () => {
  const radio = (view: MountedView, value: string) =>
    view.wrapper.get<HTMLInputElement>(`input[name="session-urls"][value="${value}"]`);
  const details = (view: MountedView) => view.wrapper.get('details:has(input[name="session-urls"])');

  it('is to ask, folded away, and can be made in advance', async () => {
    const { world, view } = await openStudio();
    expect(details(view).attributes('open')).toBeUndefined();
    expect(radio(view, 'ask').element.checked).toBe(true);
    await radio(view, 'same-host').setValue();
    await save(view);
    expect(world.lastSaved().profiles[0]).toMatchObject({ sessionUrls: 'same-host' });
  });

  it.each(['same-host', 'same-origin'] as const)(
    'is shown where it was %s, and can be taken back',
    async (was) => {
      const { world, view } = await openStudio({ sessionUrls: was });
      expect(details(view).attributes('open')).toBeDefined();
      await radio(view, 'ask').setValue();
      await save(view);
      expect(world.lastSaved().profiles[0]).toMatchObject({ sessionUrls: 'ask' });
    },
  );

  it('is not there for other kinds of server', async () => {
    const { view } = await open('#/settings/profiles/new/json-offer');
    expect(view.wrapper.find('input[name="session-urls"]').exists()).toBe(false);
  });
});

describe('a new profile', () => {
  it.each([
    ['whip', 'New profile: WHIP', ['profile-name', 'profile-url', 'profile-token', 'profile-username']],
    [
      'json-offer',
      'New profile: JSON offer/answer',
      ['profile-name', 'profile-variant', 'profile-url', 'profile-token', 'profile-username'],
    ],
    [
      'openai-realtime',
      'New profile: OpenAI Realtime',
      [
        'profile-name',
        'profile-url',
        'profile-credential',
        'profile-username',
        'profile-model',
        'profile-language',
      ],
    ],
    ['loopback', 'New profile: Loopback test', ['profile-name']],
  ])('of kind %s asks for what that kind needs', async (kind, title, fields) => {
    const { view } = await open(`#/settings/profiles/new/${kind}`);
    expect(view.wrapper.get('h1').text()).toBe(title);
    const ids = view.wrapper.findAll('[id^="profile-"]').map((field) => field.attributes('id') ?? '');
    expect(ids.filter((id) => !/-(hint|error)$/.test(id))).toEqual(fields);
  });

  it('begins with the default STUN server and all paths, and says who sees the IP address', async () => {
    const { view } = await open('#/settings/profiles/new/whip');
    expect(view.wrapper.get<HTMLInputElement>('#ice-0-url').element.value).toBe(defaultIceServers[0]?.url);
    expect(view.wrapper.get<HTMLInputElement>('input[value="all"]').element.checked).toBe(true);
    expect(view.text()).toContain('Each server listed here sees your IP address.');
  });

  it('is added and chosen, and its server is asked for within the click', async () => {
    const { world, view } = await open('#/settings/profiles/new/whip');
    await view.fill('#profile-url', '  https://media.example/whip ');
    await save(view);
    expect(world.called('requestServer')).toHaveLength(1);
    const added = world.lastSaved().profiles.at(-1);
    expect(added).toMatchObject({ kind: 'whip', name: 'WHIP', url: 'https://media.example/whip' });
    expect(world.lastSaved().activeProfileId).toBe(added?.id);
    expect(location.hash).toBe('#/settings/profiles');
    expect(view.text()).toContain('The profile “WHIP” was saved.');
  });

  it('of loopback asks for no server', async () => {
    const { world, view } = await open('#/settings/profiles/new/loopback');
    await save(view);
    expect(world.called('requestServer')).toEqual([]);
    expect(world.lastSaved().profiles).toHaveLength(2);
  });
});

describe('an address', () => {
  it.each([
    ['', 'Enter the server’s address.'],
    ['media.example/whip', 'This is not a web address. It should look like https://speech.example/path.'],
    ['localhost:8080/offer', 'This is not a web address. It should look like https://speech.example/path.'],
    ['https://', 'This is not a web address. It should look like https://speech.example/path.'],
    ['ftp://media.example/', 'The address must begin with https:// or http://.'],
    ['javascript://alert(1)', 'The address must begin with https:// or http://.'],
    [
      'https://me:secret@media.example/whip',
      'Take the user name and password out of the address: it is shown and logged. Use the field for the credential.',
    ],
  ])('such as "%s" is not saved, and says why', async (url, sentence) => {
    const { world, view } = await openStudio();
    await view.fill('#profile-url', url);
    expect(view.errorOf('#profile-url')).toBe(sentence);
    await save(view);
    expect(world.called('save')).toEqual([]);
    expect(world.called('requestServer')).toEqual([]);
    expect(view.text()).toContain('Nothing was saved: 1 field needs your attention.');
    expect(document.activeElement?.id).toBe('profile-url');
  });

  it.each([
    ['http://[2001:db8::1]:8889/mic/whip', 'http://[2001:db8::1]:8889'],
    ['https://音声.example/whip', 'https://xn--4qs597l.example'],
    ['http://localhost:8080/offer', 'http://localhost:8080'],
  ])('such as "%s" is saved, and its origin is asked for', async (url, origin) => {
    const { world, view } = await openStudio();
    await view.fill('#profile-url', url);
    expect(view.errorOf('#profile-url')).toBeNull();
    expect(view.text()).toContain(`Saving asks the browser for access to ${origin}.`);
    await save(view);
    expect(world.lastSaved().profiles[0]).toMatchObject({ url });
  });

  it('shows no error before the field is left', async () => {
    const { view } = await openStudio();
    await view.wrapper.get('#profile-url').setValue('htt');
    expect(view.errorOf('#profile-url')).toBeNull();
    await view.wrapper.get('#profile-url').trigger('blur');
    expect(view.errorOf('#profile-url')).not.toBeNull();
    await view.wrapper.get('#profile-url').setValue('https://media.example/');
    expect(view.errorOf('#profile-url')).toBeNull();
  });
});

describe('ICE servers', () => {
  it.each([
    ['', '', '', 'url', 'Enter the address of the ICE server, or remove it.'],
    ['stun.example', '', '', 'url', 'This is not an ICE server.'],
    ['stun://stun.example', '', '', 'url', 'This is not an ICE server.'],
    ['turn:turn.example', '', '', 'username', 'A TURN server needs a user name and a credential.'],
    ['turn:turn.example', 'me', '', 'credential', 'A TURN server needs a user name and a credential.'],
    ['stun:stun.example', 'me', '', 'username', 'A STUN server takes no user name and no credential.'],
    ['stun:stun.example', '', 'pw', 'credential', 'A STUN server takes no user name and no credential.'],
  ])(
    'are not saved as "%s" with "%s" and "%s": the %s says why',
    async (url, username, credential, field, text) => {
      const { world, view } = await openStudio({ iceServers: [{ url, username, credential }] });
      await save(view);
      expect(view.errorOf(`#ice-0-${field}`)).toContain(text);
      expect(document.activeElement?.id).toBe(`ice-0-${field}`);
      expect(world.called('save')).toEqual([]);
    },
  );

  it('are added and removed', async () => {
    const { world, view } = await openStudio();
    await view.click('Add an ICE server');
    expect(document.activeElement?.id).toBe('ice-1-url');
    await view.fill('#ice-1-url', 'turns:turn.example:443?transport=tcp');
    await view.fill('#ice-1-username', 'me');
    await view.fill('#ice-1-credential', 'secret');
    await view.click('Remove ICE server 1');
    await save(view);
    expect(world.lastSaved().profiles[0]).toMatchObject({
      iceServers: [{ url: 'turns:turn.example:443?transport=tcp', username: 'me', credential: 'secret' }],
    });
  });

  it('may be none', async () => {
    const { world, view } = await openStudio();
    await view.click('Remove ICE server 1');
    expect(view.text()).toContain('No ICE servers: only direct paths are tried.');
    await save(view);
    expect(world.lastSaved().profiles[0]).toMatchObject({ iceServers: [] });
  });

  it('without TURN do not fit relay only, which is said', async () => {
    const { world, view } = await openStudio();
    await view.wrapper.get('input[value="relay"]').setValue(true);
    expect(view.text()).toContain('There is no TURN server in the list');
    await save(view);
    expect(world.lastSaved().profiles[0]).toMatchObject({ iceTransportPolicy: 'relay' });
  });
});

describe('a credential', () => {
  it('is masked until the user wants to see it', async () => {
    const { view } = await openStudio({ token: 'secret' });
    expect(view.wrapper.get('#profile-token').attributes('type')).toBe('password');
    await view.click('Show “Token or password (optional)”');
    expect(view.wrapper.get('#profile-token').attributes('type')).toBe('text');
  });

  it('is a password where there is a user name, and is saved without one once that is emptied', async () => {
    const { world, view } = await openStudio({ token: 'Bearer open' });
    expect(view.text()).toContain('“Bearer” is sent before it anyway');
    await view.fill('#profile-username', ' speaker ');
    expect(view.text()).toContain('The password that belongs to the user name below');
    expect(view.text()).not.toContain('“Bearer” is sent before it anyway');
    await save(view);
    expect(world.lastSaved().profiles[0]).toMatchObject({ username: 'speaker', token: 'Bearer open' });
    location.hash = '#/settings/profiles/studio';
    const again = await openStudio({ username: 'speaker', token: 'open' });
    await again.view.fill('#profile-username', '');
    await save(again.view);
    expect(again.world.lastSaved().profiles[0]).not.toHaveProperty('username');
  });

  it.each([
    ['a user name with a colon', '#profile-username', 'a:b', 'A user name cannot have a colon in it'],
    [
      'a user name with a tab in it',
      '#profile-username',
      'a\tb',
      'It contains a character that cannot be sent',
    ],
    [
      'a token with a zero-width space',
      '#profile-token',
      'a\u200Bb',
      'It contains a character that cannot be sent',
    ],
    ['a token with curly quotes', '#profile-token', '“ab”', 'It contains a character that cannot be sent'],
    [
      'a token with the scheme’s name and a soft hyphen',
      '#profile-token',
      'Bearer a\u00ADb',
      'It contains a character that cannot be sent',
    ],
  ])('is refused as %s, beside its field', async (_, field, text, problem) => {
    const { world, view } = await openStudio();
    await view.fill(field, text);
    await save(view);
    expect(view.errorOf(field)).toContain(problem);
    expect(document.activeElement?.id).toBe(field.slice(1));
    expect(world.called('save')).toEqual([]);
  });

  it('may be a password in any letters', async () => {
    const { world, view } = await openStudio({ username: 'speaker' });
    await view.fill('#profile-token', 'パス“ワード”');
    await save(view);
    expect(world.lastSaved().profiles[0]).toMatchObject({ token: 'パス“ワード”' });
  });

  it.each<[Failure, string]>([
    [{ reason: 'server-unauthorized', asks: 'basic' }, 'profile-username'],
    [{ reason: 'server-unauthorized' }, 'profile-token'],
    [{ reason: 'server-not-found' }, 'profile-url'],
    [redirectedTo(edge), 'profile-url'],
  ])('has the focus where a failure has led to its field: %o', async (failure, field) => {
    await open(afterFailure(failure), { reading: settingsWith(aWhipProfile()) });
    await flushPromises();
    expect(document.activeElement?.id).toBe(field);
  });

  it('has the address entered to which its server sends on, asks for that host within the click, and saves it', async () => {
    const { world, view } = await open(afterFailure(redirectedTo(edge)), {
      reading: settingsWith(aWhipProfile()),
    });
    const { value } = view.wrapper.get<HTMLInputElement>('#profile-url').element;
    expect(value).toBe(edge);
    expect(view.wrapper.get('#profile-url-hint').text()).toContain('Save it only if you trust it');
    expect(world.called('save')).toEqual([]);
    await save(view);
    expect(world.lastSaved().profiles[0]).toMatchObject({ url: edge });
    const asked = world.calls.map(([name]) => name).filter((name) => /^request|^save$/.test(name));
    expect(asked).toEqual(['requestServer', 'save']);
  });

  it('keeps its address where an administrator has set it', async () => {
    const { view } = await open(afterFailure(redirectedTo(edge)), {
      reading: settingsWith(aWhipProfile()),
      policy: { locked: ['profiles.studio.url'] },
    });
    expect(view.wrapper.get<HTMLInputElement>('#profile-url').element.value).toBe(aWhipProfile().url);
  });

  it('is described as stored in this browser alone', async () => {
    const { view } = await openStudio({ token: 'secret' });
    expect(view.text()).toContain('are kept in this browser’s storage for SteadyMic');
    expect(view.text()).toContain('are not synchronised');
  });

  it('is needed for OpenAI Realtime', async () => {
    const { world, view } = await open('#/settings/profiles/new/openai-realtime');
    await save(view);
    expect(view.errorOf('#profile-credential')).toBe('Enter the key or the secret.');
    expect(world.called('save')).toEqual([]);
  });
});

describe('a name', () => {
  it.each([
    ['   ', 'Enter a name.'],
    ['x'.repeat(81), 'This is too long.'],
  ])('"%s" is not saved', async (name, sentence) => {
    const { world, view } = await openStudio();
    await view.fill('#profile-name', name);
    await save(view);
    expect(view.errorOf('#profile-name')).toBe(sentence);
    expect(world.called('save')).toEqual([]);
  });

  it('with markup is saved and shown as text', async () => {
    const name = '<script>alert(1)</script>';
    const { world, view } = await openStudio();
    await view.fill('#profile-name', name);
    await save(view);
    expect(world.lastSaved().profiles[0]?.name).toBe(name);
    expect(view.wrapper.find('script').exists()).toBe(false);
    expect(view.text()).toContain(`The profile “${name}” was saved.`);
  });
});

describe('saving', () => {
  it('keeps the profile when its server is refused, and says what that means', async () => {
    const { world, view } = await openStudio();
    world.answers.requestServer = () => Promise.resolve(false);
    await view.fill('#profile-name', 'Hall');
    await save(view);
    expect(world.lastSaved().profiles[0]?.name).toBe('Hall');
    expect(view.text()).toContain('access to https://media.example was refused. The next Start asks again.');
  });

  it('does not wait for the answer to the question', async () => {
    const { world, view } = await openStudio();
    world.answers.requestServer = () => new Promise(() => undefined);
    await view.fill('#profile-name', 'Hall');
    await save(view);
    expect(world.lastSaved().profiles[0]?.name).toBe('Hall');
    expect(location.hash).toBe('#/settings/profiles');
  });

  it('can be undone', async () => {
    const { world, view } = await openStudio();
    await view.fill('#profile-name', 'Hall');
    await save(view);
    await view.click('Undo');
    expect(world.lastSaved().profiles[0]?.name).toBe('Studio');
  });

  it('keeps the form open when it fails, and says so', async () => {
    const { world, view } = await openStudio();
    world.answers.save = () => Promise.reject(new Error('storage is full'));
    await save(view);
    expect(view.text()).toContain('This change could not be saved.');
    expect(view.wrapper.find('form').exists()).toBe(true);
  });

  it('while a session runs says when it takes effect', async () => {
    const { view } = await openStudio({}, { state: live() });
    expect(view.text()).toContain('changes to its profile take effect at the next Start.');
  });

  it('does not happen on Cancel', async () => {
    const { world, view } = await openStudio();
    await view.fill('#profile-name', 'Hall');
    await view.click('Cancel');
    expect(world.called('save')).toEqual([]);
    expect(location.hash).toBe('#/settings/profiles');
  });
});

describe('a profile that does not exist', () => {
  it('is reported as missing', async () => {
    const { view } = await open('#/settings/profiles/nowhere');
    expect(view.wrapper.get('h1').text()).toBe('This profile does not exist');
  });
});
