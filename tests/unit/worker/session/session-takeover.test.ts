import { describe, expect, it, vi } from 'vitest';
import type { Failure } from '../../../../utils/domain/failure/failure.ts';
import type { SessionState } from '../../../../utils/domain/session/session-state.ts';
import { defaultSettings, type SettingsReading } from '../../../../utils/domain/settings/settings.ts';
import type { Profile } from '../../../../utils/domain/profiles/profile.ts';
import { createRunningSessionStore } from '../../../../utils/worker/session/running-session-store.ts';
import { createSessionIntent } from '../../../../utils/worker/session/session-intent.ts';
import type { CatchUpPlan } from '../../../../utils/domain/settings/catch-up-of.ts';
import {
  createSessionTakeover,
  type TakeoverDeps,
} from '../../../../utils/worker/session/session-takeover.ts';
import type { Leftovers } from '../../../../utils/worker/session/whip-sessions.ts';
import { createFakeStorage } from '../../../support/fakes/fake-storage.ts';
import { newlyRunning } from '../../../../utils/domain/session/newly-running.ts';
import { live, recovering, sessionHead } from '../../domain/builders.ts';
import { fakeHost } from '../fake-host.ts';

const whip: Profile = {
  id: 'studio',
  name: 'Studio',
  kind: 'whip',
  url: 'https://ingest.example/whip',
  token: 'pomegranate',
  iceServers: [{ url: 'turn:relay.example', username: 'me', credential: 'marzipan' }],
  iceTransportPolicy: 'all',
};
const leftovers = [{ url: 'https://ingest.example/session/1', profileId: 'studio' }];
const owed = { sessionId: 'session-1', from: 3000, parts: [{ name: '1000.opus', points: [] }] };
const catchUp: CatchUpPlan = { speed: 1.25, limitMs: null, beyond: 'oldest' };
const session = sessionHead({ policy: 'recover' });
const stand = { lastKnownAt: 4000, lastSeq: 12, interruptions: 1, interruptedMs: 700 };

function settingsWith(...profiles: Profile[]): SettingsReading {
  const settings = defaultSettings();
  settings.profiles.push(...profiles);
  settings.microphone.deviceId = 'chosen since';
  return { ok: true, settings };
}

interface World {
  reading?: SettingsReading;
  microphone?: PermissionState;
  hasServer?: boolean;
  isKnown?: boolean;
  catchUp?: CatchUpPlan;
  owedSound?: TakeoverDeps['history']['owedSound'];
}

async function world({
  reading = settingsWith(whip),
  microphone = 'granted',
  hasServer = true,
  isKnown = true,
  catchUp,
  owedSound = vi.fn<TakeoverDeps['history']['owedSound']>(() => Promise.resolve(owed)),
}: World = {}) {
  const host = fakeHost();
  const area = createFakeStorage();
  const running = createRunningSessionStore(area);
  const { microphone: chosen, watch, recovery, attention } = defaultSettings();
  await running.remember(
    session.id,
    {
      profile: whip,
      learned: {},
      microphone: chosen,
      watch,
      recovery,
      attention,
      microphoneWasGranted: true,
      ...(catchUp && { catchUp }),
    },
    null,
  );
  const publishState = vi.fn<(state: SessionState) => Promise<void>>(() => Promise.resolve());
  const remove = vi.fn<Leftovers['remove']>(() => Promise.resolve());
  const clock = { now: 6000 };
  const intent = createSessionIntent(running);
  const takeOver = createSessionTakeover({
    host,
    running,
    intent,
    settings: { load: () => Promise.resolve(reading) },
    learned: { factsOf: () => Promise.resolve({ onePublisher: true }) },
    access: {
      microphone: () => Promise.resolve(microphone),
      hasServer: () => Promise.resolve(hasServer),
    },
    history: { stand: () => Promise.resolve(isKnown ? stand : null), owedSound },
    whipSessions: { open: () => Promise.resolve(leftovers), remove },
    publishState,
    now: () => clock.now,
  });
  const aborter = new AbortController();
  const goOn = (lost: Parameters<typeof takeOver>[0]) => takeOver(lost, aborter.signal);
  return { goOn, aborter, intent, host, area, publishState, remove, clock, running, owedSound };
}

describe('a session that goes on in another host', () => {
  it('is the same: started as then, with what is known and chosen by now, muted and asking as it was', async () => {
    const { goOn, host } = await world();
    const question = { about: 'quiet', askedAt: 3000, unanswered: 'mute', mutedAt: 3500 } as const;
    await expect(goOn(live({ session, muted: true, question }))).resolves.toMatchObject({
      phase: 'recovering',
    });
    expect(host.ensure).toHaveBeenCalledBefore(host.resume);
    const { watch, recovery, attention } = defaultSettings();
    expect(host.resume).toHaveBeenCalledExactlyOnceWith({
      request: {
        profile: whip,
        watch,
        recovery,
        attention,
        microphoneWasGranted: true,
        learned: { onePublisher: true },
        microphone: expect.objectContaining({ deviceId: 'chosen since' }) as unknown,
      },
      running: { ...newlyRunning(session), muted: true, question },
      liveSince: 2000,
      stand,
    });
  });

  it('is told of as recovering before anything is tried, counted from its last known moment', async () => {
    const { goOn, host, publishState } = await world();
    await goOn(live({ session }));
    expect(publishState).toHaveBeenCalledBefore(host.ensure);
    expect(publishState.mock.lastCall?.[0]).toMatchObject({
      phase: 'recovering',
      since: 4000,
      running: { session },
    });
    await goOn(recovering({ session, since: 3000 }));
    expect(publishState.mock.lastCall?.[0]).toMatchObject({ since: 3000 });
  });

  it('sends first what the lost host had kept, as far as the recording has it, and never stores that', async () => {
    const { goOn, host, owedSound, running } = await world({ catchUp });
    const lost = live({
      session,
      behind: { state: 'holding', behindMs: 900, at: 3900, speed: 2, road: 'burst' },
    });
    await goOn(lost);
    expect(owedSound).toHaveBeenCalledExactlyOnceWith(session.id, 'https://ingest.example', {
      at: 4000,
      running: lost.running,
    });
    expect(host.resume.mock.lastCall?.[0].request.owed).toEqual(owed);
    expect(await running.request(session.id)).not.toHaveProperty('owed');
  });

  it.each<[words: string, given: World]>([
    ['to listeners, who stay live', {}],
    ['of what no recording has', { catchUp, owedSound: () => Promise.resolve(null) }],
    ['where the history is off', { catchUp, owedSound: () => Promise.reject(new Error('off')) }],
  ])('sends nothing %s', async (_words, given) => {
    const { goOn, host, owedSound } = await world(given);
    await goOn(live({ session }));
    expect(host.resume).toHaveBeenCalledOnce();
    expect(host.resume.mock.lastCall?.[0].request).not.toHaveProperty('owed');
    if (!given.catchUp) expect(owedSound).not.toHaveBeenCalled();
  });

  it('begins its log anew where nothing of it was stored yet', async () => {
    const { goOn, host } = await world({ isKnown: false });
    await goOn(live({ session }));
    const [{ stand: given }] = host.resume.mock.lastCall ?? [{}];
    expect(given).toEqual({ lastKnownAt: 2000, lastSeq: 0, interruptions: 0, interruptedMs: 0 });
  });

  it('closes at the server what the host before had there, and first where that takes one publisher', async () => {
    const { goOn, host, remove } = await world();
    const removed = Promise.withResolvers<void>();
    remove.mockReturnValue(removed.promise);
    const gone = goOn(live({ session }));
    await vi.waitFor(() => expect(remove).toHaveBeenCalledExactlyOnceWith(leftovers));
    expect(host.resume).not.toHaveBeenCalled();
    removed.resolve();
    await gone;
    expect(host.resume).toHaveBeenCalledOnce();
  });

  it('has its secrets in the settings alone', async () => {
    const { area } = await world();
    expect(JSON.stringify(area.held)).toContain('ingest.example');
    expect(JSON.stringify(area.held)).not.toMatch(/pomegranate|marzipan/);
  });
});

describe('a session that cannot go on', () => {
  it.each<[string, World, Failure['reason']]>([
    ['the microphone was refused since', { microphone: 'denied' }, 'microphone-refused'],
    ['the microphone’s grant has ended', { microphone: 'prompt' }, 'microphone-grant-ended'],
    ['the server’s origin is no more granted', { hasServer: false }, 'server-permission-needed'],
    [
      'the settings cannot be read any more',
      { reading: { ok: false, problem: 'newer-version' } },
      'settings-unreadable',
    ],
    ['its profile is gone', { reading: settingsWith() }, 'host-gone'],
    [
      'its profile is another server by now',
      { reading: settingsWith({ ...whip, url: 'https://other.example' }) },
      'host-gone',
    ],
  ])('says why: %s', async (_name, given, reason) => {
    const { goOn, host } = await world(given);
    await expect(goOn(live({ session }))).resolves.toMatchObject({ reason });
    expect(host.resume).not.toHaveBeenCalled();
  });

  it('is one whose hosts are lost again and again: a fourth time within five minutes', async () => {
    const { goOn, host, clock } = await world();
    for (const at of [10_000, 60_000, 120_000]) {
      clock.now = at;
      await expect(goOn(live({ session }))).resolves.toMatchObject({ phase: 'recovering' });
    }
    clock.now = 300_000;
    await expect(goOn(live({ session }))).resolves.toEqual({ reason: 'host-gone' });
    clock.now = 365_000;
    await expect(goOn(live({ session }))).resolves.toMatchObject({ phase: 'recovering' });
    expect(host.resume).toHaveBeenCalledTimes(4);
  });

  it('is tried again where no host could be made', async () => {
    const { goOn, host } = await world();
    host.ensure.mockRejectedValueOnce(new Error('not now'));
    await expect(goOn(live({ session }))).rejects.toThrow();
    await expect(goOn(live({ session }))).resolves.toMatchObject({ phase: 'recovering' });
  });
});
