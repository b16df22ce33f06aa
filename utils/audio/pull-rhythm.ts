/** A read that took longer than this had to wait for its frame to be spoken, so there were no others, or it was held up. */
const waitedMs = 2;

/** Reads in a row that waited, after which there can be no backlog, whatever is missing. */
const mostWaits = 10;

/** Half a frame, for timers that come a little early or late. */
const slackMs = 5;

/**
 * Says when a puller has pulled all there is and may rest. Waking up for each frame costs 25 % of what the whole browser
 * spends on a stream, waking up for ten at a time a third of that; and nobody needs a frame before it is 100 ms old.
 *
 * One read that waits is no proof: on a busy computer every read takes long, and a puller that rested after each would
 * lose what the browser cannot keep for it. So it must also have pulled as much sound as time has passed.
 */
export function createPullRhythm(now: () => number) {
  let restedAt = now();
  let askedAt = restedAt;
  let pulledMs = 0;
  let waits = 0;

  return {
    asks(): void {
      askedAt = now();
    },

    /** To be asked for each delivery, with the milliseconds of sound in it. */
    mayRest(durationMs: number): boolean {
      const time = now();
      pulledMs += durationMs;
      waits = time - askedAt > waitedMs ? waits + 1 : 0;
      const isLevel = pulledMs >= time - restedAt - slackMs;
      if (waits === 0 || (!isLevel && waits < mostWaits)) return false;
      restedAt = time;
      pulledMs = 0;
      waits = 0;
      return true;
    },
  };
}
