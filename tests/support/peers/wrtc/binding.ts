import { createRequire } from 'node:module';
import type * as wrtcModule from '@roamhq/wrtc';

/** The package is CommonJS with names that Node cannot detect, and its types declare no default export. */
const wrtc = createRequire(import.meta.url)('@roamhq/wrtc') as typeof wrtcModule;

export const { MediaStream, RTCPeerConnection } = wrtc;
export const { RTCAudioSink, RTCAudioSource } = wrtc.nonstandard;

/** The data that an RTCAudioSink delivers every 10 ms; the sample rate follows the sender's bandwidth. */
export interface AudioSinkData {
  readonly samples: Int16Array;
  readonly sampleRate: number;
  readonly channelCount: number;
}
