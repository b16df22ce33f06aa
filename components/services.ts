import { inject, type InjectionKey } from 'vue';
import type { IceServer } from '../utils/domain/profiles/ice-server.ts';
import type { LiveData } from '../utils/domain/samples/live-data.ts';
import type { TestTold } from '../utils/domain/session/profile-test.ts';
import type { ServerGuess } from '../utils/domain/profiles/propose-profile.ts';
import type { SessionState } from '../utils/domain/session/session-state.ts';
import type { Settings } from '../utils/domain/settings/settings.ts';
import type { Profile } from '../utils/domain/profiles/profile.ts';
import type { History } from '../utils/history/history.ts';
import type { StartOutcome } from '../utils/domain/session/start-request.ts';
import type { MergedReading } from '../utils/settings/settings-store.ts';
import type { Texts } from '../utils/texts/texts.ts';

export type Unsubscribe = () => void;

export interface AudioInput {
  deviceId: string;
  label: string;
}

/** A microphone that is on until it is closed. */
export interface OpenMicrophone {
  /** Root mean square, 0 to 1. */
  level(): number;
  /** A sound file of so many milliseconds. */
  record(ms: number): Promise<Blob>;
  /** It was unplugged, or taken away. */
  onEnd(follow: () => void): void;
  close(): void;
}

export interface Shortcut {
  name: string;
  description: string;
  /** Such as `Alt+Shift+S`; empty where there are none. */
  keys: string;
}

/** Everything a view may ask of the extension around it; a component never touches a browser API of its own. */
export interface Services {
  texts: Texts;
  session: {
    state(): Promise<SessionState>;
    onState(follow: (state: SessionState) => void): Unsubscribe;
    /** Opens the live port; it closes with the returned function. `onGone`: the host has closed it. */
    followLive(follow: (data: LiveData) => void, onGone: () => void): Unsubscribe;
    start(): Promise<StartOutcome>;
    stop(): Promise<void>;
    setMuted(muted: boolean): Promise<void>;
    /** Says that a session goes on which has asked. */
    answerQuestion(): Promise<void>;
    /** Tries at once what a session that recovers is waiting to try. */
    retry(): Promise<void>;
    dismissFailure(): Promise<void>;
    /** Has the session's host made ready, so that a Start is quick. */
    prepare(): Promise<void>;
  };
  settings: {
    load(): Promise<MergedReading>;
    /** @throws when the settings are not valid: validate with `profileProblems` first. */
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
    /** Must be called in a user gesture, before any await. */
    requestServer(profile: Profile): Promise<boolean>;
    /** The same for an address that is not a profile's yet. */
    requestOrigin(url: string): Promise<boolean>;
  };
  microphones: {
    /** Labels are empty until the microphone was allowed. */
    list(): Promise<AudioInput[]>;
    onChange(follow: () => void): Unsubscribe;
    /** Switches it on for this page; rejects with a FailureError. */
    open(settings: Settings['microphone'], signal: AbortSignal): Promise<OpenMicrophone>;
    /** Plays what was recorded. Returns how to stop it. */
    play(sound: Blob, onEnd: () => void): () => void;
  };
  pages: {
    /** `hash` such as `#/sessions/<id>` or `#/settings`. */
    openOptions(hash?: string): void;
    openPermissionPage(): void;
    /** The browser's own page for the keys of all extensions. */
    openShortcuts(): void;
    /** The browser's own page for the extension's site settings (to undo a refusal). */
    openSiteSettings(): void;
  };
}

/** What the options page asks besides, and no other page loads: the popup is to be there at once. */
export interface OptionsServices extends Services {
  history: History;
  profileTests: {
    /** Tries a profile, which need not be saved, and tells what it sees until its end. Returns how to cancel it. */
    start(profile: Profile, follow: (told: TestTold) => void): () => void;
  };
  /** Questions to servers by a click; both reject with a FailureError. */
  servers: {
    /** What a server is; null where it answers and does not say. */
    probe(url: string, signal: AbortSignal): Promise<ServerGuess | null>;
    turnCredentials(url: string, signal: AbortSignal): Promise<IceServer[]>;
  };
  /** The keys for the extension's commands, as the user has set them. */
  shortcuts(): Promise<readonly Shortcut[]>;
  files: {
    /** Gives a file to the user, as a download. */
    save(name: string, content: Blob): void;
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
  if (!services) throw new Error('a view of the options page is mounted on another one');
  return services;
}
