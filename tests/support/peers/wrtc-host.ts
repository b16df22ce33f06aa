import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Wav } from '../wav.ts';
import { endGently, stopOnAbort } from './end-gently.ts';
import type {
  AnswerRequest,
  Candidate,
  HostCommandName,
  HostCommands,
  HostEvent,
  HostMessage,
  OfferRequest,
  PeerStats,
} from './wrtc/protocol.ts';

const PROGRAM = fileURLToPath(new URL('wrtc/host.ts', import.meta.url));
const ANSWER_WITHIN_MS = 60_000;

export type WrtcHost = Awaited<ReturnType<typeof startWrtcHost>>;
export type RtcPeer = ReturnType<typeof createRtcPeer>;

type Call = <Name extends HostCommandName>(
  name: Name,
  request: Parameters<HostCommands[Name]>[0],
) => Promise<ReturnType<HostCommands[Name]>>;

/** Starts a process with libwebrtc in it, in which any number of peer connections live. */
export async function startWrtcHost({
  signal,
  keptIn,
}: {
  signal?: AbortSignal | undefined;
  /** A folder for what is received, as `readKept` reads it: it outlives the process. */
  keptIn?: string | undefined;
} = {}) {
  signal?.throwIfAborted();
  const child = fork(PROGRAM, keptIn === undefined ? [] : [keptIn], {
    // The flags of a test runner's worker must not be inherited.
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const started = Promise.withResolvers<void>();
  child.once('error', started.reject);
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const peers = new Map<string, RtcPeer>();
  let log = '';
  let lastId = 0;
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (log += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (log += text));
  child.on('message', (message: HostMessage) => {
    if ('ready' in message) started.resolve();
    else if ('event' in message) peerNamed(message.event.peer).hear(message.event);
    else if ('error' in message) waiting.get(message.id)?.reject(new Error(message.error));
    else waiting.get(message.id)?.resolve(message.value);
  });
  void ended.then(() => {
    const gone = new Error(`The process with libwebrtc ended. It said:\n${log.slice(-2000)}`);
    started.reject(gone);
    waiting.forEach(({ reject }) => reject(gone));
  });

  const call: Call = async (name, request) => {
    const id = (lastId += 1);
    const reply = Promise.withResolvers<unknown>();
    waiting.set(id, reply);
    const deadline = setTimeout(
      () => reply.reject(new Error(`libwebrtc did not answer "${name}".`)),
      ANSWER_WITHIN_MS,
    );
    try {
      if (!child.connected) throw new Error(`"${name}" came after the process with libwebrtc had ended.`);
      child.send({ id, name, request });
      return (await reply.promise) as ReturnType<HostCommands[typeof name]>;
    } finally {
      clearTimeout(deadline);
      waiting.delete(id);
    }
  };
  // A connection may report its first states before the reply that names it.
  const peerNamed = (name: string): RtcPeer => {
    const peer = peers.get(name) ?? createRtcPeer(name, call);
    peers.set(name, peer);
    return peer;
  };
  const stop = () => endGently(child, ended);
  stopOnAbort(signal, stop, ended);

  const slow = setTimeout(
    () => started.reject(new Error('libwebrtc was not ready in time.')),
    ANSWER_WITHIN_MS,
  );
  try {
    await started.promise;
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    clearTimeout(slow);
  }
  return {
    /** A peer connection that answers; its answer has all candidates. Throws when libwebrtc refuses the offer. */
    answer: async (request: AnswerRequest) => {
      const { peer, answer } = await call('answer', request);
      return { peer: peerNamed(peer), answer };
    },
    /** A peer connection that calls. */
    offer: async (request: OfferRequest) => {
      const { peer, offer } = await call('offer', request);
      return { peer: peerNamed(peer), offer };
    },
    pid: child.pid ?? 0,
    running: () => child.exitCode === null && child.signalCode === null,
    /** Closes every connection properly and ends the process. */
    stop,
    /** Kills the process: to the other side it is as if the machine had vanished. */
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function createRtcPeer(name: string, call: Call) {
  const states: RTCPeerConnectionState[] = ['new'];
  const channels: string[] = [];
  const messages: { label: string; text: string }[] = [];
  const listeners = new Set<(event: HostEvent) => void>();
  return {
    /** Every connectionState so far. */
    states: states as readonly RTCPeerConnectionState[],
    /** Labels of the data channels that opened. */
    channels: channels as readonly string[],
    messages: messages as readonly { label: string; text: string }[],
    connectionState: () => states.at(-1) ?? 'new',
    /** Follows the connection's reports; returns the unsubscribe. */
    on: (listener: (event: HostEvent) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    hear: (event: HostEvent): void => {
      if (event.name === 'state-changed') states.push(event.state);
      if (event.name === 'channel-opened') channels.push(event.label);
      if (event.name === 'message-received') messages.push({ label: event.label, text: event.text });
      listeners.forEach((listener) => listener(event));
    },
    accept: (answer: string) => call('accept', { peer: name, answer }),
    reoffer: async () => (await call('reoffer', { peer: name })).offer,
    reanswer: async (offer: string) => (await call('reanswer', { peer: name, offer })).answer,
    gathered: async () => (await call('gathered', { peer: name })).description,
    addCandidates: (candidates: readonly Candidate[]) => call('addCandidates', { peer: name, candidates }),
    send: (label: string, text: string) => call('send', { peer: name, label, text }),
    /** Received audio, 48 kHz mono, from the moment the track was there. */
    recording: (): Promise<Wav> => call('recording', { peer: name }),
    stats: (): Promise<PeerStats> => call('stats', { peer: name }),
    close: () => call('close', { peer: name }),
  };
}
