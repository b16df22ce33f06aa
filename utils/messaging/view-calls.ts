import type { ViewCommands } from './protocol.ts';

/** A name such as `set-muted` in camel case: `setMuted`. */
type Camel<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<Camel<Rest>>}`
  : Name;

/** The commands of the views as functions that a component calls; each resolves with the worker's answer. */
export type ViewCalls = {
  [Name in keyof ViewCommands as Camel<Name>]: (
    ...args: Parameters<ViewCommands[Name]>
  ) => Promise<ReturnType<ViewCommands[Name]>>;
};
