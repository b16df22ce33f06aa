import type { Sample } from '../../../utils/domain/samples/sample.ts';
import type { SessionEvent, SessionEventBody } from '../../../utils/domain/log/session-event.ts';
import { minuteOf, packMinute, type PackedMinute } from '../../../utils/history/rows/packed-minute.ts';
import { projectSession } from '../../../utils/history/rows/session-projection.ts';
import type { SessionRow } from '../../../utils/history/rows/session-row.ts';
import { seededRandom, type Random } from './seeded-random.ts';

export interface GeneratedHistory {
  /** The seed; the same seed makes the same history. */
  seed: number;
  sessions: number;
  /** The mean number of events; some sessions have many times as many. */
  eventsPerSession: number;
  samplesPerSession: number;
  /** Epoch milliseconds when the last session ends. */
  endsAt: number;
}

export interface GeneratedSession {
  row: SessionRow;
  events: SessionEvent[];
  minutes: PackedMinute[];
}

/** Seconds of the last session, whatever the means are: ten hours. */
const longestSeconds = 36_000;
const longestEvents = 3000;

export const longestSessionId = 'ten-hours';

const second = 1000;
const year = 365 * 86_400 * second;

const profiles = [
  { id: 'studio', name: 'Studio', kind: 'whip' },
  { id: 'captions', name: 'Captions', kind: 'json-offer' },
  { id: 'interview', name: '面接室', kind: 'openai-realtime' },
  { id: 'loopback', name: 'Loopback', kind: 'loopback' },
] as const;
const microphones = ['Headset', 'Desk microphone', 'Built-in Audio', '会議用マイク', 'USB PnP Sound Device'];

/** Generates sessions over a year, the oldest first, one after the other; the last one lasts ten hours. */
export function* generateHistory(options: GeneratedHistory): Generator<GeneratedSession> {
  const { seed, sessions, endsAt } = options;
  const random = seededRandom(seed);
  const beginsAt = endsAt - longestSeconds * second;
  for (let index = 0; index < sessions - 1; index += 1) {
    const startedAt = Math.round(beginsAt - year + (year / sessions) * index);
    // A session ends before the next one begins.
    const most = Math.max(30, Math.min(12_000, year / sessions / second - 60));
    const seconds = Math.round(Math.min(most, 20 + random.exponential(options.samplesPerSession - 20)));
    const count = Math.round(12 + random.exponential(options.eventsPerSession - 12));
    yield session(random, `session-${index}`, startedAt, seconds, count);
  }
  yield session(random, longestSessionId, beginsAt, longestSeconds, longestEvents);
}

function session(
  random: Random,
  id: string,
  startedAt: number,
  seconds: number,
  count: number,
): GeneratedSession {
  const profile = random.of(profiles);
  const events: SessionEvent[] = [];
  const add = (at: number, ...bodies: SessionEventBody[]) => {
    for (const body of bodies) {
      events.push({ sessionId: id, writer: 'host', seq: events.length + 1, at: Math.round(at), ...body });
    }
  };
  const endedAt = startedAt + seconds * second;
  begin(random, profile, (body, afterMs) => add(startedAt + afterMs, body));

  // Troubles of five or two events, spread over the session, until there are as many events as were asked
  // for.
  const troubles = Math.max(0, Math.round((count - 12) / 3.5));
  const stepMs = (seconds * second - 2000) / (troubles + 1);
  let interruptedMs = 0;
  let interruption = 0;
  const outages: { from: number; to: number }[] = [];
  for (let trouble = 1; trouble <= troubles; trouble += 1) {
    const at = startedAt + 1000 + trouble * stepMs;
    const lengthMs = Math.max(1, Math.round(Math.min(stepMs * 0.8, 200 + random.exponential(1500))));
    if (random.next() < 0.5) {
      interruption += 1;
      interruptedMs += lengthMs;
      outages.push({ from: at, to: at + lengthMs });
      outage(random, (body, share) => add(at + lengthMs * share, body), {
        interruption,
        lengthMs,
        interruptedMs,
      });
    } else warning(random, (body, share) => add(at + lengthMs * share, body), lengthMs);
  }
  end(random, endedAt - startedAt, (body) => add(endedAt, body));

  const row = projectSession(events);
  if (!row) throw new Error('a session has events');
  return { row, events, minutes: minutesOf(random, id, startedAt + second, endedAt, outages) };
}

function begin(
  random: Random,
  profile: (typeof profiles)[number],
  add: (body: SessionEventBody, afterMs: number) => void,
): void {
  const isServer = profile.kind !== 'loopback';
  add(
    {
      kind: 'session-started',
      profile,
      serverOrigin: isServer ? `https://${profile.id}.example` : null,
      iceServerCount: isServer ? 1 : 0,
      iceTransportPolicy: 'all',
      watch: { errorThreshold: 50, checkIntervalMs: 500, connectDeadlineMs: 15_000 },
    },
    0,
  );
  add({ kind: 'microphone-acquired', label: random.of(microphones), sampleRate: 48_000 }, 120);
  add({ kind: 'answer-applied', afterMs: 200 }, 200);
  const connected = { connectionState: 'connected', iceConnectionState: 'connected' } as const;
  add({ kind: 'connection-status-changed', status: 'connected', ...connected }, 380);
  const pair = { localType: 'srflx', remoteType: 'host', protocol: 'udp', relayProtocol: null };
  add({ kind: 'candidate-pair-selected', pair }, 390);
  add({ kind: 'live', afterMs: 400 }, 400);
}

function outage(
  random: Random,
  add: (body: SessionEventBody, share: number) => void,
  {
    interruption,
    lengthMs,
    interruptedMs,
  }: { interruption: number; lengthMs: number; interruptedMs: number },
): void {
  const cause = random.of(['link-silent', 'disconnected', 'network-lost'] as const);
  add({ kind: 'recovery-began', cause, lastHeardMsAgo: 1000, interruption }, 0);
  const lost = { connectionState: 'disconnected', iceConnectionState: 'disconnected' } as const;
  add({ kind: 'connection-status-changed', status: 'disconnected', ...lost }, 0.1);
  add({ kind: 'attempt-began', attempt: 1 }, 0.5);
  const connected = { connectionState: 'connected', iceConnectionState: 'connected' } as const;
  add({ kind: 'connection-status-changed', status: 'connected', ...connected }, 0.9);
  const by = random.of(['itself', 'new-connection'] as const);
  add({ kind: 'recovered', by, afterMs: lengthMs, attempts: 1, interruptedMs }, 1);
}

function warning(
  random: Random,
  add: (body: SessionEventBody, share: number) => void,
  lengthMs: number,
): void {
  const kind = random.of(['high-loss', 'high-round-trip-time', 'high-jitter'] as const);
  add({ kind: 'warning-raised', warning: kind, figure: 0.12 }, 0);
  add({ kind: 'warning-cleared', warning: kind, figure: 0.01, worst: 0.3, afterMs: lengthMs }, 1);
}

function end(random: Random, durationMs: number, add: (body: SessionEventBody) => void): void {
  const failed = random.next() < 0.2;
  const failure = random.of([
    { reason: 'connection-lost', status: 'failed' },
    { reason: 'server-ended' },
    { reason: 'microphone-ended' },
  ] as const);
  add(failed ? { kind: 'session-failed', failure } : { kind: 'stop-requested' });
  const failures = { 'no-frame': 0, 'queue-full': 0, 'consumer-threw': 0, disconnected: 0 };
  const handedOn = Math.round(durationMs / 10);
  add({ kind: 'frames-counted', counts: { handedOn, failed: failures, dropped: 0, consecutiveErrors: 0 } });
  add({ kind: 'session-ended', by: failed ? 'failure' : 'user', durationMs });
}

function minutesOf(
  random: Random,
  sessionId: string,
  from: number,
  to: number,
  outages: readonly { from: number; to: number }[],
): PackedMinute[] {
  const minutes: PackedMinute[] = [];
  let samples: Sample[] = [];
  let next = 0;
  const pack = () => {
    const [first] = samples;
    if (first) minutes.push(packMinute(sessionId, minuteOf(first.at), samples));
    samples = [];
  };
  for (let at = from; at < to; at += second) {
    if (samples[0] && minuteOf(samples[0].at) !== minuteOf(at)) pack();
    while ((outages[next]?.to ?? Infinity) < at) next += 1;
    const isOut = at >= (outages[next]?.from ?? Infinity);
    samples.push(isOut ? lostSample(sessionId, at, random) : liveSample(sessionId, at, random));
  }
  pack();
  return minutes;
}

function liveSample(sessionId: string, at: number, random: Random): Sample {
  return {
    sessionId,
    at,
    roundTripTime: 0.02 + random.exponential(0.01),
    jitter: random.exponential(0.003),
    fractionLost: random.next() < 0.9 ? 0 : random.next() * 0.1,
    bitrate: 30_000 + random.next() * 4000,
    audioLevel: random.next() * 0.3,
    capturedMsAgo: random.next() * 20,
    sentMsAgo: random.next() * 500,
    heardMsAgo: random.next() * 900,
    understoodMsAgo: null,
    consecutiveErrors: 0,
  };
}

function lostSample(sessionId: string, at: number, random: Random): Sample {
  return {
    ...liveSample(sessionId, at, random),
    roundTripTime: null,
    jitter: null,
    fractionLost: null,
    bitrate: null,
    heardMsAgo: 1000 + random.next() * 2000,
  };
}
