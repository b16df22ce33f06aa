import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { settingsSections, type SettingsSection } from '../../components/navigation/route.ts';
import OptionsView from '../../components/app/OptionsView.vue';
import { FailureError } from '../../utils/domain/failure/failure.ts';
import { profileKinds } from '../../utils/domain/profiles/profile-kinds.ts';
import { toLeaves } from '../../utils/domain/settings/settings-paths.ts';
import {
  defaultSettings,
  parseSettings,
  watchRanges,
  type Settings,
} from '../../utils/domain/settings/settings.ts';
import { keyPart } from '../../utils/texts/key-part.ts';
import { settingField, settingsOfGroup } from '../../utils/domain/settings/setting-fields.ts';
import { catalogues } from '../support/messages.ts';
import { createFakeWorld, type FakeWorld, type FakeWorldOptions } from '../support/fake-services.ts';
import { aWhipProfile, settingsWith } from '../support/profiles.ts';
import { goTo, mountView, type MountedView } from './mount-view.ts';

const loopback = { id: 'loopback', name: 'Loopback', kind: 'loopback' } as const;

beforeEach(() => {
  location.hash = '';
});

/** Opens a section of the settings. */
async function open(section: SettingsSection, options: FakeWorldOptions = {}) {
  location.hash = `#/settings/${section}`;
  const world = createFakeWorld(options);
  return { world, view: await mountView(OptionsView, world) };
}

/** The section that has the setting at a path. */
function sectionOf(path: string): SettingsSection {
  const group = path.startsWith('catchUp.') ? 'recovery' : path.split('.')[0];
  return settingsSections.find((section) => section === group) ?? 'behaviour';
}

describe('the settings page', () => {
  const paths = [...toLeaves(defaultSettings()).keys()].filter(
    (path) => !/^(profiles|activeProfileId)/.test(path),
  );

  it.each(paths)('has a field for %s', async (path) => {
    const reading = settingsWith(loopback);
    if (reading.ok) {
      reading.settings.recovery.giveUpAfterMs = 60_000;
      reading.settings.catchUp.limitSeconds = 60;
      reading.settings.transcript.keepDays = 30;
    }
    const { view } = await open(sectionOf(path), { reading });
    const label = catalogues.en[`setting_${keyPart(path)}`]?.message ?? '';
    expect(label, `name ${path} in both messages.json`).not.toBe('');
    expect(view.text(), `give ${path} a field, labelled by its name`).toContain(label);
  });
});

describe('a simple setting', () => {
  it.each<[string, (settings: Settings) => boolean]>([
    ['#microphone-echo-cancellation', ({ microphone }) => microphone.echoCancellation],
    ['#microphone-noise-suppression', ({ microphone }) => microphone.noiseSuppression],
    ['#microphone-auto-gain-control', ({ microphone }) => microphone.autoGainControl],
    ['#keep-awake', ({ keepAwake }) => keepAwake],
    ['#notifications', ({ notifications }) => notifications],
    ['#badge', ({ badge }) => badge],
    ['#attention-listen-while-muted', ({ attention }) => attention.listenWhileMuted],
  ])('%s is saved at once, and can be undone', async (selector, read) => {
    const { world, view } = await open(sectionOf(selector.slice(1).replace('-', '.')));
    await view.wrapper.get(selector).setValue(false);
    await flushPromises();
    expect(read(world.lastSaved())).toBe(false);
    expect(view.wrapper.get('.place [role="status"]').text()).toContain('was changed.');
    await view.click('Undo');
    expect(world.lastSaved()).toEqual(defaultSettings());
    expect(view.wrapper.get<HTMLInputElement>(selector).element.checked).toBe(true);
    expect(view.wrapper.get('.place [role="status"]').text()).toBe('The change was undone.');
  });

  it('goes back to its old value where it cannot be saved, and says so', async () => {
    const { world, view } = await open('behaviour');
    world.answers.save = () => Promise.reject(new Error('storage is full'));
    await view.wrapper.get('#keep-awake').setValue(false);
    await flushPromises();
    expect(view.text()).toContain('This change could not be saved.');
    expect(view.wrapper.get<HTMLInputElement>('#keep-awake').element.checked).toBe(true);
  });

  it('shows a change that was made elsewhere', async () => {
    const { world, view } = await open('behaviour');
    world.setReading({ ok: true, settings: { ...defaultSettings(), keepAwake: false } });
    await flushPromises();
    expect(view.wrapper.get<HTMLInputElement>('#keep-awake').element.checked).toBe(false);
  });
});

describe('the behaviour when nobody speaks', () => {
  it('can be set: after how many minutes to ask, if ever, and what follows without an answer', async () => {
    const { world, view } = await open('attention');
    const attention = () => world.lastSaved().attention;
    const minutes = view.wrapper.get<HTMLInputElement>('#attention-quiet-after-ms');
    expect(minutes.element.value).toBe('20');
    await minutes.setValue('45');
    await minutes.trigger('change');
    await flushPromises();
    expect(attention().quietAfterMs).toBe(2_700_000);
    await view.wrapper.get('input[name="attention-unanswered"][value="stop"]').setValue(true);
    await flushPromises();
    expect(attention().unanswered).toBe('stop');
    await view.wrapper.get('#attention-quiet-after-ms-limited').setValue(false);
    await flushPromises();
    expect(attention().quietAfterMs).toBeNull();
    expect(view.wrapper.find('#attention-quiet-after-ms').exists()).toBe(false);
  });
});

describe('the theme', () => {
  const shown = () => document.documentElement.style.colorScheme;

  it('is the system’s until another one is chosen, which shows at once, also on the next page', async () => {
    const { world, view } = await open('behaviour');
    expect(shown()).toBe('');
    await view.wrapper.get('input[name="theme"][value="dark"]').setValue(true);
    await flushPromises();
    expect(world.lastSaved().theme).toBe('dark');
    expect([shown(), localStorage.getItem('theme')]).toEqual(['dark', 'dark']);
    await view.click('Undo');
    expect([shown(), localStorage.getItem('theme')]).toEqual(['', null]);
  });
});

describe('the shortcuts', () => {
  it('are shown as the browser has them, with how to change them', async () => {
    const { world, view } = await open('shortcuts', {
      shortcuts: [
        { name: 'toggle-session', description: 'Start or stop', keys: 'Alt+Shift+S' },
        { name: 'toggle-mute', description: 'Mute', keys: '' },
      ],
    });
    expect(view.wrapper.findAll('dl > div').map((row) => row.text())).toEqual([
      'Start or stopAlt+Shift+S',
      'MuteNo keys',
    ]);
    await view.click('Change the keys');
    expect(world.called('openShortcuts')).toHaveLength(1);
  });
});

describe('the check of the microphone', () => {
  it('asks for the microphone where it is not allowed, without a page that would start a session', async () => {
    const { world, view } = await open('microphone', { microphone: 'prompt' });
    expect(view.hasButton('Switch on the microphone')).toBe(false);
    world.answers.requestMicrophone = () =>
      Promise.reject(new FailureError({ reason: 'microphone-dismissed' }));
    await view.click('Allow the microphone');
    expect(world.called('requestMicrophone')).toHaveLength(1);
    expect(view.wrapper.find('[data-reason="microphone-dismissed"]').exists()).toBe(true);
    expect(view.wrapper.find('[data-step]').exists()).toBe(false);
    expect(world.called('openPermissionPage')).toEqual([]);
  });

  it('is off until the user starts it, shows the level, and is off again when the page is left', async () => {
    const { world, view } = await open('microphone');
    expect(world.called('openMicrophone')).toEqual([]);
    await view.click('Switch on the microphone');
    expect(world.called('openMicrophone')[0]?.[1]).toEqual(defaultSettings().microphone);
    await vi.waitFor(() => {
      expect(view.wrapper.get<HTMLMeterElement>('meter').element.value).toBeGreaterThan(0.5);
    });
    await goTo('#/history');
    expect(world.called('closeMicrophone')).toHaveLength(1);
  });

  it.each([
    ['a good voice', 0.1, false, false, false],
    ['a voice that is too quiet', 0.004, false, true, false],
    ['a voice that is cut off', 0.6, true, true, true],
    ['silence', 0, false, true, false],
  ])('marks %s on the level as a session would', async (_, level, isCutOff, isDoubted, isTold) => {
    const { world, view } = await open('microphone');
    world.answers.openMicrophone = () =>
      Promise.resolve({
        level: () => level,
        isCutOff: () => isCutOff,
        record: () => Promise.resolve(new Blob()),
        onEnd: () => undefined,
        close: () => undefined,
      });
    await view.click('Switch on the microphone');
    await vi.waitFor(() => {
      expect(view.wrapper.find('.check .bar.doubted').exists()).toBe(isDoubted);
      expect(view.wrapper.find('.check .cut').exists()).toBe(isTold);
    });
    // The mark stands where a session begins to call a voice too quiet, at -45 dBFS of 60 dB.
    expect(view.wrapper.get<HTMLElement>('.check .scale').element.style.getPropertyValue('--quietest')).toBe(
      '25%',
    );
  });

  it('shows the level of each other microphone as well, and closes all of them when it is switched off', async () => {
    const { world, view } = await open('microphone', {
      devices: ['desk', 'headset', 'desk'].map((label, index) => ({
        deviceId: `id-${String(index)}`,
        label,
        groupId: `group-${String(index)}`,
      })),
    });
    await view.click('Switch on the microphone');
    await flushPromises();
    const opened = world.called('openMicrophone').map(([, settings]) => settings);
    expect(opened.map((settings) => (settings as { deviceId: string }).deviceId)).toEqual([
      '',
      'id-0',
      'id-1',
      'id-2',
    ]);
    expect(view.wrapper.text()).toContain('Does another microphone hear you?');
    await view.click('Switch off the microphone');
    expect(world.called('closeMicrophone')).toHaveLength(4);
    expect(view.wrapper.text()).not.toContain('Does another microphone hear you?');
  });

  it('records, and plays what it has recorded', async () => {
    const { world, view } = await open('microphone');
    await view.click('Switch on the microphone');
    await view.click('Record 3 seconds');
    expect(world.called('play')).toHaveLength(1);
    await view.click('Play it again');
    expect(world.called('play')).toHaveLength(2);
  });

  it('follows a change of the processing at once', async () => {
    const { world, view } = await open('microphone');
    await view.click('Switch on the microphone');
    await view.wrapper.get('#microphone-noise-suppression').setValue(false);
    await flushPromises();
    expect(world.called('openMicrophone').at(-1)?.[1]).toMatchObject({ noiseSuppression: false });
    expect(world.called('closeMicrophone')).toHaveLength(1);
  });

  it.each([
    ['another page takes the place of this one', () => dispatchEvent(new Event('pagehide'))],
    ['the browser puts the page to sleep', () => document.dispatchEvent(new Event('freeze'))],
    ['the permission is taken back', (world: FakeWorld) => world.setMicrophone('denied')],
  ])('is off at once when %s', async (_name, happens) => {
    const { world, view } = await open('microphone');
    await view.click('Switch on the microphone');
    happens(world);
    expect(world.called('closeMicrophone')).toHaveLength(1);
  });

  describe('in a page that is out of sight', () => {
    const see = (visibility: DocumentVisibilityState) => {
      vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(visibility);
      document.dispatchEvent(new Event('visibilitychange'));
    };
    beforeEach(() => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    });
    afterEach(() => {
      vi.useRealTimers();
    });

    it('is off after half a minute, and says why', async () => {
      const { world, view } = await open('microphone');
      await view.click('Switch on the microphone');
      see('hidden');
      vi.advanceTimersByTime(29_000);
      expect(world.called('closeMicrophone')).toHaveLength(0);
      vi.advanceTimersByTime(1000);
      expect(world.called('closeMicrophone')).toHaveLength(1);
      see('visible');
      await flushPromises();
      expect(view.text()).toContain('this page was out of sight for a while');
      await view.click('Switch on the microphone');
      expect(view.text()).not.toContain('out of sight');
      expect(world.called('openMicrophone')).toHaveLength(2);
    });

    it('stays on where the page is seen again in time, however often', async () => {
      const { world, view } = await open('microphone');
      await view.click('Switch on the microphone');
      for (let glance = 0; glance < 3; glance += 1) {
        see('hidden');
        vi.advanceTimersByTime(20_000);
        see('visible');
      }
      vi.advanceTimersByTime(60_000);
      expect(world.called('closeMicrophone')).toHaveLength(0);
    });

    it('is closed at once where it opens too late', async () => {
      const { world, view } = await open('microphone');
      const opening = Promise.withResolvers<Awaited<ReturnType<typeof world.answers.openMicrophone>>>();
      const usual = await world.answers.openMicrophone(new AbortController().signal);
      const signals: AbortSignal[] = [];
      world.answers.openMicrophone = (signal) => {
        signals.push(signal);
        return opening.promise;
      };
      await view.click('Switch on the microphone');
      see('hidden');
      vi.advanceTimersByTime(30_000);
      expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
      opening.resolve(usual);
      await flushPromises();
      expect(world.called('closeMicrophone')).toHaveLength(1);
      expect(view.hasButton('Switch on the microphone')).toBe(true);
    });

    it('says nothing where it was already off', async () => {
      const { view } = await open('microphone');
      see('hidden');
      vi.advanceTimersByTime(30_000);
      see('visible');
      await flushPromises();
      expect(view.text()).not.toContain('out of sight');
    });
  });

  it('says why a microphone cannot be used', async () => {
    const { world, view } = await open('microphone');
    world.answers.openMicrophone = () => Promise.reject(new FailureError({ reason: 'microphone-missing' }));
    await view.click('Switch on the microphone');
    expect(view.text()).toContain('No microphone was found');
  });
});

describe('the behaviour when the connection is lost', () => {
  const recoveryOf = (settings: Settings) => settings.recovery;

  it('is recovery until the user stops, unless chosen otherwise', async () => {
    const { view } = await open('recovery');
    const checked = view.wrapper
      .findAll<HTMLInputElement>('input[name="recovery-mode"]')
      .flatMap(({ element }) => (element.checked ? [element.value] : []));
    expect(checked).toEqual(['recover']);
    expect(view.wrapper.get<HTMLInputElement>('#recovery-give-up-after-ms-limited').element.checked).toBe(
      false,
    );
    expect(view.wrapper.find('#recovery-give-up-after-ms').exists()).toBe(false);
  });

  it('can be to stop and tell, and then has no time limit', async () => {
    const { world, view } = await open('recovery');
    await view.wrapper.get('input[value="stop-and-tell"]').setValue(true);
    await flushPromises();
    expect(recoveryOf(world.lastSaved())).toEqual({ mode: 'stop-and-tell', giveUpAfterMs: null });
    expect(view.wrapper.find('#recovery-give-up-after-ms-limited').exists()).toBe(false);
  });

  it('can be limited to some minutes', async () => {
    const { world, view } = await open('recovery');
    await view.wrapper.get('#recovery-give-up-after-ms-limited').setValue(true);
    await flushPromises();
    expect(recoveryOf(world.lastSaved())).toEqual({ mode: 'recover', giveUpAfterMs: 1_800_000 });
    await view.fill('#recovery-give-up-after-ms', '5');
    await flushPromises();
    expect(recoveryOf(world.lastSaved())).toEqual({ mode: 'recover', giveUpAfterMs: 300_000 });
    expect(parseSettings(world.lastSaved()).ok).toBe(true);
  });
});

describe('a figure of the watch', () => {
  it.each([
    ['#watch-error-threshold', '60', (settings: Settings) => settings.watch.errorThreshold],
    ['#watch-check-interval-ms', '1000', (settings: Settings) => settings.watch.checkIntervalMs],
    ['#watch-connect-deadline-ms', '20000', (settings: Settings) => settings.watch.connectDeadlineMs],
  ] as const)('%s is saved when it is finished', async (selector, value, read) => {
    const { world, view } = await open('watch');
    await view.fill(selector, value);
    await flushPromises();
    expect(world.called('save')).toHaveLength(1);
    expect(read(world.lastSaved())).toBe(Number(value));
  });

  it.each(['4', '1001', '', 'fifty', '50.5', '5e1000'])(
    'is not saved as "%s", and says what it takes',
    async (value) => {
      const { world, view } = await open('watch');
      await view.fill('#watch-error-threshold', value);
      expect(world.called('save')).toEqual([]);
      expect(view.errorOf('#watch-error-threshold')).toBe('Enter a whole number from 5 to 1,000.');
    },
  );

  it.each(Object.entries(watchRanges))('%s has the limits that the settings have', (name, limits) => {
    const reads = (value: number) => {
      const settings = defaultSettings();
      return parseSettings({ ...settings, watch: { ...settings.watch, [name]: value } }).ok;
    };
    expect([limits.lowest - 1, limits.lowest, limits.highest, limits.highest + 1].map(reads)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

describe('profiles', () => {
  const both = settingsWith(aWhipProfile(), loopback);

  it('are listed with what they are, the chosen one marked', async () => {
    const { view } = await open('profiles', { reading: both });
    expect(view.wrapper.findAll('.profiles li label').map((label) => label.text())).toEqual([
      'StudioWHIPmedia.example',
      'LoopbackTest: nothing leaves this computer',
    ]);
    expect(view.wrapper.get<HTMLInputElement>('input[value="studio"]').element.checked).toBe(true);
  });

  it('are chosen at once, and that says when it takes effect', async () => {
    const { world, view } = await open('profiles', { reading: both });
    await view.wrapper.get('input[value="loopback"]').setValue(true);
    await flushPromises();
    expect(world.lastSaved().activeProfileId).toBe('loopback');
    expect(view.text()).toContain('The profile “Loopback” is used at the next Start.');
  });

  it('are deleted only after a question that names them, and can be restored', async () => {
    const { world, view } = await open('profiles', { reading: both });
    await view.click('Delete “Studio”');
    expect(view.wrapper.get('dialog').text()).toContain('Delete the profile “Studio”?');
    expect(world.called('save')).toEqual([]);
    await view.click('Delete');
    expect(world.lastSaved().profiles).toEqual([loopback]);
    expect(world.lastSaved().activeProfileId).toBe('loopback');
    await view.click('Undo');
    expect(world.lastSaved().profiles.map(({ id }) => id)).toEqual(['studio', 'loopback']);
    expect(world.lastSaved().activeProfileId).toBe('studio');
  });

  it('are kept when the question is cancelled', async () => {
    const { world, view } = await open('profiles', { reading: both });
    await view.click('Delete “Studio”');
    await view.click('Cancel');
    expect(view.wrapper.find('dialog').exists()).toBe(false);
    expect(world.called('save')).toEqual([]);
  });

  it('cannot be deleted down to none', async () => {
    const { view } = await open('profiles');
    expect(view.button('Delete “Loopback”').attributes()).toHaveProperty('disabled');
  });

  it('can be added by kind', async () => {
    const { view } = await open('profiles');
    expect(view.wrapper.get('a.add').attributes('href')).toBe('#/settings/add');
    await goTo('#/settings/add');
    expect(view.wrapper.findAll('.ways a').map((link) => link.attributes('href'))).toEqual(
      profileKinds.map((kind) => `#/settings/profiles/new/${kind}`),
    );
  });
});

describe('the servers that may be contacted', () => {
  const studio = aWhipProfile({ url: 'https://media.example:8443/mic/whip' });
  const backup = aWhipProfile({ id: 'backup', name: 'Backup', url: 'https://media.example/other/whip' });
  const origins = ['https://left.example/*', 'https://media.example/*'];
  const gaveBack = (world: FakeWorld) => world.called('giveBack').map(([, given]) => given);

  it('are listed with their profiles, and one that none uses can be given back', async () => {
    const reading = settingsWith(studio, backup, loopback);
    const { world, view } = await open('profiles', { reading, origins });
    const shown = () => view.wrapper.findAll('.origins li').map((item) => item.text().replace(/\s+/g, ' '));
    expect(shown()).toEqual([
      'https://left.example No profile uses itGive back',
      'https://media.example Studio · Backup',
    ]);
    await view.click('Give back');
    expect(gaveBack(world)).toEqual([['https://left.example/*']]);
    expect(shown()).toEqual(['https://media.example Studio · Backup']);
  });

  it('are not shown where there are none', async () => {
    const { view } = await open('profiles');
    expect(view.wrapper.find('.origins').exists()).toBe(false);
  });

  it('are given back with the last profile that uses them', async () => {
    const { world, view } = await open('profiles', { reading: settingsWith(studio, backup, loopback) });
    await view.click('Delete “Backup”');
    await view.click('Delete');
    expect(gaveBack(world)).toEqual([]);
    await view.click('Delete “Studio”');
    await view.click('Delete');
    expect(gaveBack(world)).toEqual([['https://media.example/*']]);
  });

  it.each([
    [() => Promise.resolve(true), 'The change was undone.'],
    [() => Promise.resolve(false), 'the next Start asks for it'],
    [() => Promise.reject(new Error('no gesture')), 'the next Start asks for it'],
  ])(
    'are asked for again by the click that undoes a deletion (case %#), which says how it went',
    async (answer, said) => {
      const { world, view } = await open('profiles', { reading: settingsWith(studio, loopback) });
      await view.click('Delete “Studio”');
      await view.click('Delete');
      world.answers.requestOrigin = answer;
      await view.click('Undo');
      expect(world.called('requestPatterns')).toEqual([['requestPatterns', ['https://media.example/*']]]);
      // The question comes first, while the browser still takes the click for the user's.
      const order = world.calls
        .map(([name]) => name)
        .filter((name) => name === 'requestPatterns' || name === 'save');
      expect(order).toEqual(['save', 'requestPatterns', 'save']);
      expect(world.lastSaved().profiles.map(({ id }) => id)).toEqual(['studio', 'loopback']);
      expect(view.wrapper.get('.place [role="status"]').text()).toContain(said);
    },
  );

  it('are not asked for where what is undone has taken none away', async () => {
    const { world, view } = await open('profiles', { reading: settingsWith(studio, backup, loopback) });
    await view.click('Delete “Backup”');
    await view.click('Delete');
    await view.click('Undo');
    expect(world.called('requestPatterns')).toEqual([]);
  });

  it('are kept when another setting changes, or the change cannot be saved', async () => {
    const { world, view } = await open('profiles', { reading: settingsWith(studio, loopback) });
    await view.wrapper.get('input[value="loopback"]').setValue(true);
    await flushPromises();
    world.answers.save = () => Promise.reject(new Error('the disk is full'));
    await view.click('Delete “Studio”');
    await view.click('Delete');
    expect(gaveBack(world)).toEqual([]);
  });
});

describe('settings that cannot be read', () => {
  const broken = {
    ok: false,
    problem: 'unreadable',
    problems: [{ path: 'profiles.0.url', code: 'url-scheme' }],
  } as const;

  it('are left untouched until the user starts over, and has confirmed it', async () => {
    const { world, view } = await open('behaviour', {
      reading: { ...broken, problems: [...broken.problems] },
    });
    expect(view.text()).toContain('The settings cannot be read');
    expect(view.text()).toContain('The address must begin with https:// or http://.');
    expect(view.wrapper.find('#keep-awake').exists()).toBe(false);
    await view.click('Start over with the defaults');
    expect(view.wrapper.get('dialog').text()).toContain('Replace all settings with the defaults?');
    expect(world.called('save')).toEqual([]);
    await view.wrapper.get('dialog .danger').trigger('click');
    await flushPromises();
    expect(world.lastSaved()).toEqual(defaultSettings());
    expect(view.wrapper.find('#keep-awake').exists()).toBe(true);
  });

  it('of a newer version ask for an update first', async () => {
    const { view } = await open('behaviour', { reading: { ok: false, problem: 'newer-version' } });
    expect(view.text()).toContain('Update the extension');
  });
});

describe('the sections of the settings', () => {
  const sectionLinks = (view: MountedView) => view.wrapper.findAll('.sections nav a');

  it.each(settingsSections)('have each an address: a link to %s leads to it alone', async (section) => {
    const { view } = await open(section);
    await flushPromises();
    expect(document.activeElement?.id).toBe(`section-${section}`);
    expect(view.wrapper.findAll('h2')).toHaveLength(1);
    const current = sectionLinks(view).filter((link) => link.attributes('aria-current') === 'page');
    expect(current.map((link) => link.attributes('href'))).toEqual([`#/settings/${section}`]);
  });

  it('begin with the servers and end with what experts set, and with About', async () => {
    const { view } = await open('microphone');
    await goTo('#/settings');
    expect(view.wrapper.get('h2').attributes('id')).toBe('section-profiles');
    const places = sectionLinks(view).map((link) => link.attributes('href'));
    expect(places[0]).toBe('#/settings/profiles');
    expect(places.slice(-2)).toEqual(['#/settings/watch', '#/settings/about']);
  });

  it('are gone through without another page: the heading of the next one gets the focus', async () => {
    const { world, view } = await open('microphone');
    await view.click('Switch on the microphone');
    await goTo('#/settings/recovery');
    expect(document.activeElement?.id).toBe('section-recovery');
    expect(world.called('closeMicrophone')).toHaveLength(1);
  });
});

describe('the words of a field', () => {
  const groups = new Set(
    [...toLeaves(defaultSettings()).keys()].map((path) => /^(?:(.*)\.)?/.exec(path)?.[1] ?? ''),
  );
  const paths = [...groups].flatMap(settingsOfGroup);
  const needed = paths.flatMap((path) => {
    const field = settingField(path);
    const key = `setting_${keyPart(path)}`;
    switch (field.entry) {
      case 'own':
        return [key];
      case 'choice':
        return [key, ...field.choices.map((choice) => `${key}_${keyPart(choice)}`)];
      case 'check':
        return [key, `${key}_hint`];
      case 'number':
      case 'limit':
        return [
          key,
          `${key}_hint`,
          ...(path.endsWith('Ms') ? [] : [`${key}_unit`]),
          ...(field.entry === 'limit' ? [`${key}_limit`, `${key}_none`] : []),
        ];
    }
  });

  it.each(needed)('%s are in both languages', (key) => {
    expect([catalogues.en[key]?.message, catalogues.ja[key]?.message].filter(Boolean)).toHaveLength(2);
  });
});

describe('a setting that an administrator has locked', () => {
  const locked = ['keepAwake', 'watch', 'microphone.deviceId', 'recovery', 'activeProfileId'];

  it.each<[string, SettingsSection]>([
    ['#keep-awake', 'behaviour'],
    ['#watch-error-threshold', 'watch'],
    ['#microphone-device', 'microphone'],
    ['input[name="recovery-mode"]', 'recovery'],
  ])('%s is disabled, and says so', async (selector, section) => {
    const { view } = await open(section, { policy: { locked } });
    expect(view.wrapper.get(selector).element.matches(':disabled, :disabled *')).toBe(true);
    expect(view.text()).toContain('Some settings are set by your administrator');
  });

  it('is marked beside the field, also for screen readers', async () => {
    const { view } = await open('watch', { policy: { locked } });
    const described =
      view.wrapper.get('#watch-error-threshold').attributes('aria-describedby')?.split(' ') ?? [];
    expect(described.map((id) => view.wrapper.get(`#${id}`).text())).toContain('Set by your administrator.');
  });

  it('is marked once for a limit, which has a check box and a figure', async () => {
    const { view } = await open('history', { policy: { locked: ['history.keepDays'] } });
    const notes = view.wrapper.findAll('p').filter((each) => each.text() === 'Set by your administrator.');
    expect(notes.map((note) => note.attributes('hidden') === undefined)).toEqual([true, false]);
    expect(view.wrapper.get('#history-keep-days').attributes('aria-describedby')).toBe(
      notes[1]?.attributes('id'),
    );
  });

  it('leaves the other settings usable', async () => {
    const { view } = await open('behaviour', { policy: { locked } });
    expect(view.wrapper.get('#notifications').element.matches(':disabled')).toBe(false);
  });

  it('keeps a locked profile from being deleted, and a locked list from getting another one', async () => {
    const reading = settingsWith(aWhipProfile(), loopback);
    const one = await open('profiles', { reading, policy: { locked: ['profiles.studio'] } });
    expect(one.view.button('Delete “Studio”').attributes()).toHaveProperty('disabled');
    expect(one.view.button('Delete “Loopback”').attributes()).not.toHaveProperty('disabled');
    const all = await open('profiles', { reading, policy: { locked: ['profiles'] } });
    expect(all.view.wrapper.find('.add').exists()).toBe(false);
    await goTo('#/settings/add');
    expect(all.view.wrapper.find('.ways').exists()).toBe(false);
    expect(all.view.text()).toContain('Set by your administrator.');
  });

  it('keeps the choice of the profile', async () => {
    const { view } = await open('profiles', { policy: { locked } });
    expect(view.wrapper.get('input[name="active-profile"]').attributes()).toHaveProperty('disabled');
  });

  it('is named by its path where it cannot be read', async () => {
    const { view } = await open('profiles', {
      policy: { policyProblems: [{ path: 'watch.errorThreshold', code: 'number-range' }] },
    });
    expect(view.text()).toContain('watch.errorThreshold This number is out of range.');
  });
});

describe('undo', () => {
  it('takes back the last change alone, and keeps later changes from elsewhere', async () => {
    const { world, view } = await open('behaviour');
    await view.wrapper.get('#keep-awake').setValue(false);
    await flushPromises();
    world.setReading({
      ok: true,
      settings: { ...defaultSettings(), keepAwake: false, notifications: false },
    });
    await flushPromises();
    await view.click('Undo');
    expect(world.lastSaved()).toEqual({ ...defaultSettings(), notifications: false });
  });
});

describe('export', () => {
  const reading = settingsWith(aWhipProfile({ token: 'secret' }), loopback);
  const saved = async (world: FakeWorld) => {
    const [, name, content] = world.called('saveFile').at(-1) ?? [];
    if (!(content instanceof Blob)) throw new Error('no file was saved');
    return { name, text: await content.text() };
  };

  it('writes the settings without credentials, unless they are asked for', async () => {
    const { world, view } = await open('transfer', { reading });
    await view.click('Export the settings');
    expect((await saved(world)).name).toMatch(/^steadymic-0\.2\.0-\d{4}-\d{2}-\d{2}-settings\.json$/);
    expect((await saved(world)).text).not.toContain('secret');
    await view.wrapper.get('#export-credentials').setValue(true);
    await view.click('Export the settings');
    expect(reading).toMatchObject({ settings: JSON.parse((await saved(world)).text) as Settings });
  });
});

describe('import', () => {
  const imported = {
    ...defaultSettings(),
    keepAwake: false,
    watch: { ...defaultSettings().watch, errorThreshold: 80 },
  };

  async function choose(view: MountedView, content: string, size?: number) {
    const file = new File([content], 'settings.json', { type: 'application/json' });
    if (size !== undefined) Object.defineProperty(file, 'size', { value: size });
    const input = view.wrapper.get<HTMLInputElement>('#import-file');
    Object.defineProperty(input.element, 'files', { value: [file], configurable: true });
    await input.trigger('change');
    await flushPromises();
    await vi.waitFor(() => {
      if (!view.wrapper.find('dialog, [data-problem]').exists()) throw new Error('nothing came of the file');
    });
  }
  const changes = (view: MountedView) => view.wrapper.findAll('dialog li').map((item) => item.text());

  it('shows what would change, changes nothing before it is confirmed, and can be undone', async () => {
    const { world, view } = await open('transfer');
    await choose(view, JSON.stringify(imported));
    expect(changes(view)).toEqual([
      '“Error threshold”: 50 becomes 80.',
      '“Keep the computer awake”: on becomes off.',
    ]);
    expect(world.called('save')).toEqual([]);
    await view.wrapper.get('dialog form').trigger('submit');
    await flushPromises();
    expect(world.lastSaved()).toEqual(imported);
    expect(view.wrapper.get('.place [role="status"]').text()).toBe('The settings were imported.');
    await view.click('Undo');
    expect(world.lastSaved()).toEqual(defaultSettings());
  });

  it('can be cancelled', async () => {
    const { world, view } = await open('transfer');
    await choose(view, JSON.stringify(imported));
    await view.click('Cancel');
    expect(view.wrapper.find('dialog').exists()).toBe(false);
    expect(world.called('save')).toEqual([]);
  });

  it('of the present settings has nothing to confirm', async () => {
    const { view } = await open('transfer');
    await choose(view, JSON.stringify(defaultSettings()));
    expect(view.wrapper.get('dialog').text()).toContain('there is nothing to change');
    expect(view.hasButton('Import')).toBe(false);
  });

  it('asks for credentials that the file lacks, and leaves out what does not work without them', async () => {
    const turn = { url: 'turn:relay.example', username: 'speaker' };
    const { token: _, ...bare } = aWhipProfile();
    const file = {
      ...defaultSettings(),
      profiles: [{ ...bare, iceServers: [turn] }],
      activeProfileId: 'studio',
    };
    const { world, view } = await open('transfer');
    await choose(view, JSON.stringify(file));
    const inputs = view.wrapper.findAll('dialog input');
    expect(view.wrapper.findAll('dialog label').map((label) => label.text())).toEqual([
      'Credential of “Studio” for turn:relay.example',
      'Token, key or password of “Studio”',
    ]);
    await inputs[1]?.setValue('entered');
    await view.wrapper.get('dialog form').trigger('submit');
    await flushPromises();
    expect(world.lastSaved().profiles).toEqual([aWhipProfile({ token: 'entered', iceServers: [] })]);
  });

  it('says which settings an administrator has locked', async () => {
    const { view } = await open('transfer', { policy: { locked: ['watch'] } });
    await choose(view, JSON.stringify(imported));
    expect(changes(view)[0]).toContain('this stays as it is');
    expect(changes(view)[1]).not.toContain('this stays as it is');
  });

  it.each<[string, string, number | undefined, string]>([
    ['cut off', '{"version": 1, "prof', undefined, 'damaged or incomplete'],
    ['of 50 MB', '{}', 50 * 1024 * 1024, 'far larger'],
    ['of a future version', JSON.stringify({ ...imported, version: 9 }), undefined, 'newer SteadyMic'],
    ['of something else', '{"a": 1}', undefined, 'something other'],
    ['of wrong types', JSON.stringify({ ...imported, keepAwake: 'yes' }), undefined, 'keepAwake This is not'],
  ])('of a file %s says so, and changes nothing', async (_name, content, size, sentence) => {
    const { world, view } = await open('transfer');
    await choose(view, content, size);
    expect(view.wrapper.get('[data-problem]').text()).toContain(sentence);
    expect(world.called('save')).toEqual([]);
  });
});

describe('reset', () => {
  it('shows what would change, and can be undone', async () => {
    const reading = settingsWith(aWhipProfile(), loopback);
    const { world, view } = await open('transfer', { reading });
    await view.click('Reset all settings');
    expect(view.wrapper.get('dialog').text()).toContain('The profile “Studio” is removed');
    expect(world.called('save')).toEqual([]);
    await view.wrapper.get('dialog form').trigger('submit');
    await flushPromises();
    expect(world.lastSaved()).toEqual(defaultSettings());
    await view.click('Undo');
    expect(reading).toMatchObject({ settings: world.lastSaved() });
  });
});
