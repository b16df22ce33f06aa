import * as v from 'valibot';

const flag = v.exactOptional(v.literal(true));

/**
 * What earlier sessions found out about a profile's server, so that the next one need not fail first; it is logged when it
 * is learned, and forgotten when the profile's kind or URL changes.
 */
export const learnedFacts = v.strictObject({
  /** PATCH was refused (405, 422, 501): gather fully before the POST. */
  trickleRefused: flag,
  /** The server's 201 named no ICE servers: gather without waiting for it. */
  announcesNoIceServers: flag,
  /** An offer was refused with a data channel and taken without, or what came of it never connected. */
  dataChannelRefused: flag,
  /**
   * Whether the server acknowledges media by transport feedback, many times a second: then no data channel is needed to
   * hear it.
   */
  transportFeedback: v.exactOptional(v.boolean()),
  /** A PATCH with new ICE credentials was refused, or not understood: the server cannot restart ICE. */
  iceRestartRefused: flag,
  /** A second connection was refused while the first lived: close the one before the other is made. */
  onePublisher: flag,
});
export type LearnedFacts = v.InferOutput<typeof learnedFacts>;
