import type { RemoteCommands, RemoteMessage, RemoteRequest } from './remote-whip-protocol.ts';

/** Answers {@link RemoteCommands} over a forked process's channel, until the channel or the process ends. */
export function serveRemoteCommands(url: string, stop: () => Promise<void>, commands: RemoteCommands): void {
  process.on('message', ({ id, name, request }: RemoteRequest) => {
    const perform = commands[name] as (request: unknown) => unknown;
    Promise.resolve(request)
      .then(perform)
      .then((value) => tell({ id, value }))
      .catch((error: unknown) => tell({ id, error: String(error) }));
  });
  process.on('disconnect', () => process.exit(0));
  process.on('SIGTERM', () => void stop().finally(() => process.exit(0)));
  tell({ url });
}

function tell(message: RemoteMessage): void {
  if (process.connected) process.send?.(message);
}
