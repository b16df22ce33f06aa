import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';
import type { BackfillJob, BackfillOutcome } from '../../../../utils/domain/backfill/backfill-job.ts';
import { jobsFor } from '../../../../utils/domain/backfill/backfill-job.ts';
import type { BatchEndpoint } from '../../../../utils/domain/profiles/profile-kinds.ts';
import type { Profile } from '../../../../utils/domain/profiles/profile.ts';
import { createBackfillStore } from '../../../../utils/history/backfill/backfill-store.ts';
import { packRow } from '../../../../utils/history/rows/stored-row.ts';
import {
  createBackfillQueue,
  type BackfillQueueDeps,
  type JobKey,
} from '../../../../utils/worker/backfill/backfill-queue.ts';
import { openHistory } from '../../../support/history/open-history.ts';
import { aWhipProfile } from '../../../support/profiles.ts';
import { aRow } from '../../../support/session-rows.ts';

const batch: BatchEndpoint = { url: 'https://batch.example/v1', token: 'key', model: 'm', language: '' };
const profile = aWhipProfile({ batch });
const windows = [1000, 50_000].map((from) => ({ from, to: from + 5000, gaps: [{ from, to: from + 5000 }] }));
const said: BackfillOutcome = {
  type: 'heard',
  heard: { sound: { from: 0, to: 7000 }, voiceFrom: 500, pieces: [{ text: 'seven nine', from: 1.5, to: 3 }] },
};

/** Edges that may throw, each by its name. */
const edges = [
  'store.open',
  'store.get',
  'store.put',
  'store.replace',
  'store.profileOf',
  'plan',
  'segments.read',
  'segments.put',
  'settings.loadOrDefaults',
  'hasOrigin',
  'host.ensure',
  'host.backfill',
  'isIdle',
  'alarms.get',
  'alarms.create',
  'alarms.clear',
] as const;
type Edge = (typeof edges)[number];

/** A worker's side of the queue in a browser; `restart` ends the worker at any moment and begins another one. */
async function world(options: { profiles?: Profile[]; isGranted?: boolean; keepsText?: boolean } = {}) {
  const history = openHistory();
  const store = createBackfillStore(history.database, history.access);
  await history.database.sessions.put(packRow(aRow({ id: 'session', startedAt: 0, profileId: profile.id })));
  const state = {
    now: 10_000,
    isIdle: true,
    isOver: true,
    profiles: options.profiles ?? [profile],
    transcript: { keep: options.keepsText ?? true, keepDays: null },
    sent: [] as string[],
    cancelled: [] as string[],
    alarms: new Set<string>(),
    errors: [] as unknown[],
    /** How often each edge was called, and which call of which edge throws. */
    calls: 0,
    throwsAt: null as number | null,
    thrown: null as Edge | null,
  };
  function edge<Args extends unknown[], Value>(name: Edge, run: (...args: Args) => Promise<Value>) {
    return async (...args: Args): Promise<Value> => {
      state.calls += 1;
      if (state.calls === state.throwsAt) {
        state.thrown = name;
        throw new Error(name);
      }
      return run(...args);
    };
  }
  const deps: BackfillQueueDeps = {
    store: {
      open: edge('store.open', store.open),
      get: edge('store.get', store.get),
      put: edge('store.put', store.put),
      replace: edge('store.replace', store.replace),
      profileOf: edge('store.profileOf', store.profileOf),
    },
    plan: edge('plan', (planned: BackfillJob) =>
      Promise.resolve(state.isOver ? jobsFor(planned, windows) : null),
    ),
    segments: {
      read: edge('segments.read', history.segments.read),
      put: edge('segments.put', history.segments.put),
    },
    settings: {
      loadOrDefaults: edge('settings.loadOrDefaults', () =>
        Promise.resolve({ profiles: state.profiles, transcript: state.transcript }),
      ),
    },
    hasOrigin: edge('hasOrigin', () => Promise.resolve(options.isGranted ?? true)),
    host: {
      ensure: edge('host.ensure', () => Promise.resolve()),
      backfill: edge('host.backfill', (job: BackfillJob) => {
        state.sent.push(job.id);
        return Promise.resolve();
      }),
      cancelBackfill: ({ id }: JobKey) => {
        state.cancelled.push(id);
        return Promise.resolve();
      },
    },
    isIdle: edge('isIdle', () => Promise.resolve(state.isIdle)),
    alarms: {
      get: edge('alarms.get', (name = '') =>
        Promise.resolve(state.alarms.has(name) ? { name, scheduledTime: 0 } : undefined),
      ),
      create: edge('alarms.create', (name) => {
        state.alarms.add(name);
        return Promise.resolve();
      }),
      clear: edge('alarms.clear', (name = '') => Promise.resolve(state.alarms.delete(name))),
    },
    now: () => state.now,
    random: () => 0,
    onError: (error) => state.errors.push(error),
  };
  const jobs = () => history.database.backfills.toArray();
  return {
    state,
    restart: () => createBackfillQueue(deps),
    jobs,
    job: async (id: string) => (await jobs()).find((each) => each.id === id),
    states: async () => Object.fromEntries((await jobs()).map(({ id, state }) => [id, state])),
    texts: async () => (await history.segments.read('session')).map(({ text }) => text),
    key: (id: string): JobKey => ({ sessionId: 'session', id }),
    removeSession: () => history.remove(['session']),
  };
}

const [one, two] = ['gap 1000', 'gap 50000'];

describe('what did not arrive', () => {
  it('is asked for when its session has ended, one window after the other, and its words are stored', async () => {
    const { state, restart, states, texts, key } = await world();
    const queue = restart();
    state.isIdle = state.isOver = false;
    await queue.noteSession('session', profile.id);
    await queue.look();
    expect(state.sent).toEqual([]);
    expect(await states()).toEqual({ gap: 'planned' });

    state.isIdle = state.isOver = true;
    await queue.look();
    expect(state.sent).toEqual([one]);
    expect(await states()).toEqual({ [one]: 'running', [two]: 'waiting' });
    expect(state.alarms).toEqual(new Set(['backfill']));
    await queue.ended(key(one), said);
    expect(state.sent).toEqual([one, two]);
    expect(await texts()).toEqual(['seven nine']);
    await queue.ended(key(two), { type: 'noted', note: 'unspoken' });
    expect(await states()).toEqual({ [one]: 'done', [two]: 'done' });
    expect(state.alarms).toEqual(new Set());
  });

  it('is not asked for where the profile has no endpoint', async () => {
    const { restart, jobs } = await world({ profiles: [aWhipProfile()] });
    await restart().noteSession('session', profile.id);
    expect(await jobs()).toEqual([]);
  });

  it('is not asked for where text is not kept', async () => {
    const { restart, jobs } = await world({ keepsText: false });
    await restart().noteSession('session', profile.id);
    expect(await jobs()).toEqual([]);
  });

  it('is not stored where text was kept only when it was asked for', async () => {
    const { state, restart, job, key, texts } = await world();
    const queue = restart();
    await queue.again('session');
    state.transcript.keep = false;
    await queue.ended(key('again 1000'), said);
    expect(await job('again 1000')).toMatchObject({ note: 'text-not-kept' });
    expect(await texts()).toEqual([]);
  });

  it('goes on where another worker was ended, at whatever moment', async () => {
    const { state, restart, states, key, texts } = await world();
    await restart().noteSession('session', profile.id);
    await restart().look();
    // The new worker does not know whether the host has the request still; the host does.
    await restart().look();
    expect(state.sent).toEqual([one, one]);
    await restart().ended(key(one), said);
    await restart().ended(key(one), said);
    await restart().ended(key(two), { type: 'noted', note: 'unspoken' });
    expect(await states()).toEqual({ [one]: 'done', [two]: 'done' });
    expect(await texts()).toEqual(['seven nine']);
  });

  it('waits while a session runs, and is asked for again after one that interrupted it', async () => {
    const { state, restart, states, key } = await world();
    const queue = restart();
    await queue.again('session');
    state.isIdle = false;
    await queue.ended(key('again 1000'), { type: 'interrupted' });
    expect(await states()).toMatchObject({ 'again 1000': 'waiting' });
    expect(state.sent).toHaveLength(1);
    state.isIdle = true;
    await queue.look();
    expect(state.sent).toEqual(['again 1000', 'again 1000']);
  });

  it('is tried again later, while the next window is not held up', async () => {
    const { state, restart, job, key } = await world();
    const queue = restart();
    await queue.again('session');
    await queue.ended(key('again 1000'), { type: 'failed', failure: { reason: 'server-timeout' } });
    expect(state.sent).toEqual(['again 1000', 'again 50000']);
    await queue.ended(key('again 50000'), { type: 'noted', note: 'unspoken' });
    expect(state.sent).toHaveLength(2);
    state.now = (await job('again 1000'))?.notBefore ?? 0;
    await queue.look();
    expect(state.sent.at(-1)).toBe('again 1000');
  });

  it('is cancelled, also where it is under way, and begins anew when that is wanted', async () => {
    const { state, restart, states, key, texts } = await world();
    const queue = restart();
    await queue.again('session');
    await queue.cancel(key('again 1000'));
    expect(state.cancelled).toEqual(['again 1000']);
    expect(state.sent).toEqual(['again 1000', 'again 50000']);
    // The host was quicker than the click.
    await queue.ended(key('again 1000'), said);
    expect(await states()).toEqual({ 'again 1000': 'cancelled', 'again 50000': 'running' });
    expect(await texts()).toEqual([]);
    await queue.retry(key('again 1000'));
    await queue.ended(key('again 50000'), { type: 'noted', note: 'unspoken' });
    expect(state.sent.at(-1)).toBe('again 1000');
  });

  it.each([
    ['its profile has no endpoint any more', { profiles: [aWhipProfile()] }, { note: 'no-endpoint' }],
    ['text is not kept', { keepsText: false }, { note: 'text-not-kept' }],
    ['its profile is gone', { profiles: [] }, { note: 'no-endpoint' }],
    [
      'access is missing',
      { isGranted: false },
      { failure: { reason: 'server-permission-needed', origin: 'https://batch.example' } },
    ],
  ])('is not sent where %s, and says so', async (_, options, says) => {
    const { state, restart, job } = await world(options);
    await restart().again('session');
    expect(state.sent).toEqual([]);
    expect(await job('again 1000')).toMatchObject({ state: 'failed', ...says });
    expect(await job('again 50000')).toMatchObject({ state: 'failed', ...says });
  });

  it('goes with its session', async () => {
    const { restart, jobs, removeSession, key, texts } = await world();
    const queue = restart();
    await queue.again('session');
    await removeSession();
    await queue.ended(key('again 1000'), said);
    expect(await jobs()).toEqual([]);
    expect(await texts()).toEqual([]);
  });
});

it('is done once, whatever edge throws at whatever moment', async () => {
  async function play(throwsAt: number | null) {
    const { state, restart, states, texts, key } = await world();
    state.throwsAt = throwsAt;
    const attempt = (run: () => Promise<void>) => run().catch(() => undefined);
    await attempt(() => restart().noteSession('session', profile.id));
    await attempt(() => restart().noteSession('session', profile.id));
    // Alarms come again and again, and a host that could not tell how it ended is asked anew.
    for (let alarm = 0; alarm < 12; alarm += 1) {
      await attempt(() => restart().look());
      const running = Object.entries(await states()).find(([, each]) => each === 'running')?.[0];
      const isSent = running !== undefined && state.sent.includes(running);
      if (isSent) await attempt(() => restart().ended(key(running), said));
      state.now += 600_000;
    }
    return { ...state, states: await states(), texts: await texts() };
  }
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const { calls } = await play(null);
  const thrown = new Set<Edge | null>();
  for (let at = 1; at <= calls; at += 1) {
    const played = await play(at);
    thrown.add(played.thrown);
    expect(played.states, `call ${String(at)}, ${String(played.thrown)}`).toEqual({
      [one]: 'done',
      [two]: 'done',
    });
    expect(played.texts).toEqual(['seven nine']);
  }
  expect([...thrown].toSorted()).toEqual([...edges].toSorted());
});
