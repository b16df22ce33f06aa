import { inject, type InjectionKey } from 'vue';
import type { Edges } from '../utils/async/edges.ts';
import type { BackfillJob } from '../utils/domain/backfill/backfill-job.ts';
import type { IceServerList } from '../utils/domain/profiles/ice-server-list.ts';
import type { LiveData } from '../utils/domain/samples/live-data.ts';
import type { Peak } from '../utils/audio/recording/read-peaks.ts';
import type { TestReport } from '../utils/domain/session/test-report.ts';
import type { ServerGuess } from '../utils/domain/profiles/propose-profile.ts';
import type { SessionState } from '../utils/domain/session/session-state.ts';
import type { Settings } from '../utils/domain/settings/settings.ts';
import type { Profile } from '../utils/domain/profiles/profile.ts';
import type { TextUpdate } from '../utils/domain/transcript/text-update.ts';
import type { History } from '../utils/history/history.ts';
import type { StartOutcome } from '../utils/domain/session/start-request.ts';
import type { ViewCalls } from '../utils/messaging/view-calls.ts';
import type { MergedReading } from '../utils/settings/settings-store.ts';
import type { Texts } from '../utils/texts/texts.ts';

export type Unsubscribe = () => void;

/** Names a request for the words of what did not arrive. */
export type BackfillKey = Pick<BackfillJob, 'sessionId' | 'id'>;

export interface AudioInput {
  deviceId: string;
  label: string;
  /** The physical device, which the system's default shares with the device that it stands for. */
  groupId: string;
}

/** A microphone that is open until it is closed. */
export interface CheckedMicrophone {
  /** Root mean square, 0 to 1. */
  level(): number;
  /** Whether the samples of the last seconds were cut off at full scale. */
  isCutOff(): boolean;
  /** Records a sound file of `ms` milliseconds. */
  record(ms: number): Promise<Blob>;
  /** Called when the microphone was unplugged, or its permission taken away. */
  onEnd(follow: () => void): void;
  close(): void;
}

export interface Shortcut {
  name: string;
  description: string;
  /** The keys, such as `Alt+Shift+S`; empty where there are none. */
  keys: string;
}

/** Everything a view may ask of the extension around it; a component never uses a browser API itself. */
export interface Services {
  texts: Texts;
  /** Clock, chance and timers of the page; a component takes them by `useEdges`, which ends its timers with it. */
  edges: Edges;
  session: {
    state(): Promise<SessionState>;
    onState(follow: (state: SessionState) => void): Unsubscribe;
    /**
     * Opens the live port; the returned function closes it. `onGone` is called when the host has closed it.
     */
    followLive(follow: (data: LiveData) => void, onGone: () => void): Unsubscribe;
    /**
     * Opens a port over which the text of the session comes: at once what the host still knows of it, then each change. The returned
     * function closes it; `onGone` is called when the host has closed it.
     */
    followText(follow: (update: TextUpdate) => void, onGone: () => void): Unsubscribe;
    start(): Promise<StartOutcome>;
  } & ViewCalls;
  settings: {
    load(): Promise<MergedReading>;
    /**
     * Saves the settings.
     *
     * @throws RangeError when the settings are not valid: validate with `profileProblems` first
     */
    save(settings: Settings): Promise<void>;
    onChange(follow: (reading: MergedReading) => void): Unsubscribe;
  };
  permissions: {
    microphone(): Promise<PermissionState>;
    onMicrophoneChange(follow: (state: PermissionState) => void): Unsubscribe;
    /** Whether the microphone was allowed at some time before. */
    microphoneWasGranted(): Promise<boolean>;
    /** Asks for the microphone (only where a page can show the prompt); rejects with a FailureError. */
    requestMicrophone(): Promise<void>;
    /** Whether the profile's own origin may be contacted; true for loopback. */
    hasServer(profile: Profile): Promise<boolean>;
    /** Asks for access to the profile's server. To be called in a user gesture, before any await. */
    requestServer(profile: Profile): Promise<boolean>;
    /**
     * Asks for access to an address that belongs to no profile yet. To be called in a user gesture, before
     * any await.
     */
    requestOrigin(url: string): Promise<boolean>;
    /** Asks for access to all of these match patterns. To be called in a user gesture, before any await. */
    requestPatterns(origins: readonly string[]): Promise<boolean>;
    /** The match patterns of the servers that may be contacted. */
    origins(): Promise<string[]>;
    onOriginsChange(follow: () => void): Unsubscribe;
    /** Gives access back to the browser, unless a session runs, which may need it. */
    giveBack(origins: readonly string[]): Promise<void>;
  };
  microphones: {
    /**
     * Lists the microphones, the system's default among them. Labels are empty until the microphone was allowed.
     */
    list(): Promise<AudioInput[]>;
    onChange(follow: () => void): Unsubscribe;
  };
  pages: {
    /** Opens the options page; `hash` is its place such as `#/sessions/<id>` or `#/settings`. */
    openOptions(hash?: string): void;
    openPermissionPage(): void;
    /** Opens the browser's side panel in the current window. To be called in a user gesture, before any await. */
    openPanel(): void;
    /** Opens the page with captions in a tab, which can be moved to a window of its own. */
    openCaptions(): void;
    /** Opens the browser's own page for the keyboard shortcuts of all extensions. */
    openShortcuts(): void;
    /** Opens the browser's own page for the extension's site settings (to undo a refusal). */
    openSiteSettings(): void;
    /** Opens the address of this profile, as it is saved, in a tab; null for the chosen one. */
    openServer(profileId: string | null): void | Promise<void>;
    /** Opens an address in a tab. */
    openAddress(url: string): void;
  };
}

/**
 * Services that only the pages use which read the history. No other page loads them, because the popup has to open at once.
 */
export interface OptionsServices extends Services {
  history: History;
  /** Has recordings transcribed afterwards. */
  backfill: {
    /** Has a session's whole recording transcribed, when no session runs. */
    again(sessionId: string): Promise<void>;
    cancel(key: BackfillKey): Promise<void>;
    /** Sends a request at once that was cancelled or has failed. */
    retry(key: BackfillKey): Promise<void>;
  };
  profileTests: {
    /**
     * Tests a profile, which need not be saved, and tells what the test sees until its end. Returns a
     * function that cancels it.
     */
    start(profile: Profile, follow: (report: TestReport) => void): () => void;
  };
  microphoneCheck: {
    /** Opens the microphone for this page; rejects with a FailureError. */
    open(settings: Settings['microphone'], signal: AbortSignal): Promise<CheckedMicrophone>;
    /** Plays a recording. Returns a function that stops it. */
    play(sound: Blob, onEnd: () => void): () => void;
  };
  /** Questions to servers, asked by a click; both reject with a FailureError. */
  servers: {
    /** Finds out which kind of server answers at an address; null where it answers but does not say. */
    probe(url: string, signal: AbortSignal): Promise<ServerGuess | null>;
    turnCredentials(url: string, signal: AbortSignal): Promise<IceServerList>;
  };
  about: {
    /** The version that runs, such as `0.2.0`. */
    version: string;
    /** Whether an update brought this version, and nobody has dismissed the news of it. */
    areNewsUnread(): Promise<boolean>;
    dismissNews(): Promise<void>;
  };
  /** The keys for the extension's commands, as the user has set them. */
  shortcuts(): Promise<readonly Shortcut[]>;
  files: {
    /** Gives a file to the user, as a download. */
    save(name: string, content: Blob): void;
    /** Puts a text on the clipboard; rejects where the browser refuses. */
    copy(text: string): Promise<void>;
    /** An address at which this page finds the content, until the signal is aborted. */
    urlOf(content: Blob, signal: AbortSignal): string;
    /** The peaks of a stretch of an Ogg file, in seconds, at most so many; rejects where the browser cannot read it. */
    peaksOf(
      ogg: Blob,
      stretch: { from: number; to: number },
      most: number,
      signal: AbortSignal,
    ): AsyncIterable<Peak>;
    /** The seconds of an Ogg file before its first damaged page; rejects where it cannot be read. */
    playableSeconds(ogg: Blob): Promise<number>;
    /** The sound of an Ogg file of Opus as a WAV file; rejects where the browser cannot read it. */
    toWav(ogg: Blob, signal: AbortSignal): Promise<Blob>;
  };
}

export const servicesKey: InjectionKey<Services> = Symbol('services');

export function useServices(): Services {
  const services = inject(servicesKey);
  if (!services) throw new Error('a view is mounted without its services');
  return services;
}

export const optionsServicesKey: InjectionKey<OptionsServices> = Symbol('options services');

export function useOptionsServices(): OptionsServices {
  const services = inject(optionsServicesKey);
  if (!services) throw new Error('a view that reads the history is mounted on a page without it');
  return services;
}
