import type { Runtime } from 'webextension-polyfill';
import { FailureError, toFailure } from '../domain/failure/failure.ts';
import type { HostCommands, Reply, WorkerCommands } from './protocol.ts';

/** The commands by the one context that answers them. */
interface CommandsOf {
  worker: WorkerCommands;
  host: HostCommands;
}

type Receiver = keyof CommandsOf;
type MessagingRuntime = Pick<Runtime.Static, 'sendMessage' | 'onMessage'>;

interface CommandMessage {
  to: Receiver;
  command: string;
  args: unknown[];
}

/** The handlers of a map of commands; each may answer at once or with a promise. */
export type Handlers<Commands> = {
  [Name in keyof Commands]: Commands[Name] extends (...args: infer Args) => infer Value
    ? (...args: Args) => Value | Promise<Value>
    : never;
};

export type Caller<Commands> = <Name extends keyof Commands>(
  command: Name,
  ...args: Commands[Name] extends (...args: infer Args) => unknown ? Args : never
) => Promise<Commands[Name] extends (...args: never[]) => infer Value ? Value : never>;

/**
 * Sends commands to one context. Rejects with the receiver's failure, or with `host-gone` where no receiver
 * exists. A command that got no answer is sent once more, since the service worker may have been ended over
 * it, so every command may arrive twice.
 */
export function createCaller<To extends Receiver>(to: To, runtime: MessagingRuntime): Caller<CommandsOf[To]> {
  return async (command, ...args) => {
    const message: CommandMessage = { to, command: String(command), args };
    const send = () => runtime.sendMessage<CommandMessage, Reply<never> | undefined>(message);
    const first = await send().catch(() => undefined);
    const reply =
      first ??
      (await send().catch((cause: unknown) => {
        throw new FailureError({ reason: 'host-gone' }, { cause });
      }));
    if (!reply) throw new FailureError({ reason: 'host-gone' });
    if (!reply.ok) throw new FailureError(reply.failure);
    return reply.value;
  };
}

/**
 * Answers every command addressed to this context, with a failure when a handler throws. Returns the
 * unsubscribe.
 */
export function answerCommands<To extends Receiver>(
  to: To,
  runtime: MessagingRuntime,
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
