/** `csv-events` and `csv-samples` are tables, `webrtc-internals` and `rtcstats` what their importers read. */
export type ExportFormat = 'json' | 'csv-events' | 'csv-samples' | 'webrtc-internals' | 'rtcstats';

/** What is replaced by a name that says nothing, the same for the same thing: `ip-1`, `microphone-2`. */
export interface ExportMask {
  /** IPv4 and IPv6 addresses, wherever they occur. */
  addresses: boolean;
  microphones: boolean;
  /** Names of servers and of profiles. */
  servers: boolean;
}

export const defaultMask: ExportMask = { addresses: true, microphones: false, servers: false };

export interface ExportRequest {
  sessionIds: readonly string[];
  format: ExportFormat;
  mask: ExportMask;
}

export interface ExportedFile {
  name: string;
  content: Blob;
}
