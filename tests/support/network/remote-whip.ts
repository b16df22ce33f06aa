import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { RemoteBehaviour, RemoteCommands, RemoteMessage, RemoteReport } from './remote-whip-protocol.ts';

const PROGRAMS = {
  own: fileURLToPath(new URL('whip-process.ts', import.meta.url)),
  janus: fileURLToPath(new URL('janus-whip-process.ts', import.meta.url)),
};
const ANSWER_WITHIN_MS = 20_000;
const GENTLE_MS = 3000;

export interface RemoteWhipOptions {
  /** The command that enters the network in which the server runs. */
  within: readonly string[];
  /** The address to listen on. */
  host: string;
  /** The program to run: the tests' own server, or Janus. */
  program: keyof typeof PROGRAMS;
  /** A folder for what the tests' own server receives, as `readKept` reads it. */
  keptIn: string;
}

/** Starts a WHIP server in another network. Linux kills it when this process dies. */
export async function startRemoteWhip({ within, host, program, keptIn }: RemoteWhipOptions) {
  const child = fork(PROGRAMS[program], [host, keptIn], {
    execPath: 'setpriv',
    execArgv: ['--pdeathsig', 'KILL', '--', ...within, process.execPath],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = once(child, 'close');
  const ready = Promise.withResolvers<string>();
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let log = '';
  let lastId = 0;
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (log += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (log += text));
  child.once('error', ready.reject);
  child.on('message', (message: RemoteMessage) => {
    if ('url' in message) ready.resolve(message.url);
    else if ('error' in message) waiting.get(message.id)?.reject(new Error(message.error));
    else waiting.get(message.id)?.resolve(message.value);
  });
  void ended.then(() => {
    const gone = new Error(`The WHIP server's process ended. It said:\n${log.slice(-2000)}`);
    ready.reject(gone);
    waiting.forEach(({ reject }) => reject(gone));
  });

  const call = async <Name extends keyof RemoteCommands>(
    name: Name,
    request?: Parameters<RemoteCommands[Name]>[0],
  ): Promise<Awaited<ReturnType<RemoteCommands[Name]>>> => {
    const id = (lastId += 1);
    const reply = Promise.withResolvers<unknown>();
    waiting.set(id, reply);
    const late = () => reply.reject(new Error(`The WHIP server did not answer "${name}".`));
    const deadline = setTimeout(late, ANSWER_WITHIN_MS);
    try {
      child.send({ id, name, request });
      return (await reply.promise) as Awaited<ReturnType<RemoteCommands[Name]>>;
    } finally {
      clearTimeout(deadline);
      waiting.delete(id);
    }
  };

  return {
    /** The WHIP endpoint. */
    url: await ready.promise,
    behave: (behaviour: RemoteBehaviour) => call('behave', behaviour),
    /** Kills signalling and media without closing any connection. */
    kill: () => call('kill'),
    /** Starts the server again on the same port after {@link kill}, without knowledge of earlier sessions. */
    revive: () => call('revive'),
    report: (): Promise<RemoteReport> => call('report'),
    stats: (session: number) => call('stats', session),
    recording: (session: number) => call('recording', session),
    async [Symbol.asyncDispose](): Promise<void> {
      const impatience = setTimeout(() => child.kill('SIGKILL'), GENTLE_MS);
      child.kill('SIGTERM');
      await ended;
      clearTimeout(impatience);
    },
  };
}
