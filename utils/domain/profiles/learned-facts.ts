import * as v from 'valibot';

const flag = v.exactOptional(v.literal(true));

/**
 * What earlier sessions found out about a profile's server, so that the next one need not fail first. A fact
 * is logged when it is learned, and forgotten when the profile's kind or URL changes.
 */
export const learnedFacts = v.strictObject({
  /**
   * Candidates are not taken after the offer (the server said so, or only an offer that had them all led to a connection), so they are
   * gathered before it.
   */
  trickleRefused: flag,
  /** The server's 201 named no ICE servers, so gathering need not wait for it. */
  announcesNoIceServers: flag,
  /** The server refuses a data channel: its answer said so, or only an offer without one was answered or connected. */
  dataChannelRefused: flag,
  /**
   * Whether the server acknowledges media by transport feedback, many times a second, so that no data channel
   * is needed to hear it.
   */
  transportFeedback: v.exactOptional(v.boolean()),
  /** A PATCH with new ICE credentials was refused, or not understood: the server cannot restart ICE. */
  iceRestartRefused: flag,
  /**
   * A second connection was refused while the first was open, so the first has to be closed before the second
   * is made.
   */
  onePublisher: flag,
  /** The server refuses what protects speech from loss: only an offer without it led to a connection. */
  lossProtectionRefused: flag,
  /** More than 2 % of the packets were lost lately, so that the next connection sends each twice; see `lossy-link.ts`. */
  lossy: flag,
  /** The server has sent text of what was said, so that none of it in a later session is something to tell. */
  sendsText: flag,
});
export type LearnedFacts = v.InferOutput<typeof learnedFacts>;
