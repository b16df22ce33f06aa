/**
 * What is not good enough, though it is no loss. Each has a figure: `high-round-trip-time` and `high-jitter` in seconds,
 * `high-loss` as a share from 0 to 1, `low-bitrate` in bits per second, `silent-microphone` in seconds of nothing but
 * zeros.
 */
export const linkWarnings = [
  'high-round-trip-time',
  'high-jitter',
  'high-loss',
  'low-bitrate',
  'silent-microphone',
] as const;
export type LinkWarning = (typeof linkWarnings)[number];
