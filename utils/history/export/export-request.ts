/**
 * The format of an export: `csv-events` and `csv-samples` are tables; `webrtc-internals` and `rtcstats` are
 * dumps for the importers of that name.
 */
export type ExportFormat = 'json' | 'csv-events' | 'csv-samples' | 'webrtc-internals' | 'rtcstats';

/**
 * What an export replaces by meaningless names such as `ip-1` and `microphone-2`; the same thing has the same
 * name throughout.
 */
export interface ExportMask {
  /** Whether IPv4 and IPv6 addresses are replaced, wherever they occur. */
  addresses: boolean;
  microphones: boolean;
  /** Whether the names of servers and of profiles are replaced. */
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
