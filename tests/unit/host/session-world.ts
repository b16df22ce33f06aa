import { vi, type Mock } from 'vitest';
import { browserEdges } from '../../../utils/async/edges.ts';
import { noFrames } from '../../../utils/domain/frames/error-threshold.ts';
import type { Measured } from '../../../utils/audio/puller/puller-protocol.ts';
import type { FramePullerHandlers, FramePullerOptions } from '../../../utils/audio/puller/frame-source.ts';
import type { Microphone, TrackChange } from '../../../utils/audio/microphone/microphone.ts';
import type { MicrophoneDevice } from '../../../utils/domain/microphone/next-microphone.ts';
import type { TextUpdate } from '../../../utils/domain/transcript/text-update.ts';
import type { LiveData } from '../../../utils/domain/samples/live-data.ts';
import { noProofs } from '../../../utils/domain/samples/proofs.ts';
import type { Sample } from '../../../utils/domain/samples/sample.ts';
import type { SessionEvent } from '../../../utils/domain/log/session-event.ts';
import type { SessionState } from '../../../utils/domain/session/session-state.ts';
import { defaultSettings, type Settings } from '../../../utils/domain/settings/settings.ts';
import type { Profile } from '../../../utils/domain/profiles/profile.ts';
import type { StartRequest } from '../../../utils/domain/session/start-request.ts';
import type { ConnectionDeps } from '../../../utils/host/connections/connection.ts';
import type { IceRestart, SignallingSession } from '../../../utils/signalling/port/signalling.ts';
import type { NetworkHint } from '../../../utils/host/network/session-network.ts';
import { createSessionRunner, type RunnerDeps } from '../../../utils/host/session-runner.ts';
import { FakePeerConnection } from '../../support/fakes/fake-peer-connection.ts';

type SignallingHandlers = Parameters<ConnectionDeps['createSignalling']>[2];

/** A request of a session that stops on a loss, unless a test is about recovering. */
export function startRequest(
  profile: Profile = { id: 'loopback', name: 'Loopback', kind: 'loopback' },
  overrides: Partial<StartRequest> = {},
): StartRequest {
  const { microphone, watch, attention } = defaultSettings();
  const recovery = { mode: 'stop-and-tell', giveUpAfterMs: null } as const;
  return {
    profile,
    learned: {},
    microphone,
    watch,
    recovery,
    attention,
    microphoneWasGranted: true,
    ...overrides,
  };
}

/** What the puller measures of a microphone that sounds, with changes. */
export function measured(changes: Partial<Measured> = {}): Measured {
  return {
    level: 0.1,
    soundAt: Date.now(),
    capturedAt: null,
    spokeAt: null,
    voice: null,
    counts: noFrames(),
    ...changes,
  };
}

/** A track with its clones, the newest of which is sent, while the track itself is listened to. */
export type FakeTrack = MediaStreamTrack & { clones: MediaStreamTrack[] };

function fakeTrack(label: string): FakeTrack {
  const clones: MediaStreamTrack[] = [];
  const track = { enabled: true, muted: false, label, stop: vi.fn(), clones };
  return {
    ...track,
    clone() {
      const clone = fakeTrack(label);
      clones.push(clone);
      return clone;
    },
  } as unknown as FakeTrack;
}

/**
 * A microphone whose facts a test reports. Without a `deviceId` it is the one that was asked for; with one, it was
 * found by its name.
 */
export function fakeMicrophone(label = 'Desk microphone', deviceId = '') {
  const followers = new Set<(fact: TrackChange) => void>();
  const track = fakeTrack(label);
  const microphone: Microphone = {
    track,
    deviceId,
    label,
    groupId: `group of ${label}`,
    onChange(follow) {
      followers.add(follow);
      return () => followers.delete(follow);
    },
    close: vi.fn(),
  };
  const tell = (fact: TrackChange) => {
    for (const follow of followers) follow(fact);
  };
  return { microphone, track, tell };
}

/** A microphone that was asked for: a test opens it or refuses it. */
interface Opening extends PromiseWithResolvers<Microphone> {
  settings: Settings['microphone'];
}

interface Negotiation extends PromiseWithResolvers<SignallingSession> {
  peerConnection: FakePeerConnection;
}

/** Replaces an edge of the world by this name with another of the same shape. */
export type Meddle = <Edge extends (...given: never[]) => unknown>(name: string, edge: Edge) => Edge;

/**
 * A runner in a world where a test plays everything that comes from outside, and may also replace each edge.
 * Clocks and random numbers are left alone: they are plain reads.
 */
export function sessionWorld(meddle: Meddle = (_name, edge) => edge) {
  const connections: FakePeerConnection[] = [];
  const negotiations: Negotiation[] = [];
  const openings: Opening[] = [];
  const generated: MediaStreamTrack[] = [];
  const silences: { track: MediaStreamTrack; close: Mock<() => void> }[] = [];
  const events: SessionEvent[] = [];
  const states: SessionState[] = [];
  const ended = vi.fn(() => Promise.resolve());
  let ticks = 0;
  let live: LiveData | null = null;
  let puller: FramePullerHandlers | null = null;
  let pullerOptions: FramePullerOptions | null = null;
  let signalling: SignallingHandlers | null = null;
  const pullerControls = {
    forbidRecording: vi.fn(() => Promise.resolve()),
    pull: vi.fn(),
    setConnectionStatus: vi.fn(),
    setMicrophoneMuted: vi.fn(),
    setUserMuted: vi.fn(),
    setWatched: vi.fn(),
    hold: vi.fn(),
    catchUp: vi.fn(),
    follow: vi.fn(),
    stop: vi.fn(() => Promise.resolve({ ...noFrames(), handedOn: 42 })),
  };

  const samples: Sample[] = [];
  const texts: TextUpdate[] = [];
  const recorded: Parameters<RunnerDeps['onRecording']>[] = [];
  const world = {
    serverAnswers: true,
    addresses: ['192.0.2.1'],
    awayMs: 0,
    dice: 0,
    devices: [] as MicrophoneDevice[],
  };
  const iceRestarts: PromiseWithResolvers<boolean>[] = [];
  /** The ICE restart of a session whose server supports it. */
  const iceRestart: IceRestart = {
    isPossible: () => true,
    perform() {
      const restart = Promise.withResolvers<boolean>();
      iceRestarts.push(restart);
      return restart.promise;
    },
  };
  const listMicrophones = vi.fn(() => Promise.resolve(world.devices));
  const deviceFollowers = new Set<() => void>();
  const networkFollowers = new Set<(hint: NetworkHint) => void>();

  /** The readings of the computer's addresses so far. */
  const readings: ('costly' | 'usual')[] = [];
  const createPeerConnection = (configuration: RTCConfiguration) => {
    const connection = new FakePeerConnection(configuration);
    connection.meddle(meddle);
    connections.push(connection);
    return connection.asPeerConnection();
  };

  const runner = createSessionRunner({
    openMicrophone: meddle('openMicrophone', (settings, _wasGranted, signal) => {
      const opening: Opening = { ...Promise.withResolvers<Microphone>(), settings };
      const { resolve } = opening;
      opening.resolve = (opened) => {
        if ('track' in opened) opened.deviceId ||= settings.deviceId;
        resolve(opened);
      };
      signal.addEventListener('abort', () => opening.reject(signal.reason as Error));
      openings.push(opening);
      return opening.promise;
    }),
    listMicrophones: meddle('listMicrophones', listMicrophones),
    onMicrophonesChange: meddle('onMicrophonesChange', (follow) => {
      deviceFollowers.add(follow);
      return () => deviceFollowers.delete(follow);
    }),
    createSilentTrack: meddle('createSilentTrack', () => {
      const silence = { track: { label: 'silence' } as MediaStreamTrack, close: vi.fn() };
      silences.push(silence);
      return silence;
    }),
    createGeneratedTrack: meddle('createGeneratedTrack', () => {
      const track = fakeTrack('generated');
      generated.push(track);
      return { track, writable: new WritableStream<AudioData>(), close: () => track.stop() };
    }),
    canBurst: () => true,
    createPuller: meddle('createPuller', (options, handlers) => {
      pullerOptions = options;
      puller = handlers;
      return {
        ...pullerControls,
        pull: meddle('puller.pull', pullerControls.pull),
        stop: meddle('puller.stop', pullerControls.stop),
        hold: meddle('puller.hold', pullerControls.hold),
        catchUp: meddle('puller.catchUp', pullerControls.catchUp),
        follow: meddle('puller.follow', pullerControls.follow),
      };
    }),
    createSignalling: meddle('createSignalling', (_profile, _learned, handlers) => {
      signalling = handlers;
      return {
        warmUp: meddle('signalling.warmUp', () => Promise.resolve(world.serverAnswers)),
        negotiate: meddle('signalling.negotiate', (peerConnection, signal) => {
          const negotiation = {
            ...Promise.withResolvers<SignallingSession>(),
            peerConnection: peerConnection as unknown as FakePeerConnection,
          };
          signal.addEventListener('abort', () => negotiation.reject(signal.reason as Error));
          negotiations.push(negotiation);
          return negotiation.promise;
        }),
      };
    }),
    takeCertificate: meddle('takeCertificate', () => undefined),
    takesNack: () => Promise.resolve(true),
    audioCodecs: () => [],
    createPeerConnection: meddle('createPeerConnection', createPeerConnection),
    createMediaStream: meddle('createMediaStream', () => ({}) as MediaStream),
    createFreshPeerConnection: meddle('createFreshPeerConnection', createPeerConnection),
    ...browserEdges,
    random: () => world.dice,
    steady: () => performance.now() + world.awayMs,
    probe: meddle('probe', () => Promise.resolve(true)),
    onNetworkHint: meddle('onNetworkHint', (follow) => {
      networkFollowers.add(follow);
      return () => networkFollowers.delete(follow);
    }),
    localAddresses: meddle('localAddresses', (_signal, isNews) => {
      readings.push(isNews ? 'costly' : 'usual');
      return Promise.resolve(new Set(world.addresses));
    }),
    onState: (state) => states.push(state),
    onRecoveryTick: () => (ticks += 1),
    onEvent: (event) => events.push(event),
    onLiveData: (data) => (live = data),
    onSample: (sample) => samples.push(sample),
    onText: (update) => texts.push(update),
    onRecording: (...told) => recorded.push(told),
  });

  const newest = <Thing>(things: readonly Thing[]): Thing => {
    const last = things.at(-1);
    if (last === undefined) throw new Error('the runner has not asked for this yet');
    return last;
  };

  let starts = 0;
  return {
    runner: {
      ...runner,
      start(request: StartRequest, sessionId = `session-${String((starts += 1))}`): void {
        runner.start(sessionId, request);
      },
    },
    events,
    states,
    ended,
    pullerControls,
    pullerOptions: () => pullerOptions,
    ticks: () => ticks,
    /** The proofs at the last report of the microphone's sound. */
    heldProofs() {
      puller?.onMeasured(measured());
      return live?.proofs ?? noProofs;
    },
    /** The proofs as a view would be told of them now, while somebody speaks. */
    proofs() {
      puller?.onMeasured(measured({ capturedAt: Date.now() }));
      return live?.proofs ?? noProofs;
    },
    /** The errors that the server has reported, as a view would be told of them now. */
    serverErrors() {
      puller?.onMeasured(measured());
      return live?.serverErrors ?? null;
    },
    samples,
    texts,
    recorded,
    /** Sets whether the server answers a probe at all. */
    answer(answers: boolean) {
      world.serverAnswers = answers;
    },
    tellNetwork(hint: NetworkHint) {
      for (const follow of networkFollowers) follow(hint);
    },
    /** Gives the computer other addresses, without a hint of the operating system. */
    moveTo(...addresses: string[]) {
      world.addresses = addresses;
    },
    /** Sets the random number, from 0 to 1, from now on. */
    roll(dice: number) {
      world.dice = dice;
    },
    /** Makes every timer fire late by this time. */
    oversleep(ms: number) {
      world.awayMs += ms;
    },
    readings,
    networkFollowers,
    /** Changes the list of microphones, and the browser reports it. */
    plug(...devices: MicrophoneDevice[]) {
      world.devices = devices;
      for (const follow of deviceFollowers) follow();
    },
    /** Changes the list of microphones without a report of the browser. */
    has(...devices: MicrophoneDevice[]) {
      world.devices = devices;
    },
    deviceFollowers,
    listMicrophones,
    openings,
    silences,
    negotiations,
    kinds: () => events.map(({ kind }) => kind),
    connection: () => newest(connections),
    connections,
    iceRestart,
    iceRestarts,
    negotiation: () => newest(negotiations),
    opening: () => newest(openings),
    puller: () => {
      if (!puller) throw new Error('no puller yet');
      return puller;
    },
    signalling: () => {
      if (!signalling) throw new Error('no signalling yet');
      return signalling;
    },

    /** Lets everything come as it should, in the order of a usual start. */
    async goLive(session: Partial<SignallingSession> = {}) {
      const opened = fakeMicrophone();
      newest(negotiations).resolve({ end: ended, ...session });
      newest(openings).resolve(opened.microphone);
      const connection = newest(connections);
      connection.flow(5, Date.now());
      connection.become('connected', 'connected');
      await vi.advanceTimersByTimeAsync(100);
      return opened;
    },
  };
}
