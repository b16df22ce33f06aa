import type { MediaFigures } from '../domain/link/media-figures.ts';
import type { LiveData } from '../domain/samples/live-data.ts';
import type { Observation } from '../domain/session/observation.ts';
import type { SessionEffect } from '../domain/session/session-effect.ts';
import type { SessionFact } from '../domain/session/session-fact.ts';
import type { SessionState } from '../domain/session/session-state.ts';
import type { StartRequest } from '../domain/session/start-request.ts';
import type { TextUpdate } from '../domain/transcript/text-update.ts';
import { takesAnotherPath } from '../domain/session/takes-another-path.ts';
import { createSessionConnections, type SessionConnectionsDeps } from './connections/session-connections.ts';
import { followFigures } from './follow-figures.ts';
import { startSessionClock } from './network/session-clock.ts';
import { followNetwork, type SessionNetworkDeps } from './network/session-network.ts';
import { createRelease } from './session-release.ts';
import { createSessionAttendance } from './session-attendance.ts';
import { createSessionLiveData } from './session-live-data.ts';
import { createSessionSound, type SessionSoundDeps } from './session-sound.ts';
import { createSessionWaits } from './session-waits.ts';
import { createSessionWarnings } from './session-warnings.ts';
import { createSessionTranscript } from './transcript/session-transcript.ts';
import { createWarningSources } from './warning-sources.ts';

export interface ResourceDeps extends SessionConnectionsDeps, SessionSoundDeps, SessionNetworkDeps {}

export interface ResourceOutlets {
  state(): SessionState;
  dispatch(fact: SessionFact): void;
  onLiveData(data: LiveData): void;
  /** Called with changes of the transcript. */
  onText(update: TextUpdate): void;
  /**
   * Called once a second while the session is live or recovers; the figures are null where no connection
   * serves.
   */
  onSecond(media: MediaFigures | null, data: LiveData): void;
}

/**
 * The resources of the session with an id: its sound, its connections, its clock. Performs the session's effects.
 * `muted` is the user's mute from the beginning, where another host ran the session before. An abort silences all of
 * them; it is needed where one could not be made.
 *
 * @throws the error of an edge where something could not be made
 */
export function createSessionResources(
  sessionId: string,
  request: StartRequest,
  deps: ResourceDeps,
  { state, dispatch, onLiveData, onText, onSecond }: ResourceOutlets,
  { muted = false, aborter = new AbortController() }: { muted?: boolean; aborter?: AbortController } = {},
) {
  const { now } = deps;
  const { profile, recovery, attention } = request;
  const { signal } = aborter;

  function observe(event: Observation): void {
    if (event.kind === 'server-message-received' && event.message === 'error') liveData.serverErred(event);
    dispatch({ type: 'observed', event });
  }

  const sound = createSessionSound(sessionId, request, deps, {
    signal,
    dispatch,
    observe,
    send: (track) => connections.open.send(track),
    onMeasured(measured) {
      liveData.measured(measured);
      transcript.measured(measured);
      sources.measured(measured);
      onLiveData(liveData.read());
    },
    onSpeech: () => attendance.heardSpeech(),
    onRecordingEnded: () => sources.recordingEnded(),
    onBacklog: (report) => transcript.followBacklog(report, connections.open.current()),
    onDisconnected: () => connections.lose('disconnected'),
    // What is known of one microphone's voice does not hold for another.
    onOtherMicrophone: () => warnings.forgiveVoice(),
    onUnheard: () => warnings.forgiveMicrophone(),
  });
  const { puller, microphone } = sound;

  const connections = createSessionConnections(request, deps, {
    state,
    dispatch,
    observe,
    onStatus: puller.setConnectionStatus,
    onText(message, source) {
      liveData.textReceived(message);
      sources.textReceived(message);
      transcript.hear(message, source);
    },
    onClosed: (source) => transcript.ended(source),
  });
  const { link } = connections;

  const liveData = createSessionLiveData({ now, link });
  const { endTurn } = connections;
  const transcript = createSessionTranscript({ sessionId, now, state, onPause: endTurn, onText });
  const sources = createWarningSources({ now, microphone, learned: request.learned });
  const warnings = createSessionWarnings({ now, sources, observe, dispatch });
  const waits = createSessionWaits({ ...deps, recovery, link: link.reading, dispatch });

  followFigures({
    ...deps,
    stats: () => link.evidence().stats,
    signal,
    onFigures(figures) {
      const current = state();
      if (current.phase !== 'live' && current.phase !== 'recovering') return;
      const media = current.phase === 'live' ? figures : null;
      const arrives = current.phase === 'live' && current.running.gaps.since === null;
      if (media || !arrives) connections.judgeLoss(arrives);
      onSecond(media, liveData.read());
      warnings.judge(media);
    },
  });

  if (muted) sound.setMuted(true);

  // A loopback needs no network.
  const network =
    profile.kind === 'loopback' ? null : followNetwork(deps, { link: link.reading, dispatch }, signal);

  const attendance = createSessionAttendance({ ...deps, settings: attention, state, dispatch });

  startSessionClock({
    ...deps,
    signal,
    onTick() {
      connections.checkLifetimes();
      attendance.judge();
    },
    onJump: (byMs) => dispatch({ type: 'slept', byMs, link: link.reading() }),
  });

  const release = createRelease({ aborter, warnings, sound, connections, liveData, transcript, dispatch });

  return {
    perform(effect: SessionEffect): void {
      waits.follow(effect);
      if (takesAnotherPath(effect)) network?.pathChanged();
      switch (effect.type) {
        case 'open-microphone':
          return microphone.open({ goesOn: state().phase === 'recovering' });
        case 'set-microphone-enabled': {
          const { enabled, why } = effect;
          sound.setMuted(!enabled);
          return observe({ kind: 'mute-changed', muted: !enabled, ...(why && { why }) });
        }
        case 'stop-capturing':
          return sound.setMuted(true);
        case 'compare-addresses':
        case 'limit-recovery':
          return network?.read();
        case 'wait-to-retry':
          return;
        case 'hold':
        case 'catch-up':
        case 'follow':
          return sound.sentTrack.perform(effect);
        case 'release':
          return void release(effect);
        default:
          return connections.perform(effect);
      }
    },

    forbidRecording: puller.forbidRecording,
    setWatched: puller.setWatched,
    useMicrophone: microphone.choose,
    /** Tries the next connection, and the chosen microphone, at once. */
    retry(): void {
      dispatch({ type: 'retry-requested', link: link.reading() });
      microphone.retry();
    },
  };
}
