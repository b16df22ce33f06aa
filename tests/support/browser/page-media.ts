import type { CDPSession, JSHandle, Page } from 'puppeteer-core';
import type { Wav } from '../wav.ts';
import { waitFor } from './wait-for.ts';

/**
 * Live objects in a page's memory, seen from outside: DevTools collects garbage and then lists what is left
 * of a class. So objects that the product still holds are found without a hook in it.
 */
async function liveObjects<T>(page: Page, className: string): Promise<JSHandle<T[]>> {
  using prototype = await page.evaluateHandle(`${className}.prototype`);
  return await page.queryObjects(prototype as JSHandle<T>);
}

/** Handles of the page's peer connections that are not closed. */
export async function queryPeerConnections(page: Page): Promise<JSHandle<RTCPeerConnection>[]> {
  using all = await liveObjects<RTCPeerConnection>(page, 'RTCPeerConnection');
  using open = await all.evaluateHandle((list) => list.filter((each) => each.signalingState !== 'closed'));
  const properties = await open.getProperties();
  return [...properties.values()] as JSHandle<RTCPeerConnection>[];
}

/** How many peer connections of the page and of its frames are not closed. */
export async function countPeerConnections(page: Page): Promise<number> {
  const session = await page.createCDPSession();
  try {
    const contexts: number[] = [];
    session.on('Runtime.executionContextCreated', ({ context }) => {
      const { isDefault } = context.auxData as { isDefault?: boolean };
      if (isDefault) contexts.push(context.id);
    });
    await session.send('Runtime.enable');
    let open = 0;
    for (const context of contexts) open += await countIn(session, context);
    return open;
  } finally {
    await session.detach();
  }
}

async function countIn(session: CDPSession, contextId: number): Promise<number> {
  const expression = 'RTCPeerConnection.prototype';
  const functionDeclaration = `function () { return this.filter((each) => each.signalingState !== 'closed').length; }`;
  try {
    const prototype = await session.send('Runtime.evaluate', { expression, contextId });
    const prototypeObjectId = prototype.result.objectId ?? '';
    const { objects } = await session.send('Runtime.queryObjects', { prototypeObjectId });
    const objectId = objects.objectId ?? '';
    const call = { objectId, functionDeclaration, returnByValue: true };
    const { result } = await session.send('Runtime.callFunctionOn', call);
    return Number(result.value);
  } catch (error) {
    // A frame that is removed meanwhile takes its connections with it.
    if (String(error).includes('Cannot find context')) return 0;
    throw error;
  }
}

export interface MicrophoneTrack {
  label: string;
  deviceId: string;
  readyState: MediaStreamTrackState;
  enabled: boolean;
  muted: boolean;
}

/**
 * The page's tracks that come from an audio input device; ended ones only while some code still holds them.
 */
export async function microphoneTracks(page: Page): Promise<MicrophoneTrack[]> {
  using all = await liveObjects<MediaStreamTrack>(page, 'MediaStreamTrack');
  return await all.evaluate((tracks) =>
    tracks.flatMap((track) => {
      // The prototype of a kind of tracks that the page has used is no track, though it inherits from one.
      if (Object.hasOwn(track, 'constructor')) return [];
      // A remote track has an id of its own as `deviceId`, but belongs to no group of devices.
      const { deviceId, groupId } = track.getSettings();
      if (track.kind !== 'audio' || deviceId === undefined || groupId === undefined) return [];
      const { label, readyState, enabled, muted } = track;
      return [{ label, deviceId, readyState, enabled, muted }];
    }),
  );
}

/** A constructor of Chromium that TypeScript's DOM types lack. */
declare const MediaStreamTrackProcessor: new (init: { track: MediaStreamTrack; maxBufferSize: number }) => {
  readable: ReadableStream<AudioData>;
};

interface Recording {
  sampleRate: number;
  sampleCount: number;
  error: string;
  takeAsBase64(): string;
}

/**
 * The decoded samples of the first track that a peer connection of this page receives: what the far side's
 * listener would hear. They are read on the page's own thread; a page that is busy for longer than ten
 * seconds loses samples here.
 *
 * @throws where the sound has not come within twice its length and ten seconds
 */
export async function recordRemoteAudio(page: Page, seconds: number): Promise<Wav> {
  using recording = await waitFor('a remote track with sound to record', () => startRecording(page));
  await waitFor(
    `${String(seconds)} s of remote audio`,
    () =>
      recording.evaluate((each, wanted) => {
        if (each.error) throw new Error(each.error);
        return each.sampleRate > 0 && each.sampleCount >= wanted * each.sampleRate;
      }, seconds),
    { deadlineMs: seconds * 2000 + 10_000 },
  );
  const { sampleRate, base64 } = await recording.evaluate((each) => ({
    sampleRate: each.sampleRate,
    base64: each.takeAsBase64(),
  }));
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
  return { sampleRate, samples: new Float32Array(bytes.buffer) };
}

async function startRecording(page: Page): Promise<JSHandle<Recording> | null> {
  using all = await liveObjects<RTCPeerConnection>(page, 'RTCPeerConnection');
  const recording: JSHandle<Recording | null> = await all.evaluateHandle((connections) => {
    const remote = connections
      .flatMap((each) => (each.signalingState === 'closed' ? [] : each.getReceivers()))
      .map((receiver) => receiver.track)
      .find((track) => track.kind === 'audio' && track.readyState === 'live' && !track.muted);
    if (!remote) return null;
    // A clone, so that the product's own track is not touched.
    const track = remote.clone();
    // Blocks of 10 ms wait until the page has time for them; by default only ten of them do.
    const reader = new MediaStreamTrackProcessor({ track, maxBufferSize: 1000 }).readable.getReader();
    const chunks: Float32Array[] = [];
    const result: Recording = {
      sampleRate: 0,
      sampleCount: 0,
      error: '',
      takeAsBase64() {
        track.stop();
        const samples = new Float32Array(result.sampleCount);
        let at = 0;
        for (const chunk of chunks) {
          samples.set(chunk, at);
          at += chunk.length;
        }
        const bytes = new Uint8Array(samples.buffer);
        let text = '';
        for (let from = 0; from < bytes.length; from += 0x8000) {
          text += String.fromCharCode(...bytes.subarray(from, from + 0x8000));
        }
        return btoa(text);
      },
    };
    const read = async () => {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        const samples = new Float32Array(value.numberOfFrames);
        value.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
        result.sampleRate = value.sampleRate;
        value.close();
        chunks.push(samples);
        result.sampleCount += samples.length;
      }
    };
    read().catch((error: unknown) => {
      result.error = String(error);
    });
    return result;
  });
  const isThere = await recording.evaluate((each) => each !== null);
  if (isThere) return recording as JSHandle<Recording>;
  await recording.dispose();
  return null;
}

export interface DataChannelFigures {
  label: string;
  state: RTCDataChannelState;
  messagesSent: number;
}

/**
 * The data channels of the page's open peer connections, including those that the far side's application does
 * not know.
 */
export async function dataChannels(page: Page): Promise<DataChannelFigures[]> {
  const connections = await queryPeerConnections(page);
  const all = await Promise.all(
    connections.map((connection) =>
      connection.evaluate(async (each) => {
        const report = (await each.getStats()) as unknown as Map<
          string,
          DataChannelFigures & { type: string }
        >;
        return [...report.values()].flatMap(({ type, label, state, messagesSent }) =>
          type === 'data-channel' ? [{ label, state, messagesSent }] : [],
        );
      }),
    ),
  );
  return all.flat();
}
