/** A read that took longer had to wait for its frame to be spoken, so there were no others; or it was held up. */
const waitedMs = 2;

/** How long the account of what must have come is trusted without a read that waited. */
const trustMs = 1000;

/** How far two clocks drift apart: more than those of most computers and sound cards do. */
const drift = 0.0002;

/** Who pulled no faster than one speaks for so long has no backlog, whatever the account says. */
const paceMs = 200;

/**
 * Says when a puller has pulled all there is and may rest, until there are ten frames or so again: waking up for each
 * single frame costs a quarter of what the whole browser spends on a stream, and nobody needs a frame at once.
 *
 * There is nothing left when as much sound was pulled as time has passed since a read last had to wait. A wait alone
 * proves nothing: on a busy computer every read takes long, and a puller that rested after each would fall behind for ever.
 *
 * Every time is in milliseconds on a clock that does not go back.
 */
export function createPullRhythm(startedAt: number) {
  let account = { from: startedAt, pulledMs: 0 };
  let pace = { ...account };
  let askedAt = account.from;
  let isResting = true;

  return {
    /** To be called right before each read. */
    asks(time: number): void {
      askedAt = time;
      if (isResting) pace = { from: askedAt, pulledMs: 0 };
      isResting = false;
    },

    /** To be asked for each delivery, with the milliseconds of sound in it; after a yes, the next read ends the rest. */
    mayRest(durationMs: number, time: number): boolean {
      account.pulledMs += durationMs;
      pace.pulledMs += durationMs;
      const passedMs = time - account.from;
      const aheadMs = account.pulledMs - passedMs;
      const pacedMs = time - pace.from;
      // What is not yet spoken to its end cannot be pulled: one delivery may be outstanding.
      const hasAll = aheadMs > -durationMs;
      const keepsPace = pacedMs >= paceMs && pace.pulledMs <= pacedMs + durationMs;
      if (pacedMs >= paceMs) pace = { from: time, pulledMs: 0 };
      if (!hasAll && !keepsPace) return false;

      const isProven = keepsPace || time - askedAt > waitedMs;
      if (!isProven && passedMs > trustMs) return false;
      if (isProven) {
        // A read that was only held up must not hide what it leaves behind.
        account = { from: time, pulledMs: keepsPace ? 0 : Math.min(0, aheadMs + passedMs * drift) };
      }
      isResting = true;
      return true;
    },
  };
}
