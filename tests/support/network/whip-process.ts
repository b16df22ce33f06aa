import type { WhipSession } from '../peers/whip/session.ts';
import { startWhipServer } from '../peers/whip-server.ts';
import type { RemoteReport } from './remote-whip-protocol.ts';
import { serveRemoteCommands } from './serve-remote-commands.ts';

/**
 * The tests' WHIP server in a process of its own, which may be in another network. It answers {@link
 * RemoteCommands} over the fork's channel and ends with it. Its arguments are the address to listen on and, where what is received is to outlive
 * the process, a folder for it.
 */
const server = await startWhipServer({
  host: process.argv[2] ?? '127.0.0.1',
  keptIn: process.argv[3],
  cors: true,
});

function sessionAt(index: number): WhipSession {
  const session = server.sessions[index];
  if (!session) throw new Error(`There is no session ${String(index)}.`);
  return session;
}

serveRemoteCommands(server.url, server.stop, {
  behave: (behaviour) => {
    Object.assign(server.options, behaviour);
  },
  kill: server.kill,
  revive: server.revive,
  stats: (index) => sessionAt(index).stats(),
  recording: (index) => sessionAt(index).recording(),
  report: (): RemoteReport => ({
    requests: server.requests.map(({ method, at, status }) => ({ method, at, status })),
    sessions: server.sessions.map((session) => ({
      alive: session.alive(),
      deletedAt: session.deletedAt(),
      iceRestarts: session.iceRestarts(),
      channels: session.channels,
    })),
  }),
});
