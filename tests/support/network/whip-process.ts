import { startWhipServer } from '../peers/whip-server.ts';
import type { RemoteCommands, RemoteMessage, RemoteReport, RemoteRequest } from './remote-whip-protocol.ts';

/**
 * The tests' WHIP server in a process of its own, which may be in another network. It answers {@link
 * RemoteCommands} over the fork's channel and ends with it. Its one argument is the address to listen on.
 */
const server = await startWhipServer({ host: process.argv[2] ?? '127.0.0.1', cors: true });

const commands: RemoteCommands = {
  behave: (behaviour) => {
    Object.assign(server.options, behaviour);
  },
  kill: server.kill,
  revive: server.revive,
  freezeMedia: () => void server.freezeMedia(),
  thawMedia: () => void server.thawMedia(),
  report: (): RemoteReport => ({
    requests: server.requests.map(({ method, at, status }) => ({ method, at, status })),
    sessions: server.sessions.map((session) => ({
      alive: session.alive(),
      deletedAt: session.deletedAt(),
      iceRestarts: session.iceRestarts(),
      channels: session.channels,
    })),
  }),
};

function tell(message: RemoteMessage): void {
  if (process.connected) process.send?.(message);
}

process.on('message', ({ id, name, request }: RemoteRequest) => {
  const perform = commands[name] as (request: unknown) => unknown;
  Promise.resolve(request)
    .then(perform)
    .then((value) => tell({ id, value }))
    .catch((error: unknown) => tell({ id, error: String(error) }));
});
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => void server.stop().finally(() => process.exit(0)));
tell({ url: server.url });
