import { afterEach, expect, it, vi } from 'vitest';
import { createLoopback } from '../../../../utils/signalling/loopback/loopback.ts';
import { createRealPeers, listenForSound, RealPeerConnection } from '../real-peers.ts';
import { rejection, unaborted } from '../signals.ts';

const peers = createRealPeers();
afterEach(() => peers.closeAll());

function setUp() {
  const receivers: RTCPeerConnection[] = [];
  const stopPlaying = vi.fn();
  const stopListening = vi.fn();
  const playMuted = vi.fn((_stream: MediaStream) => stopPlaying);
  class Receiver extends RealPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      receivers.push(this);
    }
  }
  const signalling = createLoopback({
    RTCPeerConnection: Receiver,
    now: () => 1234,
    playMuted,
    listen: (track, onSound) => {
      const stop = listenForSound(track, onSound);
      return () => {
        stop();
        stopListening();
      };
    },
  });
  return { signalling, receivers, playMuted, stopPlaying, stopListening };
}

it('a loopback brings the sender’s sound to a receiver of our own, which plays and listens', async () => {
  const { signalling, playMuted } = setUp();
  const sender = peers.createSender();
  const session = await signalling.negotiate(sender, unaborted);
  await vi.waitFor(() => expect(sender.connectionState).toBe('connected'), 5000);
  await vi.waitFor(() => expect(session.lastSoundReceivedAt?.()).toBe(1234), 5000);
  expect(playMuted.mock.calls[0]?.[0].getAudioTracks()).toHaveLength(1);
  await session.end();
});

it('a loopback has received no sound while the sender is silent', async () => {
  const { signalling } = setUp();
  const sender = peers.createSender({ silent: true });
  const session = await signalling.negotiate(sender, unaborted);
  await vi.waitFor(() => expect(sender.connectionState).toBe('connected'), 5000);
  expect(session.lastSoundReceivedAt?.()).toBeNull();
  await session.end();
});

it('a loopback asks for FEC and uses no ICE servers', async () => {
  const { signalling, receivers } = setUp();
  const sender = peers.createSender();
  const session = await signalling.negotiate(sender, unaborted);
  expect(sender.remoteDescription?.sdp).toMatch(/a=fmtp:\d+ .*useinbandfec=1/);
  expect(receivers.map((each) => each.getConfiguration().iceServers)).toEqual([[]]);
  await session.end();
});

it('a loopback closes the receiver and stops playing and listening at its end', async () => {
  const { signalling, receivers, stopPlaying, stopListening } = setUp();
  const session = await signalling.negotiate(peers.createSender(), unaborted);
  await session.end();
  await session.end();
  expect(receivers.map(({ connectionState }) => connectionState)).toEqual(['closed']);
  expect([stopPlaying.mock.calls.length, stopListening.mock.calls.length]).toEqual([1, 1]);
});

it('a loopback leaves no receiver behind when it is aborted half way', async () => {
  const { signalling, receivers } = setUp();
  const controller = new AbortController();
  const reason = new Error('stopped');
  const failed = rejection(signalling.negotiate(peers.createSender(), controller.signal));
  controller.abort(reason);
  expect(await failed).toBe(reason);
  expect(receivers.map(({ connectionState }) => connectionState)).toEqual(['closed']);
});

it('a loopback has nothing to warm up', async () => {
  const { signalling, receivers } = setUp();
  await signalling.warmUp(unaborted);
  expect(receivers).toEqual([]);
});
