/**
 * Milliseconds: a read that took longer had to wait for its frame to be spoken, so no other frame was there;
 * or it was held up.
 */
const waitedMs = 2;

/** Milliseconds for which the account of pulled sound is trusted without a read that had to wait. */
const trustMs = 1000;

/** How far two clocks drift apart, as a share of the time: more than most computers and sound cards do. */
const drift = 0.0002;

/**
 * Milliseconds: a puller that pulls no faster than one speaks for this long has no backlog, whatever the
 * account says.
 */
const paceMs = 200;

/**
 * Says when a puller has pulled all there is and may rest, until there are about ten frames again: waking up
 * for each frame costs a quarter of what the whole browser spends on a stream, and no frame is needed at
 * once.
 *
 * Nothing is left when as much sound was pulled as time has passed since a read last had to wait. A wait
 * alone proves nothing: on a busy computer every read takes long, and a puller that rested after each would
 * fall behind for ever.
 *
 * Every time is in milliseconds on a monotonic clock.
 */
export function createPullRhythm(startedAt: number) {
  let account = { from: startedAt, pulledMs: 0 };
  let pace = { ...account };
  let askedAt = account.from;
  let isResting = true;

  return {
    /** Notes the beginning of a read. To be called right before each read. */
    asks(time: number): void {
      askedAt = time;
      if (isResting) pace = { from: askedAt, pulledMs: 0 };
      isResting = false;
    },

    /**
     * Whether the puller may rest after a delivery of `durationMs` milliseconds of sound. To be called for
     * each delivery; after a yes, the next read ends the rest.
     */
    mayRest(durationMs: number, time: number): boolean {
      account.pulledMs += durationMs;
      pace.pulledMs += durationMs;
      const passedMs = time - account.from;
      const aheadMs = account.pulledMs - passedMs;
      const pacedMs = time - pace.from;
      // A frame cannot be pulled before its last sample was spoken, so one delivery may be outstanding.
      const hasAll = aheadMs > -durationMs;
      const keepsPace = pacedMs >= paceMs && pace.pulledMs <= pacedMs + durationMs;
      if (pacedMs >= paceMs) pace = { from: time, pulledMs: 0 };
      if (!hasAll && !keepsPace) return false;

      const isProven = keepsPace || time - askedAt > waitedMs;
      if (!isProven && passedMs > trustMs) return false;
      if (isProven) {
        // A read that was only held up must not hide the frames it leaves behind.
        account = { from: time, pulledMs: keepsPace ? 0 : Math.min(0, aheadMs + passedMs * drift) };
      }
      isResting = true;
      return true;
    },
  };
}
