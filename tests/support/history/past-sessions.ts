import { noFrames } from '../../../utils/domain/frames/error-threshold.ts';
import type { Sample } from '../../../utils/domain/samples/sample.ts';
import type { SessionEvent, SessionEventBody } from '../../../utils/domain/log/session-event.ts';
import type { ProfileKind } from '../../../utils/domain/profiles/profile-kinds.ts';
import { projectSession } from '../../../utils/history/rows/session-projection.ts';
import type { SegmentRow } from '../../../utils/history/rows/segment-row.ts';
import type { WordBlock } from '../../../utils/history/rows/word-block.ts';
import type { SessionRow } from '../../../utils/history/rows/session-row.ts';

export interface PastSessions {
  rows: SessionRow[];
  events: SessionEvent[];
  samples: Sample[];
  segments?: SegmentRow[];
  wordBlocks?: WordBlock[];
}

export interface PastOptions {
  count: number;
  /** Epoch milliseconds of the present; the newest session began some time before. */
  now: number;
  /** The number of newest sessions that have samples. */
  withSamples?: number;
}

interface PastProfile {
  id: string;
  name: string;
  kind: ProfileKind;
  origin: string | null;
  /** Interruptions per hour. */
  troubles: number;
}

const profiles: readonly PastProfile[] = [
  { id: 'studio', name: 'Studio', kind: 'whip', origin: 'https://media.example', troubles: 0.2 },
  {
    id: 'captions',
    name: 'Captions',
    kind: 'openai-realtime',
    origin: 'https://speech.example',
    troubles: 0.3,
  },
  { id: 'hotspot', name: 'Phone hotspot', kind: 'whip', origin: 'https://media.example', troubles: 5 },
  { id: 'loopback', name: 'Loopback', kind: 'loopback', origin: null, troubles: 0 },
];
const microphones = ['Headset (USB)', 'Built-in microphone', 'Desk microphone'];

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Sessions of a person who streams three or four times a day; the same in every run except for `now`. */
export function pastSessions({ count, now, withSamples = 0 }: PastOptions): PastSessions {
  const random = randomFrom(20);
  const past: PastSessions = { rows: [], events: [], samples: [] };
  for (let index = 0; index < count; index += 1) {
    const length = (4 + random() * random() * 90) * minute;
    const startedAt = Math.round(now - length - 2 * minute - index * 6.7 * hour - random() * hour);
    const events = oneSession(`past-${String(index).padStart(5, '0')}`, startedAt, length, random);
    const row = projectSession(events);
    if (!row) throw new Error('a session without events');
    past.rows.push(row);
    past.events.push(...events);
    if (index < withSamples) past.samples.push(...samplesOf(row, random));
  }
  return past;
}

function oneSession(id: string, startedAt: number, length: number, random: () => number): SessionEvent[] {
  const events: SessionEvent[] = [];
  const profile = oneOf(profiles, random);
  let at = startedAt;
  const log = (afterMs: number, body: SessionEventBody) => {
    at += Math.round(afterMs);
    events.push({ sessionId: id, writer: 'host', seq: events.length + 1, at, ...body });
  };
  log(0, {
    kind: 'session-started',
    profile: { id: profile.id, name: profile.name, kind: profile.kind },
    serverOrigin: profile.origin,
    iceServerCount: profile.origin === null ? 0 : 1,
    iceTransportPolicy: 'all',
    watch: { errorThreshold: 50, checkIntervalMs: 500, connectDeadlineMs: 15_000 },
  });
  log(90, { kind: 'microphone-acquired', label: oneOf(microphones, random), sampleRate: 48_000 });
  if (random() < 0.05) {
    log(700, { kind: 'session-failed', failure: { reason: 'server-unauthorized' } });
    log(20, { kind: 'session-ended', by: 'failure', durationMs: at - startedAt });
    return events;
  }
  log(160, { kind: 'answer-applied', afterMs: 250 });
  const state = { connectionState: 'connected', iceConnectionState: 'connected' } as const;
  log(110, { kind: 'connection-status-changed', status: 'connected', ...state });
  const pair = { localType: 'srflx', remoteType: 'host', protocol: 'udp', relayProtocol: null };
  log(5, { kind: 'candidate-pair-selected', pair });
  log(60, { kind: 'live', afterMs: at + 60 - startedAt });
  log(0, { kind: 'gaps-watched', fromMs: 900 });

  const end = startedAt + length;
  let interruption = 0;
  let interruptedMs = 0;
  let lostInAllMs = 0;
  let next = at + untilNext(profile, random);
  while (next < end) {
    if (random() < 0.4) {
      log(next - at, { kind: 'warning-raised', warning: 'high-loss', figure: 0.06 });
      const afterMs = 8 * second + Math.round(random() * 50 * second);
      log(afterMs, { kind: 'warning-cleared', warning: 'high-loss', figure: 0.004, worst: 0.14, afterMs });
    } else {
      interruption += 1;
      const afterMs = Math.round((1.2 + random() ** 3 * 40) * second);
      interruptedMs += afterMs;
      const cause = random() < 0.5 ? 'network-lost' : 'link-silent';
      log(next - at, { kind: 'recovery-began', cause, lastHeardMsAgo: 900, interruption });
      log(0, { kind: 'gap-began', unprovenMs: 900 });
      const isNew = afterMs > 2 * second;
      if (isNew) log(second, { kind: 'attempt-began', attempt: 1 });
      log(isNew ? afterMs - second : afterMs, {
        kind: 'recovered',
        by: isNew ? 'new-connection' : 'itself',
        afterMs,
        attempts: isNew ? 1 : 0,
        interruptedMs,
      });
      const gapMs = afterMs + 900;
      lostInAllMs += gapMs;
      log(0, { kind: 'gap-ended', afterMs: gapMs, lostMs: gapMs, lostInAllMs });
      if (catchesUp(profile)) {
        const road = { road: 'burst', speed: 2 } as const;
        log(0, { kind: 'catch-up-began', from: at - gapMs, behindMs: gapMs, againMs: 0, ...road });
        log(gapMs, { kind: 'catch-up-ended', deliveredMs: 2 * gapMs, leftMs: 0 });
      }
    }
    next = at + untilNext(profile, random);
  }
  const rest = Math.max(10 * second, end - at);
  if (random() < 0.3) {
    log(rest * 0.2, { kind: 'mute-changed', muted: true });
    log(rest * 0.1, { kind: 'mute-changed', muted: false });
  }
  const fails = random() < 0.06;
  if (fails) log(rest * 0.5, { kind: 'session-failed', failure: { reason: 'server-ended' } });
  else log(rest * 0.5, { kind: 'stop-requested' });
  const handedOn = Math.round((at - startedAt) / 10);
  const failed = { ...noFrames().failed, 'no-frame': Math.floor(random() * 6) };
  log(30, { kind: 'frames-counted', counts: { ...noFrames(), handedOn, failed, dropped: 2 } });
  log(15, { kind: 'session-ended', by: fails ? 'failure' : 'user', durationMs: at - startedAt });
  return events;
}

/** Whether what was said while nothing arrived is sent afterwards. */
const catchesUp = ({ kind }: PastProfile) => kind === 'openai-realtime';

function untilNext({ troubles }: PastProfile, random: () => number): number {
  return troubles === 0 ? Infinity : Math.round((-Math.log(1 - random()) / troubles) * hour) + 5 * second;
}

/** The samples of a session, one a second, as they would have been measured. */
function samplesOf({ id, liveAt, endedAt, bands }: SessionRow, random: () => number): Sample[] {
  const samples: Sample[] = [];
  let level = 0.1;
  for (let at = (liveAt ?? Infinity) + second; at < (endedAt ?? 0); at += second) {
    const band = bands.find(({ from, to }) => at >= from && at < (to ?? Infinity));
    const isAway = band?.kind === 'recovering';
    const isPoor = band?.kind === 'warned';
    level = Math.min(0.4, Math.max(0.02, level + (random() - 0.5) * 0.1));
    samples.push({
      sessionId: id,
      at,
      roundTripTime: isAway ? null : 0.028 + random() * 0.012 + (isPoor ? 0.09 * random() : 0),
      jitter: isAway ? null : 0.002 + random() * 0.003 + (isPoor ? 0.02 : 0),
      fractionLost: isAway ? null : isPoor ? 0.04 + random() * 0.1 : random() < 0.02 ? 0.01 : 0,
      bitrate: isAway ? 0 : 30_000 + random() * 6000,
      audioLevel: random() < 0.25 ? 0.004 : level,
      capturedMsAgo: Math.round(random() * 90),
      sentMsAgo: isAway ? 4000 : Math.round(random() * 60),
      heardMsAgo: isAway ? 4000 : Math.round(random() * 900),
      understoodMsAgo: null,
      consecutiveErrors: random() < 0.01 ? Math.floor(random() * 9) : 0,
    });
  }
  return samples;
}

function oneOf<Value>(values: readonly Value[], random: () => number): Value {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new Error('nothing to choose from');
  return value;
}

/** Random numbers that are the same in every run (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
