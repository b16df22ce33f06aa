import { lookOf } from '../names/shown-names.ts';

/** An audio input as far as it takes to recognise it. */
export interface ListedMicrophone {
  deviceId: string;
  label: string;
}

/** The ids of Chromium's system defaults, which it lists beside the devices that they stand for. */
export const systemDefaults = ['default', 'communications'];

export function isSystemDefault({ deviceId }: { deviceId: string }): boolean {
  return systemDefaults.includes(deviceId);
}

/**
 * The listed device that is meant, as a `deviceId` to open; empty for the system's default. An id is made for one profile of
 * one browser and changes with its site data and on some systems with the port (mediacapture-streams section 9.2.1), so a
 * device whose id is not listed is found by its name, where exactly one has that name. Null where none is found.
 */
export function findMicrophone(
  devices: readonly ListedMicrophone[],
  { deviceId, label }: ListedMicrophone,
): string | null {
  if (deviceId === '' && label === '') return devices.length > 0 ? '' : null;
  if (deviceId !== '' && devices.some((device) => device.deviceId === deviceId)) return deviceId;
  const named = namesakes(devices, label);
  const found = named.length > 0 ? named : namesakes(devices, label, isProduct);
  return found.length === 1 ? (found[0]?.deviceId ?? null) : null;
}

/** What Chromium adds to the name of a USB device: the ids of its product. */
const usbIds = / ?\([\da-f]{4}:[\da-f]{4}\)$/i;

/**
 * Whether two looks differ by what systems add, and by nothing else: the ids of the product where one of the two has none, as in
 * a policy, and the number that Windows writes before a product at another port, as in `Microphone (2- Yeti)`.
 */
function isProduct(one: string, other: string): boolean {
  const [first = '', second = ''] = [one, other].map((look) => look.replace(/\(\d+- /, '('));
  return first === second || first.replace(usbIds, '') === second || first === second.replace(usbIds, '');
}

/** The devices of a name; the system's defaults, which have names of their own, are none. */
export function namesakes<Device extends ListedMicrophone>(
  devices: readonly Device[],
  label: string,
  isSame = (one: string, other: string) => one === other,
): Device[] {
  const look = lookOf(label);
  return devices.filter(
    (device) =>
      look !== '' && device.deviceId !== '' && !isSystemDefault(device) && isSame(lookOf(device.label), look),
  );
}
