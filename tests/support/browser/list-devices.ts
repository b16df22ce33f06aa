import type { Popup } from './popup.ts';

/** Lists the devices, which makes Chromium look for new ones, as udev does for real hardware. */
export function listDevices({ page }: Popup): Promise<number> {
  return page.evaluate(async () => (await navigator.mediaDevices.enumerateDevices()).length);
}
