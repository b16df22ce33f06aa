import wrtc from '@roamhq/wrtc';

const { RTCAudioSource, RTCAudioSink } = wrtc.nonstandard;
const sampleRate = 48_000;

export const RealPeerConnection = wrtc.RTCPeerConnection;
export const RealMediaStream = wrtc.MediaStream;

/** libwebrtc peers on this machine, all closed together: an open one would keep the process alive. */
export function createRealPeers() {
  const undo: (() => void)[] = [];

  function createPeer(configuration: RTCConfiguration = {}): RTCPeerConnection {
    const peerConnection = new wrtc.RTCPeerConnection({ bundlePolicy: 'max-bundle', ...configuration });
    undo.push(() => peerConnection.close());
    return peerConnection;
  }

  /** Creates a track with a tone of 440 Hz, or silence. */
  function createTone({ silent = false } = {}): MediaStreamTrack {
    const source = new RTCAudioSource();
    const track = source.createTrack();
    const samples = Int16Array.from({ length: sampleRate / 100 }, (_, n) =>
      silent ? 0 : 8000 * Math.sin((2 * Math.PI * 440 * n) / sampleRate),
    );
    const timer = setInterval(() => source.onData({ samples, sampleRate }), 10);
    undo.push(
      () => clearInterval(timer),
      () => track.stop(),
    );
    return track;
  }

  return {
    createPeer,

    createTone,

    /** Sends a tone, or silence, as a connection's owner would send the microphone. */
    createSender({ silent = false } = {}): RTCPeerConnection {
      const track = createTone({ silent });
      const peerConnection = createPeer();
      peerConnection.addTransceiver(track, {
        direction: 'sendonly',
        streams: [new wrtc.MediaStream([track])],
      });
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

/** The longest time by which candidates come after the end of gathering in Node's libwebrtc, in milliseconds. */
const candidatesLateMs = 100;

/**
 * Makes a peer connection of Node's libwebrtc report the end of gathering after its candidates, as a browser does
 * (webrtc-pc section 4.4.1.3); by itself it may report them in the other order.
 */
export function inStep(peerConnection: RTCPeerConnection): RTCPeerConnection {
  const follow = peerConnection.addEventListener.bind(peerConnection) as EventTarget['addEventListener'];
  const followInStep: EventTarget['addEventListener'] = (type, listener, options) => {
    if (type !== 'icegatheringstatechange' || typeof listener !== 'function')
      return follow(type, listener, options);
    return follow(type, (event) => void setTimeout(listener, candidatesLateMs, event), options);
  };
  return Object.assign(peerConnection, { addEventListener: followInStep });
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
