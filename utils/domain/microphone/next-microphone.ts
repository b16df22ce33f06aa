import { findMicrophone, isSystemDefault, systemDefaults } from './find-microphone.ts';

/** An audio input as the browser lists it (mediacapture-streams section 9.2). */
export interface MicrophoneDevice {
  deviceId: string;
  groupId: string;
  label: string;
}

/** The microphone that the user wants. */
export interface WantedMicrophone {
  /** The id of the device; empty for the system's default, and where only the name is known. */
  deviceId: string;
  /** The name of the device when it was chosen; empty where it is not known. */
  label: string;
  /** The group id of the physical device when it was last open; null if it never was. */
  groupId: string | null;
}

/** Matches the labels of virtual devices, which give other programs' sound, or none at all. */
const virtual =
  /\b(monitor of|virtual|loopback|stereo ?mix|what u hear|wave out|blackhole|soundflower|vb-audio|voicemeeter|cable output|obs|ndi)\b|ステレオ ?ミキサー|仮想/i;

const builtIn = /\b(built-?in|internal|integrated|array)\b|内蔵/i;

/**
 * The best of the microphones that are present and not in `except`, as a `deviceId` to open: the wanted one;
 * another of the same physical device; what the system would take, by itself or for calls; the computer's
 * own; any other. Virtual devices come after all others. Null where there is none.
 */
export function nextMicrophone(
  devices: readonly MicrophoneDevice[],
  wanted: WantedMicrophone,
  except: ReadonlySet<string>,
): string | null {
  const found = findMicrophone(devices, wanted);
  if (found !== null && !except.has(found)) return found;
  const others = devices.filter(
    ({ deviceId }) => deviceId !== '' && deviceId !== (found ?? wanted.deviceId) && !except.has(deviceId),
  );
  const ranks = rankingOf(devices, wanted);
  const rank = (device: MicrophoneDevice) => ranks.findIndex((holds) => holds(device));
  return others.toSorted((one, other) => rank(one) - rank(other))[0]?.deviceId ?? null;
}

/** The ranks from the best to the last; the last one fits every device. */
function rankingOf(devices: readonly MicrophoneDevice[], wanted: WantedMicrophone) {
  const isReal = ({ label }: MicrophoneDevice) => !virtual.test(label);
  const ofGroup = (groupId: string | null | undefined) => (device: MicrophoneDevice) =>
    isReal(device) && !isSystemDefault(device) && Boolean(groupId) && device.groupId === groupId;
  const named = (deviceId: string) => (device: MicrophoneDevice) =>
    isReal(device) && device.deviceId === deviceId;
  return [
    ofGroup(wanted.groupId),
    // The device itself is better than its default's id, which would follow the system elsewhere, and says
    // less.
    ...systemDefaults.flatMap((name) => [
      ofGroup(devices.find(({ deviceId }) => deviceId === name)?.groupId),
      named(name),
    ]),
    (device: MicrophoneDevice) => isReal(device) && builtIn.test(device.label),
    isReal,
    () => true,
  ];
}

/**
 * Whether an open device has gone. A browser that hides the devices lists them without an id, and so does not
 * tell.
 */
export function isGone(devices: readonly MicrophoneDevice[], deviceId: string): boolean {
  if (deviceId === '' || devices.some((device) => device.deviceId === '')) return false;
  return devices.every((device) => device.deviceId !== deviceId);
}

/**
 * Whether the wanted microphone is back while another one is open. The system's default counts as back when
 * it is the same device again; where the device is not known, the system moves the sound by itself.
 */
export function hasReturned(
  devices: readonly MicrophoneDevice[],
  wanted: WantedMicrophone,
  open: { deviceId: string; groupId: string | null },
): boolean {
  const found = findMicrophone(devices, wanted);
  if (found === null) return false;
  if (open.deviceId !== found) return true;
  if (found !== '' || wanted.groupId === null || open.groupId === wanted.groupId) return false;
  return devices.some(({ deviceId, groupId }) => deviceId === 'default' && groupId === wanted.groupId);
}
