import { setTimeout as passed } from 'node:timers/promises';
import type { Profile } from '../../../utils/domain/profiles/profile.ts';
import { launchSessionDriver } from '../../../tests/support/browser/session-driver.ts';
import { loss, lossInBursts } from '../../../tests/support/network/faults.ts';
import { launchWithin } from '../../../tests/support/network/launch-within.ts';
import { createNetwork } from '../../../tests/support/network/network.ts';
import { startReceiver, type Receiver } from '../../../tests/support/network/receivers.ts';
import type { Wav } from '../../../tests/support/wav.ts';
import { barePageArgs, openBarePage } from '../bare-page/bare-page.ts';
import type { BenchContext } from '../measurement.ts';
import { findUtterances } from './find-utterances.ts';
import { readWords, type WordsRead } from './read-words.ts';
import { spokenWords, type SpokenWords, type Utterance } from './spoken-words.ts';

/** A way that loses packets, both of the speaker and of the far side. */
export interface LossyWay {
  percent: number;
  /** Whether packets are lost one by one, by chance, or all of 100 ms. */
  how: 'random' | 'bursts';
  roundTripMs: number;
}

/** The figures of one client at the far side, over the time of the loss. */
export interface Heard {
  /**
   * The share of samples that the far side's jitter buffer had to invent, without those that are silent; null where it
   * has none.
   */
  invented: number | null;
  /** The same share before any packet was lost, which a busy machine alone brings about. */
  inventedBefore: number | null;
  /** Received seconds for each second that has passed. */
  received: number;
  words: Record<Utterance['kind'], WordsRead>;
}

/** The clients of one measurement, in the order of their connections. */
type Client = 'bare' | 'nack' | 'red';

export type HeardBy = Record<Client, Heard>;

const heardMs = 36_000;
/** Milliseconds for which all are connected before anything is counted, and then before the loss begins. */
const steadyMs = 3000;
const withoutLossMs = 10_000;

/**
 * Sends the same words by three clients at once over a way that loses packets: by a bare page, by the product in a first
 * connection to a server, which asks for lost packets again, and by the product where each packet is sent twice too.
 */
export async function hearLoss(
  { percent, how, roundTripMs }: LossyWay,
  kind: 'whip' | 'aiortc',
  { extensionDir }: BenchContext,
): Promise<HeardBy> {
  await using words = await spokenWords();
  await using network = await createNetwork();
  network.home.link?.setDelay(roundTripMs / 2);
  await using receiver = await startReceiver(kind, network);
  const { origin } = new URL(receiver.url);
  const launch = () =>
    launchSessionDriver(
      {
        extensionDir,
        audioFile: words.path,
        grantedOrigins: [`http://${network.serverHost}/*`],
        extraArgs: [...barePageArgs, `--unsafely-treat-insecure-origin-as-secure=${origin}`],
      },
      (all) => launchWithin(network.browserSide, all),
    );
  await using stack = new AsyncDisposableStack();
  const [one, other] = [await launch(), await launch()];
  for (const { close } of [one, other]) stack.defer(close);

  const protocol = kind === 'whip' ? 'whip' : 'json';
  const pageOrigin = kind === 'whip' ? 'http://localhost' : origin;
  const page = stack.use(
    await openBarePage(one.browser, { protocol, url: receiver.url, origin: pageOrigin }),
  );
  await page.page.click(page.button);
  await page.connected();
  await one.goLive(receiver.profile);
  await other.goLive({ ...receiver.profile, redundancy: 'always' } as Profile);
  await passed(steadyMs);

  const first = await readings(receiver, kind);
  await passed(withoutLossMs);
  const before = await readings(receiver, kind);
  const fault = how === 'random' ? loss(percent, heardMs) : lossInBursts(percent, heardMs);
  await fault({
    network,
    receiver,
    browserPid: 0,
    closeHost: () => Promise.resolve(),
    untilHealed: () => Promise.resolve(),
  });
  const after = await readings(receiver, kind);
  const connections = await receiver.alive();
  if (connections !== 3)
    throw new Error(`there are ${String(connections)} connections, and not three any more`);

  const heard: Heard[] = [];
  for (const [index, reading] of after.entries())
    heard.push(await judge(words, [first[index], before[index], reading]));
  const [bare, nack, red] = heard;
  if (!bare || !nack || !red) throw new Error('a client was not heard');
  return { bare, nack, red };
}

interface Reading {
  at: number;
  recording: Wav;
  samples: number;
  invented: number;
}

function readings(receiver: Receiver, kind: 'whip' | 'aiortc'): Promise<Reading[]> {
  return Promise.all(
    [0, 1, 2].map(async (session): Promise<Reading> => {
      const recording = await receiver.recording(session);
      const at = Date.now();
      if (kind === 'aiortc') return { at, recording, samples: 0, invented: 0 };
      const { samplesReceived, concealedSamples, silentConcealedSamples } = await receiver.stats(session);
      return { at, recording, samples: samplesReceived, invented: concealedSamples - silentConcealedSamples };
    }),
  );
}

/** Judges what a client's words came to, by the readings at its beginning, and before and after the loss. */
async function judge(
  words: SpokenWords,
  [first, before, after]: readonly [Reading | undefined, Reading | undefined, Reading],
): Promise<Heard> {
  if (!first || !before) throw new Error('a client was not heard before the loss');
  const { sampleRate, samples } = after.recording;
  const recording = { sampleRate, samples: samples.slice(before.recording.samples.length) };
  return {
    invented: inventedBetween(before, after),
    inventedBefore: inventedBetween(first, before),
    received: recording.samples.length / sampleRate / ((after.at - before.at) / 1000),
    words: await readWords(recording, findUtterances(words, recording)),
  };
}

function inventedBetween(one: Reading, other: Reading): number | null {
  const samples = other.samples - one.samples;
  return samples > 0 ? (other.invented - one.invented) / samples : null;
}
