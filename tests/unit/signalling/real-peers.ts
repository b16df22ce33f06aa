import wrtc from '@roamhq/wrtc';

const { RTCAudioSource, RTCAudioSink } = wrtc.nonstandard;
const sampleRate = 48_000;

export const RealPeerConnection = wrtc.RTCPeerConnection;

/** libwebrtc peers on this machine, all closed together: an open one would keep the process alive. */
export function createRealPeers() {
  const undo: (() => void)[] = [];

  function createPeer(configuration: RTCConfiguration = {}): RTCPeerConnection {
    const peerConnection = new wrtc.RTCPeerConnection({ bundlePolicy: 'max-bundle', ...configuration });
    undo.push(() => peerConnection.close());
    return peerConnection;
  }

  return {
    createPeer,

    /** Sends a tone of 440 Hz, or silence, as a connection's owner would send the microphone. */
    createSender({ silent = false } = {}): RTCPeerConnection {
      const source = new RTCAudioSource();
      const track = source.createTrack();
      const samples = Int16Array.from({ length: sampleRate / 100 }, (_, n) =>
        silent ? 0 : 8000 * Math.sin((2 * Math.PI * 440 * n) / sampleRate),
      );
      const timer = setInterval(() => source.onData({ samples, sampleRate }), 10);
      const peerConnection = createPeer();
      peerConnection.addTransceiver(track, {
        direction: 'sendonly',
        streams: [new wrtc.MediaStream([track])],
      });
      undo.push(
        () => clearInterval(timer),
        () => track.stop(),
      );
      return peerConnection;
    },

    /** Takes an offer as a server does that sends no candidates later: its answer has them all. */
    async answer(offer: string): Promise<{ peer: RTCPeerConnection; sdp: string }> {
      const peer = createPeer();
      return { peer, sdp: await answerBy(peer, offer) };
    },

    /** Takes another offer for an existing connection. */
    async answerAgain(peer: RTCPeerConnection | undefined, offer: string): Promise<string> {
      if (!peer) throw new Error('no peer has answered yet');
      return answerBy(peer, offer);
    },

    closeAll: () => undo.splice(0).forEach((each) => each()),
  };
}

async function answerBy(peer: RTCPeerConnection, offer: string): Promise<string> {
  await peer.setRemoteDescription({ type: 'offer', sdp: offer });
  const gathered = new Promise<void>((resolve) => {
    peer.addEventListener('icegatheringstatechange', () => {
      if (peer.iceGatheringState === 'complete') resolve();
    });
  });
  await peer.setLocalDescription(await peer.createAnswer());
  await gathered;
  return peer.localDescription?.sdp ?? '';
}

/**
 * The greatest sample, of 32768, that counts as silence: Opus decodes digital silence to samples of up to 2.
 */
const loudestSilence = 8;

/** Reports sound, in place of the browser's listener to a track. */
export function listenForSound(track: MediaStreamTrack, onSound: () => void): () => void {
  const sink = new RTCAudioSink(track);
  sink.ondata = ({ samples }: { samples: Int16Array }) => {
    if (samples.some((sample) => Math.abs(sample) > loudestSilence)) onSound();
  };
  return () => sink.stop();
}
