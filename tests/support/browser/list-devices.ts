import type { Popup } from './popup.ts';

/** What makes Chromium look at the devices anew, as udev does for real hardware. */
export function listDevices({ page }: Popup): Promise<number> {
  return page.evaluate(async () => (await navigator.mediaDevices.enumerateDevices()).length);
}
