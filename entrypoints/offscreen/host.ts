import type { Runtime } from 'webextension-polyfill';
import playerUrl from './player.worklet.ts?shared-worker-url';
import { createFramePuller } from '../../utils/audio/puller/frame-source.ts';
import { openMicrophone } from '../../utils/audio/microphone/microphone.ts';
import { canBurst, createGeneratedTrack } from '../../utils/audio/sound/generated-track.ts';
import { playMuted } from '../../utils/audio/sound/play-muted.ts';
import { readTrack } from '../../utils/audio/sound/read-track.ts';
import { createSilentTrack } from '../../utils/audio/microphone/silent-track.ts';
import { listenForSound } from '../../utils/audio/sound/sound-listener.ts';
import { createFreshPeerConnection } from '../../utils/host/connections/fresh-peer-connection.ts';
import { localAddresses } from '../../utils/host/network/local-addresses.ts';
import { canAskForNack } from '../../utils/host/connections/loss-protection.ts';
import { createNetworkProbe } from '../../utils/host/connections/network-probe.ts';
import { createBackfillRunner } from '../../utils/host/backfill/backfill-runner.ts';
import { createWarmStart } from '../../utils/host/connections/warm-start.ts';
import { holdsSession } from '../../utils/domain/session/session-state.ts';
import { createDatabaseAccess } from '../../utils/history/database/database-access.ts';
import { openSampleDatabase } from '../../utils/history/database/database.ts';
import { openRecording } from '../../utils/history/recordings/open-recording.ts';
import { createRecordingFiles } from '../../utils/history/recordings/recording-files.ts';
import { createRecordingStore } from '../../utils/history/recordings/recording-store.ts';
import { createSampleStore } from '../../utils/history/samples/sample-store.ts';
import { answerCommands } from '../../utils/messaging/answer-commands.ts';
import { createCaller } from '../../utils/messaging/call-commands.ts';
import { broadcast } from '../../utils/messaging/broadcasts.ts';
import { createPorts } from '../../utils/messaging/live-ports.ts';
import { livePortName, textPortName } from '../../utils/messaging/protocol.ts';
import type { NetworkHint } from '../../utils/host/network/session-network.ts';
import type { TestReport } from '../../utils/domain/session/test-report.ts';
import { browserEdges as edges } from '../../utils/async/edges.ts';
import { createTimer } from '../../utils/async/timer.ts';
import { createProfileTest } from '../../utils/host/profile-test.ts';
import { createTestTone } from '../../utils/audio/sound/test-tone.ts';
import { createSegmentOutbox } from '../../utils/host/transcript/segment-outbox.ts';
import { createTextFeed } from '../../utils/host/transcript/text-feed.ts';
import { createEventOutbox } from '../../utils/host/event-outbox.ts';
import { rememberNetworkHints } from '../../utils/host/network/remember-network-hints.ts';
import { createSessionRunner } from '../../utils/host/session-runner.ts';
import { createRequest } from '../../utils/signalling/http/http-request.ts';
import { createSignalling } from '../../utils/signalling/create-signalling.ts';

/**
 * Milliseconds that a host without a session and without a view stays open: the popup may be opened again.
 */
const lingerMs = 1000;

/**
 * Milliseconds that a new host waits for the session or the view that it was created for: the popup may be
 * closed by now.
 */
const arrivalMs = 5000;

/**
 * The kind of certificate that browsers generate by default (RFC 8827, section 6.5); here it is generated
 * earlier.
 */
const ecdsa: EcKeyGenParams = { name: 'ECDSA', namedCurve: 'P-256' };

/** Callbacks for the warm-up of a signalling, whose results nobody needs. */
const nobody = {
  granted: [],
  onIceServerLeftOut: ignore,
  onSessionUrlUnused: ignore,
  onWhipSession: ignore,
  keepalive: 'unwanted' as const,
  onLearned: ignore,
  onText: ignore,
  onServerMessage: ignore,
};

/** Wires the session's host to its document and to the extension's messages. */
export function startHost(runtime: Pick<Runtime.Static, 'sendMessage' | 'onMessage' | 'onConnect'>): void {
  const callWorker = createCaller('worker', runtime);
  const outbox = createEventOutbox((batch) => callWorker('store-events', batch), edges);
  const database = openSampleDatabase();
  const databaseAccess = createDatabaseAccess(database, edges);
  const samples = createSampleStore(database, databaseAccess);
  const recordings = createRecordingStore(database, databaseAccess);
  const segments = createSegmentOutbox(
    (sessionId, batch) => callWorker('store-segments', sessionId, batch),
    edges,
  );
  const ports = createPorts(runtime, livePortName, {
    onWatched(watched) {
      runner.setWatched(watched);
      leaveWhenUnused();
    },
  });
  const textPorts = createPorts(runtime, textPortName, {
    onWatched: () => leaveWhenUnused(),
    first: () => textFeed.known(),
  });
  const textFeed = createTextFeed(textPorts.send, edges);

  const signallingDeps = {
    fetch: (input: RequestInfo | URL, init?: RequestInit) => fetch(input, init),
    RTCPeerConnection,
    ...edges,
    playMuted,
    listen: listenForSound,
  };
  const warmStart = createWarmStart({
    createSignalling: (profile) => createSignalling(profile, { ...signallingDeps, ...nobody, learned: {} }),
    generateCertificate: () => RTCPeerConnection.generateCertificate(ecdsa),
    createPeerConnection: (configuration) => new RTCPeerConnection(configuration),
    ...edges,
  });
  onNetworkHint(() => void warmStart.regather());

  const noteWhipSession = (profileId: string) => (url: string, isOpen: boolean) => {
    const noted = isOpen
      ? callWorker('whip-session-opened', { url, profileId })
      : callWorker('whip-session-closed', url);
    // The answer is optional; the session goes on without it.
    noted.catch(ignore);
  };
  const createFresh = (configuration: RTCConfiguration) => createFreshPeerConnection(configuration, edges);
  const nackIsTaken = canAskForNack((configuration) => new RTCPeerConnection(configuration));
  const peerConnection = {
    ...edges,
    takesNack: () => nackIsTaken,
    audioCodecs: () => RTCRtpSender.getCapabilities('audio')?.codecs ?? [],
    createPeerConnection: (configuration: RTCConfiguration) => new RTCPeerConnection(configuration),
    createMediaStream: () => new MediaStream(),
  };
  const profileTest = createProfileTest({
    createTone: createTestTone,
    connectionDeps: (onAnswer) => ({
      createSignalling: (profile, learned, handlers) =>
        createSignalling(profile, {
          ...signallingDeps,
          fetch: observed(signallingDeps.fetch, onAnswer),
          learned,
          ...handlers,
          onWhipSession: noteWhipSession(profile.id),
        }),
      takeCertificate: () => undefined,
      ...peerConnection,
    }),
  });

  const files = createRecordingFiles(navigator.storage);
  const backfill = createBackfillRunner({
    async openRecording(sessionId) {
      await databaseAccess.ready();
      const row = await database.recordings.get(sessionId);
      return (row && (await openRecording(row, files)))?.parts ?? [];
    },
    decoding: {
      createDecoder: (init) => new AudioDecoder(init),
      createChunk: (init) => new EncodedAudioChunk(init),
    },
    request: createRequest(signallingDeps),
    onEnd(key, outcome) {
      // Where the message cannot be sent, the worker asks again.
      void callWorker('backfill-ended', key, outcome)
        .catch(ignore)
        .finally(() => leaveWhenUnused());
    },
  });

  const runner = createSessionRunner({
    openMicrophone: (settings, wasGranted, signal) =>
      openMicrophone(
        { settings, wasGranted, signal },
        { mediaDevices: navigator.mediaDevices, permissions: navigator.permissions },
      ),
    listMicrophones,
    onMicrophonesChange,
    createSilentTrack,
    createGeneratedTrack: () => createGeneratedTrack(playerUrl),
    canBurst,
    createPuller: (options, handlers) =>
      createFramePuller(options, handlers, { createWorker: createPullerWorker, readTrack, ...edges }),
    createSignalling: (profile, learned, handlers) =>
      createSignalling(profile, {
        ...signallingDeps,
        learned,
        ...handlers,
        onWhipSession: noteWhipSession(profile.id),
      }),
    takeCertificate: warmStart.takeCertificate,
    ...peerConnection,
    createPeerConnection: warmStart.takePeerConnection,
    createFreshPeerConnection: createFresh,
    probe: createNetworkProbe({
      ...edges,
      openWebSocket: (url) => new WebSocket(url),
      createPeerConnection: (configuration) => new RTCPeerConnection(configuration),
    }),
    onNetworkHint: rememberNetworkHints({ ...edges, onNetworkHint }),
    localAddresses(signal, isNews) {
      const { createPeerConnection } = peerConnection;
      return localAddresses(
        { ...edges, createPeerConnection: isNews ? createFresh : createPeerConnection },
        signal,
      );
    },
    onState(state) {
      if (!holdsSession(state)) samples.finish();
      broadcast(runtime, 'session-state-changed', state);
      leaveWhenUnused();
    },
    onRecoveryTick: (state) => broadcast(runtime, 'recovery-ticked', state),
    onEvent: outbox.add,
    onLiveData: ports.send,
    onText(update) {
      textFeed.add(update);
      segments.add(update.sessionId, update.segments);
    },
    onSample: samples.add,
    onRecording: recordings.report,
  });

  answerCommands('host', runtime, {
    'host-state': runner.state,
    'host-last-session': runner.lastSession,
    'host-start': async (sessionId, request) => {
      // A session goes before a test, because the server may accept only one publisher.
      if (profileTest.isRunning()) await profileTest.cancel();
      backfill.cancel();
      runner.start(sessionId, request);
    },
    'host-resume'(request) {
      backfill.cancel();
      return runner.resume(request);
    },
    'host-backfill'(job, endpoint) {
      if (holdsSession(runner.state())) throw new Error('a session runs');
      backfill.start(job, endpoint);
    },
    'host-cancel-backfill': backfill.cancel,
    'host-stop': runner.stop,
    'host-overrule': runner.overrule,
    'host-forbid-recording': runner.forbidRecording,
    'host-set-muted': runner.setMuted,
    'host-use-microphone': runner.useMicrophone,
    'host-answer-question': runner.answerQuestion,
    'host-retry': runner.retry,
    'host-dismiss-failure': runner.dismissFailure,
    'host-warm-up': async (profile) => {
      if (!holdsSession(runner.state())) await warmStart.warmUp(profile);
    },
    'host-test-profile': (id, request) => {
      const onReport = (report: TestReport) => broadcast(runtime, 'profile-test-reported', { id, report });
      return profileTest.start(id, request, onReport, (end) => {
        onReport(end);
        leaveWhenUnused();
      });
    },
    'host-cancel-profile-test': profileTest.cancel,
  });

  const leaving = createTimer(edges);
  leaveWhenUnused(arrivalMs);

  /** Closes the document, because it costs memory, when it is not needed any more and the log is stored. */
  function leaveWhenUnused(afterMs = lingerMs): void {
    leaving.start(afterMs, () => {
      const isFollowed = !ports.isEmpty() || !textPorts.isEmpty();
      const isAtWork = profileTest.isRunning() || backfill.isRunning();
      if (holdsSession(runner.state()) || isFollowed || isAtWork) return;
      const waiting = samples.waiting() + recordings.waiting();
      if (outbox.isEmpty() && segments.isEmpty() && waiting === 0) window.close();
      else leaveWhenUnused();
    });
  }
}

function createPullerWorker(): Worker {
  return new Worker(new URL('./puller.worker.ts', import.meta.url), { type: 'module' });
}

async function listMicrophones(): Promise<MediaDeviceInfo[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter(({ kind }) => kind === 'audioinput');
}

function onMicrophonesChange(follow: () => void): () => void {
  const { mediaDevices } = navigator;
  mediaDevices.addEventListener('devicechange', follow);
  return () => mediaDevices.removeEventListener('devicechange', follow);
}

/** Wraps `fetch` so that `onAnswer` is called with each response. */
function observed(request: typeof fetch, onAnswer: (method: string, status: number) => void): typeof fetch {
  return async (input, init) => {
    const response = await request(input, init);
    onAnswer(init?.method ?? 'GET', response.status);
    return response;
  };
}

function onNetworkHint(follow: (hint: NetworkHint) => void): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  for (const name of ['online', 'offline'] as const) addEventListener(name, () => follow(name), { signal });
  // The Network Information API is missing in some browsers, and so in TypeScript's own types.
  const { connection }: Navigator & { connection?: EventTarget } = navigator;
  connection?.addEventListener('change', () => follow('changed'), { signal });
  return () => listening.abort();
}

function ignore(): void {
  // `sendMessage` rejects where no context listens.
}
