import type { LiveData } from '../domain/samples/live-data.ts';
import type { TextUpdate } from '../domain/transcript/text-update.ts';
import type { livePortName, textPortName } from './protocol.ts';

/** What is sent over ports, by their names. */
export interface PortData {
  [livePortName]: LiveData;
  [textPortName]: TextUpdate;
}
