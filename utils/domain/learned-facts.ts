/**
 * What earlier sessions found out about a profile's server, so that the next one need not fail first. Forgotten when
 * the profile's kind or URL changes.
 */
export interface LearnedFacts {
  /** PATCH was refused (405, 422, 501): gather fully before the POST. */
  trickleRefused?: true;
  /** The server's 201 named no ICE servers: gather without waiting for it. */
  announcesNoIceServers?: true;
  /** An offer was refused with a data channel and taken without, or what came of it never connected. */
  dataChannelRefused?: true;
  /**
   * Whether the server acknowledges media by transport feedback, many times a second: then no data channel is needed to
   * hear it.
   */
  transportFeedback?: boolean;
  /** A PATCH with new ICE credentials was refused, or not understood: the server cannot restart ICE. */
  iceRestartRefused?: true;
  /** A second connection was refused while the first lived: close the one before the other is made. */
  onePublisher?: true;
}
