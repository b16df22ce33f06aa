import type { Alarms } from 'webextension-polyfill';
import type { Edges } from '../../async/edges.ts';
import {
  afterAttempt,
  nextJob,
  plannedJob,
  retried,
  type BackfillJob,
  type BackfillOutcome,
} from '../../domain/backfill/backfill-job.ts';
import { backfillSegments } from '../../domain/backfill/backfill-segments.ts';
import { toFailure } from '../../domain/failure/failure.ts';
import type { BatchEndpoint } from '../../domain/profiles/profile-kinds.ts';
import type { Profile } from '../../domain/profiles/profile.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import { transcriptOf } from '../../domain/settings/transcript-of.ts';
import type { Segment } from '../../domain/transcript/segment.ts';

export type JobKey = Pick<BackfillJob, 'sessionId' | 'id'>;

export interface BackfillQueueDeps extends Pick<Edges, 'now' | 'random'> {
  store: {
    open(): Promise<BackfillJob[]>;
    get(key: JobKey): Promise<BackfillJob | undefined>;
    put(jobs: readonly BackfillJob[]): Promise<void>;
    replace(planned: BackfillJob, jobs: readonly BackfillJob[]): Promise<void>;
    profileOf(sessionId: string): Promise<string | null>;
  };
  /** The requests that a planned one expands to; null while its session runs. */
  plan(planned: BackfillJob): Promise<BackfillJob[] | null>;
  segments: {
    read(sessionId: string): Promise<Segment[]>;
    put(sessionId: string, segments: readonly Segment[]): Promise<unknown>;
  };
  settings: { loadOrDefaults(): Promise<Pick<Settings, 'profiles' | 'transcript'>> };
  /** Whether the extension has host permission for an address. */
  hasOrigin(url: string): Promise<boolean>;
  host: {
    ensure(): Promise<void>;
    backfill(job: BackfillJob, endpoint: BatchEndpoint): Promise<void>;
    cancelBackfill(key: JobKey): Promise<void>;
  };
  /** Whether no session runs, because sessions have priority. */
  isIdle(): Promise<boolean>;
  alarms: {
    get(name: string): Promise<Alarms.Alarm | undefined>;
    create(name: string, info: Alarms.CreateAlarmInfoType): Promise<void>;
    clear(name: string): Promise<boolean>;
  };
  onError(error: unknown): void;
}

const alarmName = 'backfill';

/**
 * Has a server transcribe recorded gaps after the session, one window at a time, while no session runs. The queue is
 * stored in the history, and each step begins by reading it, so that the end of a worker, host or browser costs one
 * attempt at most. The host reads the recording, sends it, and reports the outcome.
 */
export function createBackfillQueue(deps: BackfillQueueDeps) {
  const { store, plan, segments, settings, hasOrigin, host, isIdle, alarms, now, random, onError } = deps;
  let queue: Promise<void> = Promise.resolve();

  /** Runs one step after the other, because each reads what the one before has stored. */
  function inTurn(step: () => Promise<void>): Promise<void> {
    const done = queue.then(step);
    queue = done.catch(() => undefined);
    return done;
  }

  /** The endpoint of a session's own profile by its present settings, and whether its text is kept. */
  async function setFor(sessionId: string) {
    const id = await store.profileOf(sessionId);
    const known = await settings.loadOrDefaults();
    const profile = known.profiles.find((each) => each.id === id);
    return { keepsText: transcriptOf(known, profile).keep, endpoint: endpointOf(profile) };
  }

  function endpointOf(profile: Profile | undefined): BatchEndpoint | null {
    if (!profile || profile.kind === 'loopback' || !profile.batch) return null;
    const { batch } = profile;
    const language = batch.language === '' && 'language' in profile ? profile.language : batch.language;
    return { ...batch, language };
  }

  const settle = async (job: BackfillJob, outcome: BackfillOutcome) =>
    store.put([afterAttempt(job, outcome, now(), random())]);

  /** Sends a request to the host, again if it may have it already; false where the request ended without being sent. */
  async function send(job: BackfillJob): Promise<boolean> {
    const { keepsText, endpoint } = await setFor(job.sessionId);
    if (!keepsText) {
      await settle(job, { type: 'noted', note: 'text-not-kept' });
      return false;
    }
    if (endpoint === null) {
      await settle(job, { type: 'noted', note: 'no-endpoint' });
      return false;
    }
    if (!(await hasOrigin(endpoint.url))) {
      const { origin } = new URL(endpoint.url);
      await settle(job, { type: 'failed', failure: { reason: 'server-permission-needed', origin } });
      return false;
    }
    await store.put([{ ...job, state: 'running' }]);
    await host.ensure();
    await host.backfill(job, endpoint);
    return true;
  }

  /** Stores the words of the answer. Returns the outcome, which differs where none of them were new. */
  async function stored(job: BackfillJob, outcome: BackfillOutcome): Promise<BackfillOutcome> {
    if (outcome.type !== 'heard') return outcome;
    const { sessionId } = job;
    // The settings may have changed during the transcription.
    if (!(await setFor(sessionId)).keepsText) return { type: 'noted', note: 'text-not-kept' };
    const found = backfillSegments(job, outcome.heard, await segments.read(sessionId), now());
    await segments.put(sessionId, found);
    return found.length > 0 ? outcome : { type: 'noted', note: 'unspoken' };
  }

  async function keepAlarm(isNeeded: boolean): Promise<void> {
    if (!isNeeded) await alarms.clear(alarmName);
    // Creating an alarm that already exists would start its time again.
    else if (!(await alarms.get(alarmName))) await alarms.create(alarmName, { periodInMinutes: 0.5 });
  }

  async function lookOnce(): Promise<void> {
    for (const planned of (await store.open()).filter(({ state }) => state === 'planned')) {
      const jobs = await plan(planned);
      if (jobs) await store.replace(planned, jobs);
    }
    const isFree = await isIdle();
    for (;;) {
      const open = await store.open();
      await keepAlarm(isFree && open.length > 0);
      const job = isFree ? (open.find(({ state }) => state === 'running') ?? nextJob(open, now())) : null;
      if (!job || (await send(job))) return;
    }
  }

  /** Starts whatever is due next. */
  const look = (): Promise<void> => inTurn(lookOnce).catch(onError);

  return {
    look,

    isAlarm: ({ name }: Pick<Alarms.Alarm, 'name'>) => name === alarmName,

    /** Notes a running session, so that its gaps are filled after its end if its profile has an endpoint. */
    noteSession: (sessionId: string, profileId: string): Promise<void> =>
      inTurn(async () => {
        const known = await settings.loadOrDefaults();
        const profile = known.profiles.find(({ id }) => id === profileId);
        if (!transcriptOf(known, profile).keep || endpointOf(profile) === null) return;
        const planned = plannedJob(sessionId, 'gap', now());
        if (!(await store.get(planned))) await store.put([planned]);
      }),

    /** Requests a transcription of a whole recording. */
    async again(sessionId: string): Promise<void> {
      await inTurn(() => store.put([plannedJob(sessionId, 'again', now())]));
      await look();
    },

    async cancel(key: JobKey): Promise<void> {
      await inTurn(async () => {
        const job = await store.get(key);
        if (!job || job.state === 'done') return;
        await store.put([{ ...job, state: 'cancelled' }]);
        // Without a host, nothing is under way that has to be cancelled.
        await host.cancelBackfill(key).catch(() => undefined);
      });
      await look();
    },

    async retry(key: JobKey): Promise<void> {
      await inTurn(async () => {
        const job = await store.get(key);
        if (job && job.state !== 'running') await store.put([retried(job, now())]);
      });
      await look();
    },

    /**
     * Takes the outcome of an attempt. One that was cancelled in the meantime, or is reported twice, changes nothing.
     */
    async ended(key: JobKey, outcome: BackfillOutcome): Promise<void> {
      await inTurn(async () => {
        const job = await store.get(key);
        if (job?.state !== 'running') return;
        const reached = await stored(job, outcome).catch((error: unknown): BackfillOutcome => ({
          type: 'failed',
          failure: toFailure(error),
        }));
        await settle(job, reached);
      });
      await look();
    },
  };
}
