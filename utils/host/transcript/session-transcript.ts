import type { Edges } from '../../async/edges.ts';
import type { Measured } from '../../audio/puller/puller-protocol.ts';
import type { BacklogReport } from '../../domain/recovery/backlog-report.ts';
import { behindNow } from '../../domain/session/behind.ts';
import { isRunning, type SessionState } from '../../domain/session/session-state.ts';
import type { Segment } from '../../domain/transcript/segment.ts';
import { withPoint, type SoundClock } from '../../domain/transcript/sound-clock.ts';
import { delayOf, withMeasured } from '../../domain/transcript/text-delay.ts';
import type { TextUpdate } from '../../domain/transcript/text-update.ts';
import type { TextMessage } from '../../domain/transcript/text-message.ts';
import { transcriptAfter } from '../../domain/transcript/transcript.ts';
import { emptyTranscript, type TranscriptInput } from '../../domain/transcript/transcript-state.ts';

/** A connection over which text comes. */
export interface TextSource {
  /** Epoch milliseconds since when sound is sent over it. */
  soundSince(): number;
}

export interface SessionTranscriptDeps extends Pick<Edges, 'now'> {
  sessionId: string;
  state(): SessionState;
  /** Called when the speaker pauses after something was said. */
  onPause(): void;
  /** Called with what is new or has changed. */
  onText(update: TextUpdate): void;
}

/** A connection of this session, with what distinguishes its text from that of others. */
interface Known {
  /** Unique in the session, even when another host continues it. */
  name: string;
  clock: SoundClock;
  /** Milliseconds by which the sound sent exceeds the time passed, because a backlog was sent faster than real time. */
  aheadMs: number;
}

/** The delay of text in milliseconds that is assumed until one is measured. */
const usualDelayMs = 800;

/** Milliseconds without a voice after which an utterance has ended. */
const pauseMs = 200;

/** Milliseconds without a voice that end a turn. */
const turnPauseMs = 500;

/** The most milliseconds of sound that two connections both get while one replaces the other. */
const mostBothMs = 5000;

/** Builds the transcript of a session from the messages of servers over its connections. */
export function createSessionTranscript({ sessionId, now, state, onPause, onText }: SessionTranscriptDeps) {
  /** The open connections that text may come over, and what is known of each. */
  const open = new Set<TextSource>();
  const sources = new WeakMap<TextSource, Known>();
  let transcript = emptyTranscript;
  let measured: readonly number[] = [];
  let lastName = 0;
  /** When a connection last ended, in epoch milliseconds. */
  let lastEndedAt = 0;
  /** The end of the voice that the last pause was reported for, in epoch milliseconds. */
  let pausedAfter = 0;
  /** The microphone's last voice, and when it was reported; null before the first report. */
  let voice: { heardAt: number; reportedAt: number } | null = null;
  let catchUp: { began: number; report: Extract<BacklogReport, { type: 'began' }>; ms: number } | null = null;

  function take(input: TranscriptInput): void {
    const step = transcriptAfter(transcript, input);
    transcript = step.transcript;
    if (step.changed.length === 0) return;
    if (input.type === 'message') measure(step.changed, input);
    onText({ sessionId, segments: step.changed, delay: delayOf(measured) });
  }

  /** Measures the delay of texts that have become final: by the server's times, else by the pause before they came. */
  function measure(
    changed: readonly Segment[],
    { message, at }: Extract<TranscriptInput, { type: 'message' }>,
  ) {
    const final = message.type === 'text' && message.isFinal ? changed.at(0) : undefined;
    if (!final?.isFinal || final.source !== 'live' || final.isUnspoken) return;
    if (final.timing === 'server' && final.spokenTo !== null) {
      measured = withMeasured(measured, at - final.spokenTo);
    } else if (voice && voice.reportedAt - voice.heardAt >= pauseMs) {
      measured = withMeasured(measured, at - voice.heardAt);
    }
  }

  function knownOf(source: TextSource): Known {
    const known = sources.get(source);
    if (known) return known;
    const at = source.soundSince();
    // The first text comes a while after the sound: the connection that was replaced may have ended by then.
    const bothMs = open.size > 0 ? mostBothMs : Math.min(mostBothMs, lastEndedAt - at);
    lastName = Math.max(lastName + 1, Math.round(at));
    const fresh: Known = {
      name: lastName.toString(36),
      clock: [{ ms: 0, at, speed: 1, isLate: false }],
      aheadMs: 0,
    };
    sources.set(source, fresh);
    open.add(source);
    if (bothMs > 0) take({ type: 'repeating', connection: fresh.name, ms: bothMs });
    return fresh;
  }

  /** How far behind the sound being sent is, in milliseconds. */
  function behindMs(): number {
    const current = state();
    return isRunning(current) && current.running.behind ? behindNow(current.running.behind, now()) : 0;
  }

  return {
    /** Takes what the puller's worker has measured of the sound. */
    measured({ capturedAt }: Pick<Measured, 'capturedAt'>): void {
      voice = { heardAt: capturedAt ?? 0, reportedAt: now() };
      const hasPaused = voice.heardAt > pausedAfter && voice.reportedAt - voice.heardAt >= turnPauseMs;
      if (!hasPaused) return;
      pausedAfter = voice.heardAt;
      onPause();
    },

    /** Takes a message of a server about text. */
    hear(message: TextMessage, source: TextSource): void {
      const { name, clock } = knownOf(source);
      take({
        type: 'message',
        message,
        connection: name,
        at: now(),
        clock,
        delayMs: delayOf(measured)?.p50 ?? usualDelayMs,
        behindMs: behindMs(),
        lastVoiceAt: voice ? voice.heardAt : null,
      });
    },

    /** Notes that no more text comes over this connection. */
    ended(source: TextSource): void {
      const known = sources.get(source);
      if (!known || !open.delete(source)) return;
      lastEndedAt = now();
      take({ type: 'connection-ended', connection: known.name });
    },

    /** Follows the catch-up over the connection in use, so that text about late sound gets the right times. */
    followBacklog(report: BacklogReport, source: TextSource | null): void {
      if (!source || (report.type !== 'began' && report.type !== 'ended')) return;
      const known = knownOf(source);
      const at = now();
      const ms = Math.max(0, at - known.clock[0].at + known.aheadMs);
      if (report.type === 'began') {
        catchUp = { began: at, report, ms };
        const speed = report.road === 'burst' ? 1 : report.speed;
        known.clock = withPoint(known.clock, { ms, at: report.from, speed, isLate: true });
        const { owedMs, behindMs } = report;
        if (owedMs !== undefined) {
          // Nothing was captured between the two sessions.
          const own = { ms: ms + owedMs / speed, at: at - (behindMs - owedMs) };
          known.clock = withPoint(known.clock, { ...own, speed, isLate: true });
        }
        if (report.againMs > 0) take({ type: 'repeating', connection: known.name, ms: report.againMs });
      } else if (catchUp) {
        const sentMs = at - catchUp.began;
        if (catchUp.report.road === 'burst') known.aheadMs += Math.max(0, report.deliveredMs - sentMs);
        const end = Math.max(0, at - known.clock[0].at + known.aheadMs);
        known.clock = withPoint(known.clock, { ms: end, at, speed: 1, isLate: false });
        catchUp = null;
      }
    },

    /** How long finished texts took lately; null where none was measured. */
    delay: () => delayOf(measured),

    /** Ends the transcript with the session: nothing will change any more. */
    end: () => take({ type: 'session-ended' }),
  };
}
