import {
  hasReturned,
  nextMicrophone,
  type MicrophoneDevice,
  type WantedMicrophone,
} from '../../domain/microphone/next-microphone.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import type { OpenMicrophone } from './session-track.ts';

/**
 * Which microphone the user wants, and what has become of it and of the others: what to open next follows from that. An empty
 * `deviceId` is the system's default.
 */
export function createMicrophoneChoice(first: Settings['microphone']) {
  let settings = first;
  let wanted: WantedMicrophone = { deviceId: first.deviceId, groupId: null };
  /** The wanted one was in use, and went away. */
  let wasLost = false;
  /** Did not open, or did not last: not tried again until something has changed. */
  const useless = new Set<string>();

  const isWanted = (deviceId: string) => deviceId === wanted.deviceId;

  return {
    /** What to open the wanted one with. */
    settings: () => settings,
    isWanted,

    /** Another one that the user chose; returns whether anything of it is new. */
    change(next: Settings['microphone']): boolean {
      if (isSame(next, settings)) return false;
      settings = next;
      wanted = { deviceId: next.deviceId, groupId: null };
      wasLost = false;
      return true;
    },

    /** The wanted one was opened as this physical device: the system's default may be another one later. */
    opened(groupId: string | null): void {
      wanted = { deviceId: settings.deviceId, groupId };
    },

    /** The wanted one went away. */
    lose(): void {
      wasLost = true;
    },

    /** The wanted one is in use. */
    settle({ microphone }: OpenMicrophone): void {
      useless.clear();
      wasLost = wanted.deviceId === '' && microphone.groupId !== wanted.groupId;
    },

    avoid: (deviceId: string) => void useless.add(deviceId),
    avoidNone: () => useless.clear(),

    /** The best that there is and that may be of use, as a `deviceId`; null where there is none. */
    next: (devices: readonly MicrophoneDevice[]) => nextMicrophone(devices, wanted, useless),

    /** The one in use, if there is one, is the best that there is. */
    isServedBy(current: OpenMicrophone | null, devices: readonly MicrophoneDevice[]): boolean {
      if (!current) return false;
      const { deviceId, microphone } = current;
      return !hasReturned(devices, wanted, { deviceId, groupId: microphone.groupId });
    },

    /** Why one takes over that was not just chosen; null where the wanted one comes late, but was never lost. */
    whyTaken(deviceId: string, groupId: string | null): 'lost' | 'returned' | null {
      if (!isWanted(deviceId)) return 'lost';
      if (!wasLost) return null;
      // Of the system's default, it may be another device by now.
      return deviceId !== '' || groupId === wanted.groupId ? 'returned' : 'lost';
    },
  };
}

function isSame(one: Settings['microphone'], other: Settings['microphone']): boolean {
  const keys = Object.keys(one) as (keyof Settings['microphone'])[];
  return keys.every((key) => one[key] === other[key]);
}
