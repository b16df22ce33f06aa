import type { Runtime } from 'webextension-polyfill';
import { FailureError } from '../domain/failure/failure.ts';
import type { CommandMessage, CommandsOf, Receiver } from './command-message.ts';
import type { Reply } from './protocol.ts';

export type Caller<Commands> = <Name extends keyof Commands>(
  command: Name,
  ...args: Commands[Name] extends (...args: infer Args) => unknown ? Args : never
) => Promise<Commands[Name] extends (...args: never[]) => infer Value ? Value : never>;

/**
 * Sends commands to one context. Rejects with the receiver's failure, or with `host-gone` where no receiver
 * exists. A command that got no answer is sent once more, since the service worker may have been ended over
 * it, so every command may arrive twice.
 */
export function createCaller<To extends Receiver>(
  to: To,
  runtime: Pick<Runtime.Static, 'sendMessage'>,
): Caller<CommandsOf[To]> {
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
