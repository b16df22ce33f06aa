import { findMicrophone } from '../../domain/microphone/find-microphone.ts';
import type { Microphone } from '../../audio/microphone/microphone.ts';
import {
  hasReturned,
  nextMicrophone,
  type MicrophoneDevice,
  type WantedMicrophone,
} from '../../domain/microphone/next-microphone.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import type { OpenMicrophone } from './session-track.ts';

/**
 * Knows which microphone the user wants, and what has become of it and of the others; which one to open next
 * follows from that. An empty `deviceId` is the system's default. A microphone that was found by its name is the wanted one
 * from then on.
 */
export function createMicrophoneChoice(first: Settings['microphone']) {
  let settings = first;
  let wanted = wantedOf(first);
  /** Whether the wanted microphone was in use, and went away. */
  let wasLost = false;
  /** Devices that did not open, or did not last: they are not tried again until something has changed. */
  const useless = new Set<string>();

  const isWanted = (deviceId: string) => deviceId === wanted.deviceId;

  return {
    /** The settings with which the wanted microphone is opened. */
    settings: () => ({ ...settings, deviceId: wanted.deviceId }),
    /** The settings with which another microphone is opened in its place: that one, or none. */
    settingsFor: (deviceId: string) => ({
      ...settings,
      deviceId,
      label: isWanted(deviceId) ? settings.label : '',
    }),
    isWanted,

    /** Takes another choice of the user; returns whether anything in it is new. */
    change(next: Settings['microphone']): boolean {
      const isOld = isSame(next, settings);
      settings = next;
      if (isOld) {
        wanted = { ...wanted, label: next.label };
        return false;
      }
      wanted = wantedOf(next);
      wasLost = false;
      return true;
    },

    /**
     * Notes the physical device as which the wanted microphone was opened: the system's default may be
     * another one later.
     */
    opened({ deviceId, groupId }: Pick<Microphone, 'deviceId' | 'groupId'>): void {
      wanted = { ...wanted, deviceId, groupId };
    },

    /** Notes that the wanted microphone went away. */
    lose(): void {
      wasLost = true;
    },

    /** Notes that the wanted microphone is in use. */
    inUse({ microphone }: OpenMicrophone): void {
      useless.clear();
      wasLost = wanted.deviceId === '' && microphone.groupId !== wanted.groupId;
    },

    avoid: (deviceId: string) => void useless.add(deviceId),
    avoidNone: () => useless.clear(),

    /** The best present microphone that may be of use, as a `deviceId`; null where there is none. */
    next(devices: readonly MicrophoneDevice[]): string | null {
      wanted = { ...wanted, deviceId: findMicrophone(devices, wanted) ?? wanted.deviceId };
      return nextMicrophone(devices, wanted, useless);
    },

    /** Whether the microphone in use, if there is one, is the best present one. */
    isServedBy(current: OpenMicrophone | null, devices: readonly MicrophoneDevice[]): boolean {
      if (!current) return false;
      const { deviceId, microphone } = current;
      return !hasReturned(devices, wanted, { deviceId, groupId: microphone.groupId });
    },

    /**
     * Why a microphone takes over that was not just chosen; null where the wanted one comes late, but was
     * never lost.
     */
    whyTaken(deviceId: string, groupId: string | null): 'lost' | 'returned' | null {
      if (!isWanted(deviceId)) return 'lost';
      if (!wasLost) return null;
      // The system's default may be another device by now.
      return deviceId !== '' || groupId === wanted.groupId ? 'returned' : 'lost';
    },
  };
}

function wantedOf({ deviceId, label }: Settings['microphone']): WantedMicrophone {
  return { deviceId, label, groupId: null };
}

/** Whether two settings mean the same; the name of a device whose id is known may have been learned since. */
function isSame(one: Settings['microphone'], other: Settings['microphone']): boolean {
  const keys = Object.keys(one) as (keyof Settings['microphone'])[];
  return keys.every((key) => one[key] === other[key] || (key === 'label' && one.deviceId !== ''));
}
