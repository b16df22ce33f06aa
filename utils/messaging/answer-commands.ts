import type { Runtime } from 'webextension-polyfill';
import { toFailure } from '../domain/failure/failure.ts';
import type { CommandMessage, CommandsOf, Receiver } from './command-message.ts';
import type { Reply } from './protocol.ts';

/** The handlers of a map of commands; each may answer at once or with a promise. */
export type Handlers<Commands> = {
  [Name in keyof Commands]: Commands[Name] extends (...args: infer Args) => infer Value
    ? (...args: Args) => Value | Promise<Value>
    : never;
};

/**
 * Answers every command addressed to this context, with a failure when a handler throws. Returns the
 * unsubscribe.
 */
export function answerCommands<To extends Receiver>(
  to: To,
  runtime: Pick<Runtime.Static, 'onMessage'>,
  handlers: Handlers<CommandsOf[To]>,
): () => void {
  const table = new Map(Object.entries<(...args: never[]) => unknown>(handlers));
  // The listener is not async: one that returns a promise claims every message, including those for another
  // context.
  const listener = (
    message: unknown,
    _sender: unknown,
    sendResponse: (reply: unknown) => void,
  ): true | undefined => {
    const handler = isCommand(message, to) ? table.get(message.command) : undefined;
    if (!handler) return undefined;
    void answer(() => handler(...((message as CommandMessage).args as never[]))).then(sendResponse);
    return true;
  };
  // The polyfill's types know listeners that always answer and listeners that never do, but none that decides
  // for each message.
  const chosen = listener as Runtime.OnMessageListenerCallback;
  runtime.onMessage.addListener(chosen);
  return () => {
    runtime.onMessage.removeListener(chosen);
  };
}

async function answer(handle: () => unknown): Promise<Reply<unknown>> {
  try {
    return { ok: true, value: await handle() };
  } catch (caught) {
    return { ok: false, failure: toFailure(caught) };
  }
}

function isCommand(message: unknown, to: Receiver): message is CommandMessage {
  return (
    typeof message === 'object' &&
    message !== null &&
    'to' in message &&
    message.to === to &&
    'args' in message &&
    Array.isArray(message.args)
  );
}
