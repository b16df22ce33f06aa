import { Readable } from 'node:stream';
import type {
  AudioInput,
  CheckedMicrophone,
  OptionsServices,
  Shortcut,
  Unsubscribe,
} from '../../components/services.ts';
import { browserEdges } from '../../utils/async/edges.ts';
import type { BackfillJob } from '../../utils/domain/backfill/backfill-job.ts';
import type { IceServerList } from '../../utils/domain/profiles/ice-server-list.ts';
import type { ServerGuess } from '../../utils/domain/profiles/propose-profile.ts';
import type { TextUpdate } from '../../utils/domain/transcript/text-update.ts';
import type { LiveData } from '../../utils/domain/samples/live-data.ts';
import type { SessionEvent } from '../../utils/domain/log/session-event.ts';
import type { TestReport } from '../../utils/domain/session/test-report.ts';
import type { SessionState } from '../../utils/domain/session/session-state.ts';
import {
  defaultSettings,
  type Settings,
  type SettingsReading,
} from '../../utils/domain/settings/settings.ts';
import type { SettingsProblem } from '../../utils/domain/profiles/settings-problem.ts';
import type { Profile } from '../../utils/domain/profiles/profile.ts';
import type { ExportedFile, ExportRequest } from '../../utils/history/export/export-request.ts';
import type { Peak } from '../../utils/audio/recording/read-peaks.ts';
import type { LastRecording } from '../../utils/domain/recording/last-recording.ts';
import type { Recording } from '../../utils/history/recordings/open-recording.ts';
import type { Segment } from '../../utils/domain/transcript/segment.ts';
import type { HistoryUsage } from '../../utils/history/history-usage.ts';
import type { StepsOptions } from '../../utils/history/database/steps-options.ts';
import type { HistoryStatus } from '../../utils/history/database/history-status.ts';
import type { ImportOutcome, ImportPlan, ImportReading } from '../../utils/history/import/import-outcome.ts';
import { packedFigures } from '../../utils/history/rows/packed-minute.ts';
import type { SampleFigure, SampleSeries, SeriesColumns } from '../../utils/history/rows/sample-series.ts';
import type { SessionQuery } from '../../utils/history/catalogue/session-query.ts';
import type { SessionRow } from '../../utils/history/rows/session-row.ts';
import type { StartOutcome } from '../../utils/domain/session/start-request.ts';
import type { MergedReading } from '../../utils/settings/settings-store.ts';
import { textsOf, type Language } from './messages.ts';

/** A call of a service by a view, e.g. `['start']` or `['setMuted', true]`. */
export type Call = [name: string, ...args: unknown[]];

export interface FakeWorldOptions {
  language?: Language;
  /** The language that the user prefers for web pages. */
  preferred?: string;
  state?: SessionState;
  reading?: SettingsReading;
  /** The effects of an administrator's policy. */
  policy?: { locked?: readonly string[]; policyProblems?: readonly SettingsProblem[] };
  microphone?: PermissionState;
  microphoneWasGranted?: boolean;
  serverGranted?: boolean;
  /** The match patterns of the servers that may be contacted. */
  origins?: string[];
  devices?: AudioInput[];
  shortcuts?: Shortcut[];
  /** Whether an update's news waits to be read. */
  newsUnread?: boolean;
  rows?: SessionRow[];
  events?: SessionEvent[];
  historyStatus?: HistoryStatus;
  series?: SampleSeries;
  usage?: HistoryUsage;
  /** Recordings by the ids of their sessions. */
  recordings?: Record<string, Recording>;
  /** The segments of transcripts, by session. */
  segments?: Record<string, Segment[]>;
  /** The number of segments that are read first, and when the others can be read. Default: all are read at once. */
  longText?: { first: number; others: Promise<void> };
  /** The requests for words of what did not arrive. */
  backfills?: BackfillJob[];
  /** The peaks of every recording. */
  peaks?: readonly Peak[];
  /** The seconds that can be played of every file of a recording. */
  playableSeconds?: number;
  /** The newest session's recording; null where it has none. */
  lastRecording?: LastRecording | null;
}

/** The answers of the services, which a test may replace. */
export interface FakeAnswers {
  start(): Promise<StartOutcome>;
  stop(): Promise<void>;
  save(settings: Settings): Promise<void>;
  requestMicrophone(): Promise<void>;
  openMicrophone(signal: AbortSignal): Promise<CheckedMicrophone>;
  requestServer(profile: Profile): Promise<boolean>;
  requestOrigin(): Promise<boolean>;
  probe(): Promise<ServerGuess | null>;
  turnCredentials(): Promise<IceServerList>;
  toWav(): Promise<Blob>;
  keepRecording(): Promise<void>;
  export(request: ExportRequest): Promise<ExportedFile>;
  readImport(file: Blob, options?: StepsOptions): Promise<ImportReading>;
  import(plan: ImportPlan, options?: StepsOptions): Promise<ImportOutcome>;
}

export type FakeWorld = ReturnType<typeof createFakeWorld>;

/** A fake extension around a view: it records the calls, and tells the view what a test wants. */
export function createFakeWorld(options: FakeWorldOptions = {}) {
  const calls: Call[] = [];
  const states = createTeller<SessionState>();
  const live = createTeller<LiveData>();
  const textUpdates = createTeller<TextUpdate>();
  const hostLosses = createTeller<undefined>();
  const readings = createTeller<MergedReading>();
  const history = createTeller<undefined>();
  const statuses = createTeller<HistoryStatus>();
  const microphone = createTeller<PermissionState>();
  const devices = createTeller<undefined>();
  const originChanges = createTeller<undefined>();

  let state: SessionState = options.state ?? { phase: 'idle' };
  const underPolicy = (read: SettingsReading): MergedReading =>
    read.ok ? { locked: [], policyProblems: [], ...options.policy, ...read } : read;
  let reading = underPolicy(options.reading ?? { ok: true, settings: defaultSettings() });
  let permission: PermissionState = options.microphone ?? 'granted';
  let origins = options.origins ?? [];
  let serverGranted = options.serverGranted ?? true;
  let inputs = options.devices ?? [];
  let rows = options.rows ?? [];
  let lastRecording = options.lastRecording ?? null;
  let historyStatus = options.historyStatus ?? 'ok';

  const answers: FakeAnswers = {
    start: () => Promise.resolve('started'),
    stop: () => Promise.resolve(),
    save: (settings) => {
      setReading({ ok: true, settings });
      return Promise.resolve();
    },
    openMicrophone: () =>
      Promise.resolve({
        level: () => 0.5,
        isCutOff: () => false,
        record: () => Promise.resolve(new Blob(['sound'])),
        onEnd: () => undefined,
        close: () => called('closeMicrophone'),
      }),
    requestMicrophone: () => {
      setMicrophone('granted');
      return Promise.resolve();
    },
    requestOrigin: () => Promise.resolve(true),
    probe: () => Promise.resolve(null),
    turnCredentials: () => Promise.resolve({ servers: [], leftOut: [] }),
    toWav: () => Promise.resolve(new Blob()),
    keepRecording: () => Promise.resolve(),
    requestServer: () => {
      serverGranted = true;
      return Promise.resolve(true);
    },
    export: ({ format }) => Promise.resolve({ name: `sessions.${format}`, content: new Blob([format]) }),
    readImport: (file) =>
      Promise.resolve({ ok: true, file, wanted: new Map([[0, 'new']]), known: 0, leftOut: 0, between: null }),
    import: () => Promise.resolve({ ok: true, imported: 1, skipped: 0, leftOut: 0 }),
  };

  function called(name: string, ...args: unknown[]) {
    calls.push([name, ...args]);
  }

  function setState(next: SessionState) {
    state = next;
    states.tell(next);
  }

  function setReading(next: SettingsReading) {
    reading = underPolicy(next);
    readings.tell(reading);
  }

  function setMicrophone(next: PermissionState) {
    permission = next;
    microphone.tell(next);
  }

  function setRows(next: SessionRow[]) {
    rows = next;
    history.tell(undefined);
  }

  /** Finds sessions as the history does, but in the order of the test's own rows. */
  function find({ filter = {} }: SessionQuery): SessionRow[] {
    const { text = '', profileId, outcome, from = -Infinity, to = Infinity, interrupted = false } = filter;
    return rows.filter(
      (row) =>
        `${row.profileName} ${row.microphone}`.toLowerCase().includes(text.toLowerCase()) &&
        (profileId === undefined || row.profileId === profileId) &&
        (outcome === undefined || row.outcome === outcome) &&
        row.startedAt >= from &&
        row.startedAt <= to &&
        (!interrupted || row.interruptions > 0),
    );
  }

  const tests: { tell: (told: TestReport) => void } = { tell: () => undefined };

  const services: OptionsServices = {
    texts: textsOf(options.language ?? 'en', options.preferred),
    edges: browserEdges,
    session: {
      state: () => Promise.resolve(state),
      onState: states.subscribe,
      followLive: (follow, onGone) => {
        const stops = [live.subscribe(follow), hostLosses.subscribe(() => onGone())];
        return () => {
          for (const stop of stops) stop();
        };
      },
      followText: (follow, onGone) => {
        const stops = [textUpdates.subscribe(follow), hostLosses.subscribe(() => onGone())];
        return () => {
          for (const stop of stops) stop();
        };
      },
      answerQuestion() {
        called('answerQuestion');
        return Promise.resolve();
      },
      start: () => {
        called('start');
        return answers.start();
      },
      stop: (when) => {
        called('stop', ...(when ? [when] : []));
        return answers.stop();
      },
      setMuted: (muted) => {
        called('setMuted', muted);
        return Promise.resolve();
      },
      retry: () => {
        called('retry');
        return Promise.resolve();
      },
      lastRecording: () => Promise.resolve(lastRecording),
      keepRecording: (sessionId, isKept) => {
        called('keepRecording', sessionId, isKept);
        lastRecording = { sessionId, isKept };
        return answers.keepRecording();
      },
      dismissFailure: () => {
        called('dismissFailure');
        return Promise.resolve();
      },
      prepare: () => {
        called('prepare');
        return Promise.resolve();
      },
    },
    settings: {
      load: () => Promise.resolve(reading),
      save: (settings) => {
        // Takes plain data and keeps a copy, as storage does.
        called('save', structuredClone(settings));
        return answers.save(settings);
      },
      onChange: readings.subscribe,
    },
    servers: {
      probe: (url) => {
        called('probe', url);
        return answers.probe();
      },
      turnCredentials: (url) => {
        called('turnCredentials', url);
        return answers.turnCredentials();
      },
    },
    profileTests: {
      start: (profile, follow) => {
        called('testProfile', structuredClone(profile));
        tests.tell = follow;
        return () => called('cancelTest');
      },
    },
    backfill: {
      again: (sessionId) => {
        called('transcribeAgain', sessionId);
        return Promise.resolve();
      },
      cancel: ({ id }) => {
        called('cancelBackfill', id);
        return Promise.resolve();
      },
      retry: ({ id }) => {
        called('retryBackfill', id);
        return Promise.resolve();
      },
    },
    history: {
      backfills: {
        follow: (sessionId, follow) => {
          follow((options.backfills ?? []).filter((job) => job.sessionId === sessionId));
          return () => undefined;
        },
      },
      status: () => Promise.resolve(historyStatus),
      onStatus: statuses.subscribe,
      newest: (limit) => Promise.resolve(find({}).slice(0, limit)),
      rows: (ids) => {
        called('rows', ids);
        return Promise.resolve(rows.filter(({ id }) => ids.includes(id)));
      },
      summaries: (query) => Promise.resolve(find(query)),
      session: (id) => Promise.resolve(rows.find((row) => row.id === id)),
      async *findText(query) {
        for (const [sessionId, own] of Object.entries(options.segments ?? {})) {
          await Promise.resolve();
          const segment = own.find(({ text }) => query !== '' && text.includes(query));
          if (segment) yield { sessionId, segment };
        }
      },
      events: (sessionId) =>
        Promise.resolve((options.events ?? []).filter((event) => event.sessionId === sessionId)),
      samples: (sessionId, request) => {
        called('samples', sessionId, request);
        return Promise.resolve(options.series ?? emptySeries());
      },
      segments: {
        async read(sessionId) {
          await options.longText?.others;
          return options.segments?.[sessionId] ?? [];
        },
        readFirst(sessionId, first) {
          const all = options.segments?.[sessionId] ?? [];
          const { first: count } = options.longText ?? { first: all.length };
          const from = all.filter(({ spokenFrom }) => typeof first !== 'number' || spokenFrom >= first);
          const segments = first === 'newest' ? from.slice(-count) : from.slice(0, count);
          return Promise.resolve({ segments, isAll: options.longText === undefined });
        },
        put: (sessionId, segments) => {
          called('putSegments', sessionId, segments);
          return Promise.resolve(true);
        },
        correct: (sessionId, id, text) => {
          called('correctSegment', sessionId, id, text);
          return Promise.resolve();
        },
      },
      recording: (sessionId) => Promise.resolve(options.recordings?.[sessionId] ?? null),
      keepRecording: (sessionId, isKept) => {
        called('keepRecording', sessionId, isKept);
        return Promise.resolve();
      },
      usage: () => Promise.resolve(options.usage ?? emptyUsage(rows.length)),
      beyond: (limits) => {
        called('beyond', limits);
        return Promise.resolve(rows.slice(limits.keepSessions ?? Infinity).reverse());
      },
      remove: (ids) => {
        called('remove', ids);
        setRows(rows.filter(({ id }) => !ids.includes(id)));
        return Promise.resolve();
      },
      export: (request) => {
        called('export', request);
        return answers.export(request);
      },
      readImport: (file, stepsOptions) => answers.readImport(file, stepsOptions),
      import: (plan, stepsOptions) => {
        called('import', plan);
        return answers.import(plan, stepsOptions);
      },
      removeAll: () => {
        called('removeAll');
        setRows(rows.filter(({ outcome }) => outcome === 'running'));
        return Promise.resolve();
      },
      onChange: (follow) =>
        history.subscribe(() => {
          follow();
        }),
    },
    permissions: {
      microphone: () => Promise.resolve(permission),
      onMicrophoneChange: microphone.subscribe,
      microphoneWasGranted: () => Promise.resolve(options.microphoneWasGranted ?? false),
      requestMicrophone: () => {
        called('requestMicrophone');
        return answers.requestMicrophone();
      },
      hasServer: (profile) => Promise.resolve(profile.kind === 'loopback' || serverGranted),
      origins: () => Promise.resolve(origins),
      onOriginsChange: (follow) => originChanges.subscribe(() => follow()),
      giveBack: (given) => {
        called('giveBack', given);
        origins = origins.filter((origin) => !given.includes(origin));
        originChanges.tell(undefined);
        return Promise.resolve();
      },
      requestPatterns: (origins) => {
        called('requestPatterns', origins);
        return answers.requestOrigin();
      },
      requestOrigin: (url) => {
        called('requestOrigin', url);
        return answers.requestOrigin();
      },
      requestServer: (profile) => {
        called('requestServer', profile);
        return answers.requestServer(profile);
      },
    },
    microphones: {
      list: () => Promise.resolve(inputs),
      onChange: (follow) =>
        devices.subscribe(() => {
          follow();
        }),
    },
    microphoneCheck: {
      play: (_sound, onEnd) => {
        called('play');
        onEnd();
        return () => called('stopPlaying');
      },
      open: (settings, signal) => {
        called('openMicrophone', { ...settings });
        return answers.openMicrophone(signal);
      },
    },
    about: {
      version: '0.2.0',
      areNewsUnread: () => Promise.resolve(options.newsUnread ?? false),
      dismissNews: async () => {
        called('dismissNews');
      },
    },
    shortcuts: () => Promise.resolve(options.shortcuts ?? []),
    files: {
      save: (name, content) => {
        called('saveFile', name, content);
      },
      copy: (text) => {
        called('copy', text);
        return Promise.resolve();
      },
      urlOf: ({ size }) => `blob:${String(size)}`,
      peaksOf: () => Readable.from(options.peaks ?? []) as AsyncIterable<Peak>,
      playableSeconds: () => Promise.resolve(options.playableSeconds ?? Infinity),
      toWav: (ogg) => {
        called('toWav', ogg);
        return answers.toWav();
      },
    },
    pages: {
      openOptions: (hash) => {
        called('openOptions', hash);
      },
      openCaptions: () => {
        called('openCaptions');
      },
      openPanel: () => {
        called('openPanel');
      },
      openShortcuts: () => {
        called('openShortcuts');
      },
      openPermissionPage: () => {
        called('openPermissionPage');
      },
      openSiteSettings: () => {
        called('openSiteSettings');
      },
      openServer: (profileId) => {
        called('openServer', profileId);
      },
      openAddress: (url) => {
        called('openAddress', url);
      },
    },
  };

  return {
    services,
    /** Tells the view of a step in the test of a profile that it started. */
    tellTest: (told: TestReport) => tests.tell(told),
    calls,
    answers,
    setLastRecording(next: LastRecording | null) {
      lastRecording = next;
    },
    setState,
    setReading,
    setMicrophone,
    feed: live.tell,
    /** Sends text of the session to those who follow it. */
    feedText: textUpdates.tell,
    /** Closes the live port at its far end. */
    loseHost: () => hostLosses.tell(undefined),
    /** The number of views that follow the live port. */
    followers: live.size,
    setDevices(next: AudioInput[]) {
      inputs = next;
      devices.tell(undefined);
    },
    setRows,
    setHistoryStatus(next: HistoryStatus) {
      historyStatus = next;
      statuses.tell(next);
    },
    /** The settings as last saved. */
    lastSaved(): Settings {
      const [, saved] = calls.findLast(([name]) => name === 'save') ?? [];
      if (!saved) throw new Error('nothing was saved');
      return saved as Settings;
    },
    called: (name: string): Call[] => calls.filter(([each]) => each === name),
  };
}

function createTeller<Value>() {
  const followers = new Set<(value: Value) => void>();
  return {
    subscribe: (follow: (value: Value) => void): Unsubscribe => {
      followers.add(follow);
      return () => followers.delete(follow);
    },
    tell: (value: Value) => {
      for (const follow of followers) follow(value);
    },
    size: () => followers.size,
  };
}

function emptySeries(): SampleSeries {
  const columns = packedFigures.map((figure) => [figure, { mean: [], min: [], max: [] }]);
  return {
    at: [],
    bucketMs: 1000,
    figures: Object.fromEntries(columns) as Record<SampleFigure, SeriesColumns>,
    samples: 0,
  };
}

function emptyUsage(sessions: number): HistoryUsage {
  const none = { count: 0, bytes: 0 };
  return {
    sessions: { count: sessions, bytes: sessions * 900 },
    events: none,
    samples: none,
    segments: none,
    recordings: none,
    stored: null,
  };
}
