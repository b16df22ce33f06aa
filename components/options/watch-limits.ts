import type { Settings } from '../../utils/domain/settings.ts';

/** What the settings take for each figure of the watch, both ends included; a test holds them against the settings. */
export const watchLimits: Record<keyof Settings['watch'], { lowest: number; highest: number }> = {
  errorThreshold: { lowest: 5, highest: 1000 },
  checkIntervalMs: { lowest: 100, highest: 5000 },
  connectDeadlineMs: { lowest: 3000, highest: 60_000 },
};
