import type { Settings } from '../settings/settings.ts';
import { findMicrophone } from './find-microphone.ts';
import {
  hasReturned,
  nextMicrophone,
  type MicrophoneDevice,
  type WantedMicrophone,
} from './next-microphone.ts';

/** An open microphone: as which device, and since when. */
export interface OpenMicrophone {
  /** The id of the device by which it was opened; empty for the system's default. */
  deviceId: string;
  /** The group id of the physical device; null where the browser has none. */
  groupId: string | null;
  label: string;
  /** Epoch milliseconds. */
  at: number;
}

/** Which microphone the user wants, and what has become of it and of the others. */
export interface MicrophoneChoice {
  /** The settings as the user made them. */
  settings: Settings['microphone'];
  /** A microphone that was found by its name is the wanted one from then on. */
  wanted: WantedMicrophone;
  /** Whether the wanted microphone was in use, and went away. */
  wasLost: boolean;
  /** Devices that did not open, or did not last: they are not tried again until something has changed. */
  avoided: readonly string[];
}

/** The choice of a user who has just made it. */
export function choiceOf(settings: Settings['microphone']): MicrophoneChoice {
  const { deviceId, label } = settings;
  return { settings, wanted: { deviceId, label, groupId: null }, wasLost: false, avoided: [] };
}

/** The choice where the user has made another one, and whether that means another microphone, or another processing. */
export function choiceChanged(
  choice: MicrophoneChoice,
  settings: Settings['microphone'],
): { choice: MicrophoneChoice; isNew: boolean } {
  if (!isSame(settings, choice.settings)) {
    return { choice: { ...choiceOf(settings), avoided: choice.avoided }, isNew: true };
  }
  return {
    choice: { ...choice, settings, wanted: { ...choice.wanted, label: settings.label } },
    isNew: false,
  };
}

/** Whether two settings mean the same; the name of a device whose id is known may have been learned since. */
function isSame(one: Settings['microphone'], other: Settings['microphone']): boolean {
  const keys = Object.keys(one) as (keyof Settings['microphone'])[];
  return keys.every((key) => one[key] === other[key] || (key === 'label' && one.deviceId !== ''));
}

export function isWanted({ wanted }: MicrophoneChoice, deviceId: string): boolean {
  return deviceId === wanted.deviceId;
}

/** The settings with which this microphone is opened: it and no other, unless it is the wanted one and has its name. */
export function settingsFor(choice: MicrophoneChoice, deviceId: string): Settings['microphone'] {
  const { settings } = choice;
  return { ...settings, deviceId, label: isWanted(choice, deviceId) ? settings.label : '' };
}

/**
 * The choice when the wanted microphone was opened as this physical device: the system's default may be another one later.
 */
export function wantedOpened(
  choice: MicrophoneChoice,
  { deviceId, groupId }: Pick<OpenMicrophone, 'deviceId' | 'groupId'>,
): MicrophoneChoice {
  return { ...choice, wanted: { ...choice.wanted, deviceId, groupId } };
}

/** The choice while the wanted microphone is in use. */
export function wantedInUse(choice: MicrophoneChoice, groupId: string | null): MicrophoneChoice {
  const { wanted } = choice;
  return { ...choice, avoided: [], wasLost: wanted.deviceId === '' && groupId !== wanted.groupId };
}

/** The choice where the wanted microphone is looked for in this list: by its name where its id is not in it. */
export function wantedIn(choice: MicrophoneChoice, devices: readonly MicrophoneDevice[]): MicrophoneChoice {
  const { wanted } = choice;
  return {
    ...choice,
    wanted: { ...wanted, deviceId: findMicrophone(devices, wanted) ?? wanted.deviceId },
  };
}

/** The best present microphone that may be of use, as a `deviceId`; null where nothing is better than the one in use. */
export function betterMicrophone(
  choice: MicrophoneChoice,
  current: OpenMicrophone | null,
  devices: readonly MicrophoneDevice[],
): string | null {
  const next = nextMicrophone(devices, choice.wanted, new Set(choice.avoided));
  // Nothing but the wanted one is better than one that stands in.
  return next === null || (current && !isWanted(choice, next)) ? null : next;
}

/** Whether the microphone in use, if there is one, is the best present one. */
export function isServedBy(
  { wanted }: MicrophoneChoice,
  current: OpenMicrophone | null,
  devices: readonly MicrophoneDevice[],
): boolean {
  return current !== null && !hasReturned(devices, wanted, current);
}

/**
 * Why a microphone takes over that was not just chosen; null where the wanted one comes late, but was never lost.
 */
export function whyTaken(
  choice: MicrophoneChoice,
  deviceId: string,
  groupId: string | null,
): 'lost' | 'returned' | null {
  if (!isWanted(choice, deviceId)) return 'lost';
  if (!choice.wasLost) return null;
  // The system's default may be another device by now.
  return deviceId !== '' || groupId === choice.wanted.groupId ? 'returned' : 'lost';
}
