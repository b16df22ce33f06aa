import { startJanusWhip } from '../peers/janus-whip.ts';
import { serveRemoteCommands } from './serve-remote-commands.ts';

/** A process with Janus and its WHIP routes, which may run in another network, as `whip-process.ts` does. */
const server = await startJanusWhip(process.argv[2] ?? '127.0.0.1');

const cannot = (): never => {
  throw new Error('Only the tests’ own WHIP server can be told how to behave.');
};

serveRemoteCommands(server.url, server.stop, {
  behave: cannot,
  kill: server.kill,
  revive: server.revive,
  stats: cannot,
  recording: cannot,
  report: () => ({
    requests: server.requests.map(({ method, at, status }) => ({ method, at, status })),
    sessions: server.sessions(),
  }),
});
