import { abortable } from '../../async/abortable.ts';
import { withOpusParameters } from '../sdp/opus-parameters.ts';
import type { Signalling } from '../port/signalling.ts';
import type { SignallingDeps } from '../port/signalling-deps.ts';

type LoopbackDeps = Pick<SignallingDeps, 'RTCPeerConnection' | 'now' | 'playMuted' | 'listen'>;

/**
 * A receiver on this computer: a second peer connection without ICE servers, so that nothing leaves the
 * computer. Its track is played without a sound, and listened to. The offer must carry its audio in a stream.
 */
export function createLoopback({ RTCPeerConnection, now, playMuted, listen }: LoopbackDeps): Signalling {
  return {
    // There is no server to open a connection to.
    warmUp: () => Promise.resolve(true),

    async negotiate(sender, signal) {
      signal.throwIfAborted();
      const receiver = new RTCPeerConnection();
      const undo = [
        () => receiver.close(),
        forwardCandidates(sender, receiver),
        forwardCandidates(receiver, sender),
      ];
      const release = () => undo.splice(0).forEach((each) => each());
      let lastSoundReceivedAt: number | null = null;

      receiver.addEventListener('track', ({ track, streams: [stream] }) => {
        if (stream) undo.push(playMuted(stream));
        undo.push(listen(track, () => (lastSoundReceivedAt = now())));
      });
      try {
        // Each side knows the other's description before it starts to gather, so no candidate comes too
        // early.
        const offer = await abortable(sender.createOffer(), signal);
        await abortable(receiver.setRemoteDescription(offer), signal);
        const { type, sdp = '' } = await abortable(receiver.createAnswer(), signal);
        await abortable(sender.setLocalDescription(offer), signal);
        await abortable(sender.setRemoteDescription({ type, sdp: withOpusParameters(sdp) }), signal);
        await abortable(receiver.setLocalDescription({ type, sdp }), signal);
      } catch (error) {
        release();
        throw error;
      }
      return {
        end() {
          release();
          return Promise.resolve();
        },
        lastSoundReceivedAt: () => lastSoundReceivedAt,
      };
    },
  };
}

function forwardCandidates(from: RTCPeerConnection, to: RTCPeerConnection): () => void {
  const onCandidate = ({ candidate }: RTCPeerConnectionIceEvent) => {
    // A candidate that the other side cannot take is one path less; the connection shows whether any path
    // works.
    if (candidate) to.addIceCandidate(candidate).catch(() => undefined);
  };
  from.addEventListener('icecandidate', onCandidate);
  return () => from.removeEventListener('icecandidate', onCandidate);
}
