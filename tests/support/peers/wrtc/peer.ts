import { withOpusNack } from '../../../../utils/signalling/sdp/opus-nack.ts';
import { MediaStream, RTCPeerConnection } from './binding.ts';
import type { AnswerRequest, Candidate, HostEvent, IceServer, OfferRequest, PeerStats } from './protocol.ts';
import { newKeptFile } from '../kept-recordings.ts';
import { createRecorder } from './recorder.ts';
import { createSpeaker } from './speaker.ts';

/**
 * Milliseconds for gathering: host candidates take a few, and a STUN server that is away must not delay the
 * answer for long.
 */
const GATHERING_MS = 3000;

type DistributedEvent<Event> = Event extends { peer: string } ? Omit<Event, 'peer'> : never;

interface PeerOptions {
  readonly configuration: RTCConfiguration;
  readonly levels: boolean;
  /** A folder for what is received; null where it is not to outlive the process. */
  readonly keptIn: string | null;
  readonly tell: (event: DistributedEvent<HostEvent>) => void;
}

export type Peer = ReturnType<typeof createPeer>;

/** One peer connection of libwebrtc that records the audio it receives. */
export function createPeer({ configuration, levels, keptIn, tell }: PeerOptions) {
  const connection = new RTCPeerConnection(configuration);
  const channels = new Map<string, RTCDataChannel>();
  let recorder: ReturnType<typeof createRecorder> | undefined;
  let speaker: ReturnType<typeof createSpeaker> | undefined;

  const adopt = (channel: RTCDataChannel) => {
    channels.set(channel.label, channel);
    channel.onmessage = ({ data }: MessageEvent<string>) =>
      tell({ name: 'message-received', label: channel.label, text: data });
    let opened = false;
    const tellOpen = () => {
      if (!opened) tell({ name: 'channel-opened', label: channel.label });
      opened = true;
    };
    channel.onopen = tellOpen;
    // The caller's channel is already open when it is announced, and the binding may report that once more.
    if (channel.readyState === 'open') tellOpen();
  };
  connection.ondatachannel = ({ channel }) => adopt(channel);
  connection.onconnectionstatechange = () =>
    tell({ name: 'state-changed', state: connection.connectionState });
  connection.ontrack = ({ track }) => {
    if (track.kind !== 'audio') return;
    recorder ??= createRecorder(
      track,
      levels ? (level) => tell({ name: 'level-heard', level }) : undefined,
      keptIn === null ? null : newKeptFile(keptIn),
    );
  };

  const gathered = async (): Promise<string> => {
    if (connection.iceGatheringState !== 'complete') {
      await new Promise<void>((resolve) => {
        const deadline = setTimeout(resolve, GATHERING_MS);
        connection.onicegatheringstatechange = () => {
          if (connection.iceGatheringState !== 'complete') return;
          clearTimeout(deadline);
          resolve();
        };
      });
    }
    return connection.localDescription?.sdp ?? '';
  };
  const answer = async (offer: string): Promise<string> => {
    await connection.setRemoteDescription({ type: 'offer', sdp: offer });
    const { type, sdp = '' } = await connection.createAnswer();
    // By itself libwebrtc takes NACK for video alone; servers that are built on it, or like it, take it for Opus.
    const takesNack = /^a=rtcp-fb:\d+ nack\r?$/m.test(offer);
    await connection.setLocalDescription({ type, sdp: takesNack ? withOpusNack(sdp) : sdp });
    return gathered();
  };

  return {
    answer,
    gathered,
    offer: async ({
      speech,
      channels: labels = [],
      gather,
    }: Pick<OfferRequest, 'speech' | 'channels' | 'gather'>) => {
      if (speech) {
        speaker = createSpeaker(speech);
        connection.addTransceiver(speaker.track, {
          direction: 'sendonly',
          streams: [new MediaStream([speaker.track])],
        });
      }
      for (const label of labels) adopt(connection.createDataChannel(label));
      const offer = await connection.createOffer();
      await connection.setLocalDescription(offer);
      return gather ? gathered() : (offer.sdp ?? '');
    },
    reoffer: async (): Promise<string> => {
      const offer = await connection.createOffer({ iceRestart: true });
      await connection.setLocalDescription(offer);
      return offer.sdp ?? '';
    },
    accept: (sdp: string) => connection.setRemoteDescription({ type: 'answer', sdp }),
    addCandidates: async (candidates: readonly Candidate[]): Promise<void> => {
      for (const candidate of candidates) await connection.addIceCandidate(candidate);
    },
    send: (label: string, text: string): void => {
      const channel = channels.get(label);
      if (!channel) throw new Error(`There is no data channel "${label}".`);
      channel.send(text);
    },
    recording: () => recorder?.recording() ?? { sampleRate: 48_000, samples: new Float32Array() },
    stats: async (): Promise<PeerStats> => ({
      ...summary(await connection.getStats()),
      recordedSeconds: recorder?.recordedSeconds() ?? 0,
    }),
    close: (): void => {
      recorder?.stop();
      speaker?.stop();
      connection.close();
    },
  };
}

/** Converts a configuration, because the binding takes plain arrays only. */
export function configurationOf(request: AnswerRequest | OfferRequest): RTCConfiguration {
  const iceServers = (request.iceServers ?? []).map((server: IceServer) => ({
    ...server,
    urls: typeof server.urls === 'string' ? [server.urls] : [...server.urls],
  }));
  const policy = 'iceTransportPolicy' in request ? request.iceTransportPolicy : undefined;
  return { iceServers, bundlePolicy: 'max-bundle', ...(policy ? { iceTransportPolicy: policy } : {}) };
}

function summary(report: RTCStatsReport): Omit<PeerStats, 'recordedSeconds'> {
  // The binding's report has no types of its own; every entry is a flat record.
  const entries = new Map<string, Record<string, unknown>>();
  report.forEach((entry: Record<string, unknown>, id: string) => entries.set(id, entry));
  const all = [...entries.values()];
  const sum = (type: string, member: string) =>
    all
      .filter((entry) => entry['type'] === type)
      .reduce((total, entry) => total + Number(entry[member] ?? 0), 0);
  const selected = all.find((entry) => entry['type'] === 'candidate-pair' && entry['nominated'] === true);
  const typeOf = (id: unknown) => {
    const type = typeof id === 'string' ? entries.get(id)?.['candidateType'] : undefined;
    return typeof type === 'string' ? type : '';
  };
  return {
    packetsReceived: sum('inbound-rtp', 'packetsReceived'),
    packetsSent: sum('outbound-rtp', 'packetsSent'),
    packetsLost: sum('inbound-rtp', 'packetsLost'),
    samplesReceived: sum('inbound-rtp', 'totalSamplesReceived'),
    concealedSamples: sum('inbound-rtp', 'concealedSamples'),
    silentConcealedSamples: sum('inbound-rtp', 'silentConcealedSamples'),
    localCandidateType: typeOf(selected?.['localCandidateId']),
    remoteCandidateType: typeOf(selected?.['remoteCandidateId']),
  };
}
