import { configurationOf, createPeer, type Peer } from './peer.ts';
import type {
  HostCommandName,
  HostCommands,
  HostMessage,
  HostRequest,
  AnswerRequest,
  OfferRequest,
} from './protocol.ts';

/**
 * A process for libwebrtc alone: the native module keeps Node alive after the last connection is closed, or
 * crashes it when it ends by itself, and a test must be able to kill a far end so that it closes nothing. It
 * answers {@link HostCommands} over the fork's channel and ends with it. Its one argument, where it has one, is the folder
 * in which what is received outlives it.
 */
const peers = new Map<string, Peer>();

function tell(message: HostMessage): void {
  if (process.connected) process.send?.(message);
}

function open(request: AnswerRequest | OfferRequest): { name: string; peer: Peer } {
  const name = String(peers.size + 1);
  const peer = createPeer({
    configuration: configurationOf(request),
    levels: 'levels' in request && (request.levels ?? false),
    keptIn: process.argv[2] ?? null,
    tell: (event) => tell({ event: { ...event, peer: name } }),
  });
  peers.set(name, peer);
  return { name, peer };
}

function find({ peer: name }: { peer: string }): Peer {
  const peer = peers.get(name);
  if (!peer) throw new Error(`There is no peer connection ${name}.`);
  return peer;
}

type Handlers = {
  [Name in HostCommandName]: (
    request: Parameters<HostCommands[Name]>[0],
  ) => ReturnType<HostCommands[Name]> | Promise<ReturnType<HostCommands[Name]>>;
};

const handlers: Handlers = {
  answer: async (request) => {
    const { name, peer } = open(request);
    return { peer: name, answer: await peer.answer(request.offer) };
  },
  offer: async (request) => {
    const { name, peer } = open(request);
    return { peer: name, offer: await peer.offer(request) };
  },
  reoffer: async (request) => ({ offer: await find(request).reoffer() }),
  accept: (request) => find(request).accept(request.answer),
  reanswer: async (request) => ({ answer: await find(request).answer(request.offer) }),
  gathered: async (request) => ({ description: await find(request).gathered() }),
  addCandidates: (request) => find(request).addCandidates(request.candidates),
  send: (request) => find(request).send(request.label, request.text),
  recording: (request) => find(request).recording(),
  stats: (request) => find(request).stats(),
  close: (request) => find(request).close(),
};

process.on('message', ({ id, name, request }: HostRequest) => {
  const handle = handlers[name] as (request: unknown) => unknown;
  Promise.resolve(request)
    .then(handle)
    .then((value) => tell({ id, value }))
    .catch((error: unknown) => tell({ id, error: error instanceof Error ? error.message : String(error) }));
});

// Without an explicit exit the native module crashes the process while it is unloaded.
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => {
  for (const peer of peers.values()) peer.close();
  process.exit(0);
});
tell({ ready: true });
