import { shownNames } from '../names/shown-names.ts';
import { namesakes, type ListedMicrophone } from './find-microphone.ts';

/** The last characters of a device's id that are shown to tell two devices of one name apart. */
const tail = 4;

/**
 * What is shown for each microphone of a list. Two of one product have the same label, and the browser tells no port, so the
 * end of the id stands beside it: that stays the same while others come and go, which a number would not.
 */
export function microphoneNames(
  devices: readonly ListedMicrophone[],
  unnamed: (number: number) => string,
): string[] {
  return shownNames(
    devices.map(({ deviceId, label }, index) => ({
      name: label,
      unnamed: unnamed(index + 1),
      marks: [deviceId.slice(-tail)],
    })),
  );
}

/** The name of an open microphone: its label, with a mark where another listed device has the same. */
export function openMicrophoneName(devices: readonly ListedMicrophone[], open: ListedMicrophone): string {
  const twins = namesakes(devices, open.label);
  if (twins.length < 2) return open.label;
  const place = twins.findIndex(({ deviceId }) => deviceId === open.deviceId);
  return microphoneNames(twins, () => open.label)[place] ?? open.label;
}
