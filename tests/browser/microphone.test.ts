import { afterEach, describe, expect, it } from 'vitest';
import messages from '../../public/_locales/en/messages.json' with { type: 'json' };
import { defaultSettings } from '../../utils/domain/settings/settings.ts';
import type { Warning } from '../../utils/domain/warnings/warning-kinds.ts';
import type { SessionEvent } from '../../utils/domain/log/session-event.ts';
import { chooseMicrophone } from '../support/browser/choose-microphone.ts';
import { withServer } from '../support/browser/fixtures.ts';
import { hearSpeech } from '../support/browser/hear-speech.ts';
import { listDevices } from '../support/browser/list-devices.ts';
import { badgeText, databaseRows, iconTitle, store } from '../support/browser/extension-readers.ts';
import {
  launchBrowser,
  type ExtensionBrowser,
  type LaunchOptions,
} from '../support/browser/launch-browser.ts';
import { microphoneTracks } from '../support/browser/page-media.ts';
import { openedPermissionPage } from '../support/browser/permission-page.ts';
import { openPopup, type Popup } from '../support/browser/popup.ts';
import { chooseProfile, stopAndTell, testOrigins, whipProfile } from '../support/browser/profiles.ts';
import { inWords, shownFailure } from '../support/browser/shown-failure.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { textsOf } from '../support/messages.ts';
import { startWhipServer, type WhipServer } from '../support/peers/whip-server.ts';
import { startPulseAudio } from '../support/pulse-audio.ts';
import { otherSpeechFile, noiseFile, silentFile, speechFile } from '../support/speech.ts';

const texts = textsOf('en');
let browser: ExtensionBrowser;
afterEach(() => browser.close());

async function launch(options: Partial<LaunchOptions> = {}): Promise<Popup> {
  browser = await launchBrowser({
    extensionDir,
    microphone: 'granted',
    grantedOrigins: testOrigins,
    ...options,
  });
  return openPopup(browser);
}

async function goLive(popup: Popup): Promise<void> {
  await popup.start();
  await popup.waitForPhase('live');
}

const badgeIs = (text: string) =>
  waitFor(`the badge ${text}`, async () => (await badgeText(browser)) === text);

const says = (popup: Popup, words: { message: string }) =>
  waitFor(`the popup to say "${words.message}"`, async () => (await popup.text()).includes(words.message));

/** The events about this warning since the user muted, if they did. */
async function eventsAbout(warning: Warning): Promise<string[]> {
  const events = (await databaseRows<SessionEvent>(browser, 'events')).toSorted(
    (one, other) => one.at - other.at,
  );
  return events
    .slice(events.findLastIndex(({ kind }) => kind === 'mute-changed') + 1)
    .flatMap((event) => ('warning' in event && event.warning === warning ? [event.kind] : []));
}

const silences = () => eventsAbout('silent-microphone');

describe('a microphone that the user does not allow', () => {
  it('is explained on the permission page after a refusal, with how to undo the block', async () => {
    const popup = await launch({ microphone: 'denied' });
    await popup.start();
    const permission = await openedPermissionPage(browser);
    await permission.waitForStage('missing');
    const text = await permission.text();
    expect(text).toContain(messages.failure_microphone_refused_title.message);
    expect(text).toContain(messages.permission_refused_step_allow.message);
    expect(text).not.toContain(messages.permission_advice.message);
    expect(await popup.phase()).toBe('idle');
  });

  it.each([
    { state: 'denied', reason: 'microphone-refused' },
    { state: 'prompt', reason: 'microphone-grant-ended' },
  ] as const)(
    'any more while live ($state) is told as $reason, and not as a fault of the device',
    async ({ state, reason }) => {
      const popup = await launch({ audioFile: await speechFile() });
      await goLive(popup);
      await browser.setMicrophonePermission(state);
      expect(await shownFailure(popup)).toEqual(inWords({ reason }));
      await badgeIs('!');
      const tracks = await microphoneTracks(await browser.offscreenPage());
      expect(tracks.filter(({ readyState }) => readyState === 'live')).toEqual([]);
    },
  );
});

describe('a chosen microphone that is absent', () => {
  it('is named as missing, is not replaced unasked, is chosen anew, and is found by its name where its id has changed', async () => {
    const popup = await launch({ audioFile: await speechFile() });
    const defaults = defaultSettings();
    await store(browser, 'settings', {
      ...defaults,
      microphone: { ...defaults.microphone, deviceId: 'left-at-home' },
    });
    await says(popup, messages.microphone_absent);
    await popup.start();
    expect(await shownFailure(popup)).toEqual(inWords({ reason: 'microphone-missing' }));

    await popup.click(messages.step_choose_microphone.message);
    await expect.poll(() => popup.page.evaluate(() => document.activeElement?.tagName)).toBe('SELECT');
    await chooseMicrophone(popup, null);
    await goLive(popup);
    await popup.stop();
    await popup.waitForPhase('idle');

    // An id of another profile, whose salt is another one, with the name that the device has in each.
    const label = 'Fake Audio Input 2';
    await store(browser, 'settings', {
      ...defaults,
      microphone: { ...defaults.microphone, deviceId: 'f00'.repeat(21), label },
    });
    await waitFor('the device of that name to be shown as chosen', () =>
      popup.page.$eval('#microphone', (select) =>
        select instanceof HTMLSelectElement
          ? select.selectedOptions[0]?.text === 'Fake Audio Input 2'
          : false,
      ),
    );
    await goLive(popup);
    const tracks = await microphoneTracks(await browser.offscreenPage());
    const inUse = tracks.filter(({ readyState }) => readyState === 'live');
    expect(new Set(inUse.map((track) => track.label))).toEqual(new Set([label]));
  });

  it('is reported under its name when it is chosen while live, and the earlier one stays in use', async () => {
    const popup = await launch({ audioFile: await speechFile() });
    await goLive(popup);
    const defaults = defaultSettings();
    await store(browser, 'settings', {
      ...defaults,
      microphone: { ...defaults.microphone, deviceId: 'left-at-home' },
    });
    const [track] = await microphoneTracks(await browser.offscreenPage());
    await says(popup, { message: texts.t('trouble_gone_stand_in', track?.label ?? '') });
    expect(await popup.phase()).toBe('live');
    await badgeIs('ON');

    await chooseMicrophone(popup, null);
    await waitFor('the trouble to be over', async () => !(await popup.text()).includes('In its place'));
  });
});

describe('a microphone that gives only zeros', () => {
  it('goes live, and is reported as silent', async () => {
    const popup = await launch({ audioFile: await silentFile() });
    await goLive(popup);
    await badgeIs('MIC');
    await says(popup, messages.hint_live_microphone_silent);
    expect(await popup.text()).toContain(messages.phase_live_silent.message);
    expect(await popup.phase()).toBe('live');
    expect(await iconTitle(browser)).toBe(messages.title_live_silent.message);
    await waitFor('the warning', async () => (await silences()).length > 0);
    await popup.stop();
    await popup.waitForPhase('idle');
    await waitFor('its end, by the end', async () => (await silences()).length > 1);
    expect(await silences()).toEqual(['warning-raised', 'warning-cleared']);
  });

  it('is not reported as silent while the user mutes', async () => {
    const popup = await launch({ audioFile: await silentFile() });
    await goLive(popup);
    await popup.mute();
    await says(popup, messages.hint_live_muted);
    const timer = () => popup.page.$eval('[role="timer"]', ({ textContent }) => textContent);
    const mutedAt = await timer();
    const later = mutedAt.replace(/\d\d$/, (seconds) => String(Number(seconds) + 6).padStart(2, '0'));
    await waitFor('more than the four seconds to pass', async () => (await timer()) >= later);
    expect(await popup.text()).toContain(messages.hint_live_muted.message);
    expect(await popup.text()).toContain(messages.phase_live_muted.message);
    expect(await iconTitle(browser)).toBe(messages.title_live_muted.message);
    // A busy machine may take the four seconds for the way to the click; then the mute ends the warning.
    expect(await silences()).not.toContain('warning-raised');

    await popup.unmute();
    await says(popup, messages.hint_live_microphone_silent);
  });
});

describe('a real microphone of the system', () => {
  let server: WhipServer;
  withServer(
    () => startWhipServer(),
    (given) => {
      server = given;
    },
  );

  /**
   * Waits until the words of the file reach the far side. It is a server and not a receiver in the same
   * browser, because both would stutter on a busy machine.
   */
  const isHeard = (file: string) => hearSpeech(server.recording, file);
  const profile = () => whipProfile({ url: server.url });

  it('that gives only zeros raises a warning, and clears it when it gives sound', async () => {
    await using sound = await startPulseAudio();
    const desk = await sound.addMicrophone('desk-microphone');
    const popup = await launch({ fakeDevice: false, env: sound.env });
    await goLive(popup);
    await badgeIs('MIC');
    await waitFor('the warning', async () => (await silences()).length === 1);

    await desk.play(await speechFile());
    await badgeIs('ON');
    await waitFor('its end', async () => (await silences()).length === 2);
    expect(await silences()).toEqual(['warning-raised', 'warning-cleared']);
    expect(await popup.phase()).toBe('live');
  });

  it('that gives only its own noise is not taken for a voice, and is one when somebody speaks', async () => {
    await using sound = await startPulseAudio();
    const desk = await sound.addMicrophone('desk-microphone');
    await desk.play(await noiseFile());
    const popup = await launch({ fakeDevice: false, env: sound.env });
    await goLive(popup);
    await says(popup, messages.hint_live_quiet);
    expect(await popup.text()).not.toContain(messages.hint_live_arriving.message);
    await badgeIs('MIC');
    await says(popup, messages.warning_no_voice_raised);
    expect(await iconTitle(browser)).toBe(messages.title_live_no_voice.message);

    await desk.play(await speechFile());
    await badgeIs('ON');
    await says(popup, messages.hint_live_arriving);
    await waitFor('the end of the warning', async () => (await eventsAbout('no-voice')).length === 2);
    expect(await eventsAbout('no-voice')).toEqual(['warning-raised', 'warning-cleared']);
  });

  it('that is missing has a failure of its own, and Start works once it is plugged in', async () => {
    await using sound = await startPulseAudio();
    const popup = await launch({ fakeDevice: false, env: sound.env });
    await popup.start();
    expect(await shownFailure(popup)).toEqual(inWords({ reason: 'microphone-missing' }));

    await sound.addMicrophone('desk-microphone');
    await goLive(popup);
  });

  it('is reported when the system mutes it, and ends a session that stops on a loss when it is unplugged', async () => {
    await using sound = await startPulseAudio();
    const desk = await sound.addMicrophone('desk-microphone');
    await sound.addMicrophone('headset');
    await desk.play(await speechFile());
    const popup = await launch({ fakeDevice: false, env: sound.env });
    await chooseProfile(browser, profile(), stopAndTell);
    await chooseMicrophone(popup, 'desk-microphone');
    await goLive(popup);
    await isHeard(await speechFile());

    await desk.setMuted(true);
    await badgeIs('MIC');
    await says(popup, messages.hint_live_microphone_muted);
    expect(await popup.text()).toContain(messages.phase_live_silent.message);
    await desk.setMuted(false);
    await badgeIs('ON');
    await says(popup, messages.hint_live_arriving);
    await isHeard(await speechFile());

    await desk.unplug();
    await listDevices(popup);
    expect(await shownFailure(popup)).toEqual(inWords({ reason: 'microphone-ended' }));
    expect(await popup.text()).toContain(textsOf('en').t('microphone_absent_named', 'desk-microphone'));
    await badgeIs('!');
    await popup.start();
    await says(popup, messages.failure_microphone_missing_title);

    await desk.plugIn();
    await goLive(popup);
  });

  it('that is only the default may be unplugged, because the system moves to the next one', async () => {
    await using sound = await startPulseAudio();
    const desk = await sound.addMicrophone('desk-microphone');
    const headset = await sound.addMicrophone('headset');
    await desk.play(await speechFile());
    await headset.play(await otherSpeechFile());
    await desk.makeDefault();
    const popup = await launch({ fakeDevice: false, env: sound.env });
    await chooseProfile(browser, profile());
    await goLive(popup);
    await isHeard(await speechFile());

    await desk.unplug();
    await listDevices(popup);
    await isHeard(await otherSpeechFile());
    expect(await popup.phase()).toBe('live');
    const [track] = await microphoneTracks(await browser.offscreenPage());
    expect(track).toMatchObject({ deviceId: 'default', readyState: 'live' });
  });
});
