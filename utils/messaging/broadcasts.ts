import type { Runtime } from 'webextension-polyfill';
import type { Broadcasts } from './protocol.ts';

type MessagingRuntime = Pick<Runtime.Static, 'sendMessage' | 'onMessage'>;

interface BroadcastMessage<Name> {
  broadcast: Name;
  fact: unknown;
}

/** Sends a fact to every other context. A missing listener is no failure: a stream goes on without views. */
export function broadcast<Name extends keyof Broadcasts>(
  runtime: MessagingRuntime,
  name: Name,
  fact: Broadcasts[Name],
): void {
  const message: BroadcastMessage<Name> = { broadcast: name, fact };
  runtime.sendMessage(message).catch(() => undefined);
}

/** Calls a function for each broadcast of one name. Returns the unsubscribe. */
export function onBroadcast<Name extends keyof Broadcasts>(
  runtime: MessagingRuntime,
  name: Name,
  follow: (fact: Broadcasts[Name]) => void,
): () => void {
  const listener = (message: unknown): undefined => {
    if (isBroadcast(message, name)) follow(message.fact as Broadcasts[Name]);
  };
  runtime.onMessage.addListener(listener);
  return () => {
    runtime.onMessage.removeListener(listener);
  };
}

function isBroadcast<Name>(message: unknown, name: Name): message is BroadcastMessage<Name> {
  return (
    typeof message === 'object' && message !== null && 'broadcast' in message && message.broadcast === name
  );
}
