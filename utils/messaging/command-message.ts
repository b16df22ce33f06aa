import type { HostCommands, WorkerCommands } from './protocol.ts';

/** The commands by the one context that answers them. */
export interface CommandsOf {
  worker: WorkerCommands;
  host: HostCommands;
}

/** A context that answers commands. */
export type Receiver = keyof CommandsOf;

/** A command on its way to the context that answers it. */
export interface CommandMessage {
  to: Receiver;
  command: string;
  args: unknown[];
}
