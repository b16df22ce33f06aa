import { browserEdges } from '../../../utils/async/edges.ts';
import { toFailure, type Failure } from '../../../utils/domain/failure/failure.ts';
import type { SessionEvent } from '../../../utils/domain/log/session-event.ts';
import type { StartRequest } from '../../../utils/domain/session/start-request.ts';
import { isRunning, type SessionState } from '../../../utils/domain/session/session-state.ts';
import { transition } from '../../../utils/domain/session/session-transition.ts';
import { defaultSettings, type Settings } from '../../../utils/domain/settings/settings.ts';
import { sessionHead } from '../../../utils/domain/session/session-beginning.ts';
import type { UserCommand } from '../../../utils/worker/browser/context-menu.ts';
import type { HostPort } from '../../../utils/worker/session/host-port.ts';
import { createPolicyGate } from '../../../utils/worker/session/policy-gate.ts';
import { createAccess } from '../../../utils/worker/browser/access.ts';
import { createSessionWorker } from '../../../utils/worker/session/session-worker.ts';
import { createWhipSessions } from '../../../utils/worker/session/whip-sessions.ts';
import { createLearnedFactsStore } from '../../../utils/settings/learned-facts-store.ts';
import { createSettingsStore } from '../../../utils/settings/settings-store.ts';
import { createFakeStorage } from '../../support/fakes/fake-storage.ts';
import { inputOf, type BareFact } from '../domain/builders.ts';
import { aWhipProfile } from '../../support/profiles.ts';

/** The lane of what a host does by itself, whatever happens to the worker. */
const hostWork = 'host-work';

/** How an edge is broken: it throws at once, it rejects, or it never answers. */
export type Fault = 'throws' | 'rejects' | 'hangs';

/** Decides whether a call of an edge fails, by the edge's name and the number of its earlier calls. */
type FaultOf = (edge: string, callsBefore: number) => Fault | null;

type Send = (control: ReturnType<typeof createSessionWorker>['control']) => Promise<unknown>;

interface WorldOptions {
  faultOf?: FaultOf;
  /** Whether the last policy was empty, and the browser answers only when it {@link saysPolicy}. */
  isPolicyLate?: boolean;
}

/**
 * A service worker with everything around it, in which nothing happens by itself: each answer, message and
 * piece of work waits in a lane of its own until {@link step} takes the next one of a lane. Within a lane the
 * order is kept, as between two contexts of a browser.
 */
export function createWorkerWorld({ faultOf = () => null, isPolicyLate = false }: WorldOptions = {}) {
  /** Epoch milliseconds; a test may set it forward and back. */
  const clock = { now: 5000 };
  const lanes = new Map<string, (() => void)[]>();
  const log: { sessionId: string; kind: string }[] = [];
  const profileOf = new Map<string, string>();
  const told: SessionState[] = [];
  const failures: Failure[] = [];
  const local = createFakeStorage({ settings: withProfiles(), ...(isPolicyLate && { policyCopy: {} }) });
  let session = createFakeStorage();
  const policy = Promise.withResolvers<Record<string, unknown>>();
  if (!isPolicyLate) policy.resolve({});
  const managed = { ...createFakeStorage(), get: () => policy.promise };
  let whipSessions: ReturnType<typeof createWhipSessions>;
  /** The number of the extension's current life: what an earlier life still waits for never comes. */
  let life = 0;
  let host: ReturnType<typeof createHost> | null = null;
  let unanswered: { send: Send; isSentAgain: boolean }[] = [];
  let ids = 0;

  function later(lane: string, work: () => void): void {
    const own = life;
    const waiting = lanes.get(lane) ?? [];
    const isOwn = () => own === life || lane === hostWork;
    lanes.set(lane, [
      ...waiting,
      () => {
        if (isOwn()) work();
      },
    ]);
  }

  function answered<Args extends unknown[], Value>(lane: string, ask: (...args: Args) => Promise<Value>) {
    return (...args: Args) =>
      new Promise<Value>((resolve, reject) => later(lane, () => void ask(...args).then(resolve, reject)));
  }

  const deletedRecordings: string[] = [];
  /** The sessions whose unsent sound a host was given, each time. */
  const owedTo: string[] = [];
  const recorded = new Set<string>();
  const calls = new Map<string, number>();

  function breakable<Args extends unknown[]>(name: string, ask: (...args: Args) => Promise<unknown>) {
    return (...args: Args): Promise<unknown> => {
      const before = calls.get(name) ?? 0;
      calls.set(name, before + 1);
      const error = new DOMException('the disk is full', 'QuotaExceededError');
      switch (faultOf(name, before)) {
        case 'throws':
          throw error;
        case 'rejects':
          return Promise.reject(error);
        case 'hangs':
          return new Promise(() => undefined);
        case null:
          return ask(...args);
      }
    };
  }

  /** Wraps an object's edges, so that each call is answered in its own time. */
  function slow<Edges extends object>(name: string, edges: Edges): Edges {
    return Object.fromEntries(
      Object.entries(edges).map(([key, edge]) => [
        key,
        typeof edge === 'function'
          ? breakable(`${name}.${key}`, answered(`${name}.${key}`, edge as () => Promise<unknown>))
          : edge,
      ]),
    ) as Edges;
  }

  function createHost() {
    let state: SessionState = { phase: 'idle' };
    let lastSession: string | null = null;
    let isRecording = false;
    let microphone: string | null = null;
    /** The calls that wait for the answer of this host, once its thread is busy for ever. */
    const waiting: (() => void)[] = [];
    const own = {
      isHung: false,
      waiting,
      microphone: () => microphone,
      useMicrophone(settings: Settings['microphone']): void {
        if (isRunning(state)) microphone = settings.deviceId;
      },
      state: () => state,
      lastSession: () => lastSession,
      isRecording: () => isRecording && isRunning(state),
      dispatch(fact: BareFact): void {
        const before = state;
        state = transition(state, inputOf(clock.now, fact)).state;
        if (state === before) return;
        const shown = state;
        later('host-to-worker', () => void worker.heard(shown));
        if (before.phase === 'stopping') log.push({ sessionId: before.session.id, kind: 'session-ended' });
        if (state.phase === 'starting') work('microphone-acquired', 'answer-applied', 'media-acknowledged');
        if (state.phase === 'recovering') work('replacement-acknowledged');
        if (state.phase === 'stopping' && before.phase !== 'stopping') work('released');
      },
      overrule(sessionId: string): void {
        if (sessionId !== lastSession) return;
        own.dispatch({ type: 'overruled', failure: { reason: 'policy-overruled' } });
      },
      forbidRecording(sessionId: string): void {
        if (sessionId === lastSession) isRecording = false;
      },
      begin(
        sessionId: string,
        kind: string,
        { profile, recording, owed, microphone: chosen }: StartRequest,
        fact: BareFact,
      ): void {
        const profileId = profile.id;
        if ((state.phase !== 'idle' && state.phase !== 'failed') || sessionId === lastSession) return;
        lastSession = sessionId;
        microphone = chosen.deviceId;
        isRecording = recording !== undefined && recording !== 'never';
        if (isRecording) recorded.add(sessionId);
        if (owed) owedTo.push(owed.sessionId);
        log.push({ sessionId, kind });
        if (kind === 'session-started') profileOf.set(sessionId, profileId);
        else if (profileOf.get(sessionId) !== profileId) log.push({ sessionId, kind: 'other-server' });
        own.dispatch(fact);
      },
    };
    function work(
      ...types: (
        | 'microphone-acquired'
        | 'answer-applied'
        | 'media-acknowledged'
        | 'replacement-acknowledged'
        | 'released'
      )[]
    ): void {
      for (const type of types) later(hostWork, () => host === own && own.dispatch({ type }));
    }
    return own;
  }

  /**
   * Sends a message to the host and resolves with its answer; rejects where there is no host when it arrives.
   */
  const toHost = <Value>(ask: (there: ReturnType<typeof createHost>) => Value) =>
    new Promise<Value>((resolve, reject) =>
      later('worker-to-host', () => {
        const gone = () => later('host-to-worker', () => reject(new Error('there is no host')));
        if (!host) return gone();
        if (host.isHung) return void host.waiting.push(gone);
        const value = ask(host);
        later('host-to-worker', () => resolve(value));
      }),
    );

  function removeHost(): void {
    const waiting = host?.waiting ?? [];
    host = null;
    for (const gone of waiting) gone();
  }

  const hostPort: HostPort = {
    exists: answered('exists', () => Promise.resolve(host !== null)),
    ensure: answered('ensure', () => {
      host ??= createHost();
      return Promise.resolve();
    }),
    close: answered('close', () => {
      removeHost();
      return Promise.resolve();
    }),
    state: () => toHost((there) => there.state()),
    lastSession: () => toHost((there) => there.lastSession()),
    start: (id, request) =>
      toHost((there) =>
        there.begin(id, 'session-started', request, {
          type: 'start-requested',
          session: sessionHead(request, id, clock.now),
        }),
      ),
    resume: ({ request, stand, ...resumed }) =>
      toHost((there) => {
        const fact = { type: 'resume-requested', ...resumed, since: stand.lastKnownAt } as const;
        there.begin(resumed.running.session.id, 'session-resumed', request, fact);
        return there.state();
      }),
    stop: (when) => toHost((there) => there.dispatch({ type: 'stop-requested', ...(when && { when }) })),
    overrule: (sessionId) => toHost((there) => there.overrule(sessionId)),
    forbidRecording: (sessionId) => toHost((there) => there.forbidRecording(sessionId)),
    setMuted: (muted) => toHost((there) => there.dispatch({ type: 'mute-requested', muted })),
    answerQuestion: () => toHost((there) => there.dispatch({ type: 'question-answered' })),
    retry: () => toHost((there) => there.dispatch({ type: 'retry-requested' })),
    dismissFailure: () => toHost((there) => there.dispatch({ type: 'failure-dismissed' })),
    useMicrophone: (settings) => toHost((there) => there.useMicrophone(settings)),
    warmUp: () => Promise.resolve(),
    testProfile: () => Promise.resolve(),
    cancelProfileTest: () => Promise.resolve(),
  };

  const hasEnded = (id: string) =>
    log.some(({ sessionId, kind }) => sessionId === id && kind === 'session-ended');
  const rows = () => [...new Set(log.map(({ sessionId }) => sessionId))];
  const history = {
    appendWorkerEvents(sessionId: string, _at: number, bodies: readonly { kind: string }[]) {
      if (!hasEnded(sessionId)) for (const { kind } of bodies) log.push({ sessionId, kind });
      return Promise.resolve();
    },
    owedSound: (sessionId: string) => Promise.resolve({ sessionId, from: clock.now, parts: [] }),
    stand: () => Promise.resolve({ lastKnownAt: clock.now, lastSeq: 1, interruptions: 0, interruptedMs: 0 }),
    unfinished: () =>
      Promise.resolve(
        rows()
          .filter((id) => !hasEnded(id))
          .map((id) => ({
            id,
            startedAt: clock.now,
            profileId: profileOf.get(id) ?? '',
            profileName: '',
            profileKind: 'whip' as const,
          })),
      ),
  };
  /** The edges of one life of the extension: calls after its end are never answered. */
  function ofThisLife<Edges extends object>(edges: Edges): Edges {
    const own = life;
    return Object.fromEntries(
      Object.entries(edges).map(([key, edge]) => [
        key,
        typeof edge === 'function'
          ? (...args: unknown[]) =>
              own === life ? (edge as (...args: unknown[]) => unknown)(...args) : new Promise(() => undefined)
          : edge,
      ]),
    ) as Edges;
  }

  function load() {
    const slowly = <Edges extends object>(name: string, edges: Edges) => ofThisLife(slow(name, edges));
    const storage = slowly('local', local);
    const settings = createSettingsStore({
      local: storage,
      managed: slowly('managed', managed),
      ...browserEdges,
    });
    whipSessions = createWhipSessions({
      storage,
      settings,
      request: () => Promise.reject(new Error('nobody answers')),
    });
    return createSessionWorker({
      version: '0.2.0',
      gate: createPolicyGate({ settings, onWaiting: () => undefined, now: () => clock.now }),
      host: ofThisLife(hostPort),
      history: slowly('history', history),
      session: slowly('session', session),
      local: storage,
      settings,
      whipSessions,
      deleteRecording(sessionId) {
        deletedRecordings.push(sessionId);
        return Promise.resolve();
      },
      learned: createLearnedFactsStore(storage),
      access: createAccess({
        permissions: { query: () => Promise.resolve({ state: 'granted' } as PermissionStatus) },
        hostPermissions: {
          contains: () => Promise.resolve(true),
          request: () => Promise.resolve(true),
          getAll: () => Promise.resolve({ origins: [] }),
          remove: () => Promise.resolve(true),
        },
        storage,
      }),
      windows: { getAll: () => Promise.resolve([]) },
      management: { getSelf: () => Promise.resolve({ installType: 'normal' } as never) },
      followers: [ofThisLife({ tell: (state: SessionState) => void told.push(state) }).tell],
      broadcast: () => undefined,
      openPermissionPage: () => Promise.reject(new Error('nothing is missing')),
      newSessionId: () => `by-shortcut-${String(++ids)}`,
      now: () => clock.now,
      onError: () => undefined,
    });
  }

  let worker = load();
  let awake: Promise<unknown> = worker.wake();

  function renew(): void {
    life += 1;
    for (const lane of lanes.keys()) if (lane !== hostWork) lanes.delete(lane);
    worker = load();
    awake = worker.wake();
  }

  /** Sends a command; as in listen.ts, it waits until the worker knows the state. */
  function send(command: Send, isSentAgain: boolean): void {
    const own = worker;
    const sent = { send: command, isSentAgain };
    unanswered.push(sent);
    void awake
      .then(() => command(own.control))
      .catch((error: unknown) => failures.push(toFailure(error)))
      .finally(() => {
        unanswered = unanswered.filter((each) => each !== sent);
      });
  }

  return {
    log,
    told,
    /** The number of calls of each edge. */
    calls,
    failures,
    learn: () => worker.control.rememberFacts([aFact]),
    openedAtServer: (url: string) => whipSessions.opened({ url, profileId: 'one' }),
    host: () => host?.state() ?? null,
    /** The sessions whose recordings were deleted. */
    deletedRecordings,
    owedTo,
    wasRecorded: (sessionId: string) => recorded.has(sessionId),
    isRecording: () => host?.isRecording() ?? false,
    isMicrophoneOn: () => host !== null && isRunning(host.state()),
    profileOf,
    isSettled: () => unanswered.length === 0,

    start(): void {
      const id = `by-popup-${String(++ids)}`;
      send((control) => control.start(id), true);
    },
    stop: () => send((control) => control.stop(), true),
    setMuted: (muted: boolean) => send((control) => control.setMuted(muted), true),
    retry: () => send((control) => control.retry(), true),
    dismissFailure: () => send((control) => control.dismissFailure(), true),
    stopWhenDelivered: () => send((control) => control.stop('delivered'), true),
    answerQuestion: () => send((control) => control.answerQuestion(), true),
    perform: (command: UserCommand) => send((control) => control.perform(command), false),
    ask: () => void worker.state().catch(() => undefined),
    watch: () => void awake.then(worker.watch),

    /** The browser says what an administrator has set. */
    saysPolicy: (values: Record<string, unknown>) => policy.resolve(values),

    choose(activeProfileId: string): void {
      local.held['settings'] = { ...(local.held['settings'] as Settings), activeProfileId };
    },

    /** Saves another choice of microphone, of which the worker hears later. */
    chooseMicrophone(deviceId: string): void {
      const microphone = { ...defaultSettings().microphone, deviceId };
      local.held['settings'] = { ...(local.held['settings'] as Settings), microphone };
      send((control) => control.useMicrophone(microphone), false);
    },

    /** The microphone that the host has open. */
    microphone: () => host?.microphone() ?? null,

    /** Sets the computer's clock forward, or back. */
    setClock: (byMs: number) => void (clock.now += byMs),

    /** Makes the host's thread busy for ever. Returns false where it is already, or there is none. */
    hangHost(): boolean {
      if (!host || host.isHung) return false;
      host.isHung = true;
      return true;
    },

    /** Whether nothing runs or is about to, so that an update may end the extension. */
    isIdle: () => awake.then(worker.isIdle),

    /** Whether the host runs a session that was live, and the worker has heard so. */
    isKnownToBeLive: () => isLive(host?.state()) && isLive(told.at(-1)),

    /** Removes the document without a word. Returns false where there was none. */
    loseHost(): boolean {
      if (!host) return false;
      removeHost();
      return true;
    },

    /**
     * Ends the worker. A browser ends none that has an event to handle, but may end one over a message, which
     * is then sent again.
     */
    restartWorker(): boolean {
      if (unanswered.some(({ isSentAgain }) => !isSentAgain)) return false;
      const again = unanswered;
      unanswered = [];
      renew();
      for (const each of again) send(each.send, true);
      return true;
    },

    /** Switches the extension off and on, as at chrome://extensions. */
    unload(): void {
      host = null;
      session = createFakeStorage();
      unanswered = [];
      renew();
    },

    /** Takes the next item of the lane with this number. Returns false where none waits. */
    async step(number: number): Promise<boolean> {
      const busy = [...lanes].filter(([, waiting]) => waiting.length > 0);
      const [lane, waiting] = busy[number % Math.max(1, busy.length)] ?? [];
      if (lane === undefined || !waiting) return false;
      lanes.set(lane, waiting.slice(1));
      waiting[0]?.();
      await new Promise((resolve) => setImmediate(resolve));
      return true;
    },
  };
}

const aFact: SessionEvent = {
  sessionId: 'any',
  writer: 'host',
  seq: 1,
  at: 5000,
  kind: 'profile-learned',
  profileId: 'one',
  facts: { onePublisher: true },
};

function isLive(state: SessionState | undefined): boolean {
  return state?.phase === 'live' || state?.phase === 'recovering';
}

function withProfiles(): Settings {
  const settings = defaultSettings();
  settings.profiles.push(
    aWhipProfile({ id: 'one', url: 'https://one.example/whip', destination: 'recogniser' }),
    aWhipProfile({ id: 'two', url: 'https://two.example/whip', destination: 'recogniser' }),
  );
  return { ...settings, activeProfileId: 'one' };
}
