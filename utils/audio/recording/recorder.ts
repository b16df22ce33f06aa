import type { Edges } from '../../async/edges.ts';
import type { Frame } from '../../domain/frames/frame.ts';
import type { RecordingEnding } from '../../domain/recording/recording-endings.ts';
import type { RecordingReport } from '../../domain/recording/recording-report.ts';
import { within } from '../../async/within.ts';
import { createOggOpusWriter, type OpusPacket } from './ogg-opus-writer.ts';
import { createOpusEncoder, type OpusEncoderEdges } from './opus-encoder.ts';
import { createRecordingClock } from './recording-clock.ts';
import { whyNotWritten, type RecordingFile } from './recording-file.ts';

export interface RecorderDeps extends OpusEncoderEdges, Pick<Edges, 'now' | 'random'> {
  openFile(name: string): Promise<RecordingFile>;
  /** Reports are in order: `began`, then points, then perhaps an ending. */
  onReport(report: RecordingReport): void;
}

export type Recorder = ReturnType<typeof createRecorder>;

/** Packets on a page, half a second: a crash loses one page, and what was not pulled or encoded yet. */
const pagePackets = 9;

/** Pages between two flushes to the disk, which are the slowest step: about five seconds. */
const flushPages = 9;

/** The greatest number of packets that wait until the file is created: half a minute. */
const mostWaiting = 500;

/** Milliseconds that the encoder gets at the end to encode the rest. */
const closeMs = 500;

/**
 * Records frames into a file of the session, page by page. Where the encoder or the file fails, the recording ends with
 * a reason, and further frames are ignored. It never throws, so that a failed recording does not count as a frame
 * error.
 */
export function createRecorder(deps: RecorderDeps) {
  const { openFile, onReport, now, random } = deps;
  const clock = createRecordingClock();
  let packets: OpusPacket[] = [];
  let file: RecordingFile | null = null;
  let writer: ReturnType<typeof createOggOpusWriter> | null = null;
  let pages = 0;
  let phase: 'waiting' | 'recording' | 'closing' | 'ended' = 'waiting';
  let opening: Promise<void> | null = null;
  let encoder: ReturnType<typeof createOpusEncoder> | null = null;

  function end(why: RecordingEnding): void {
    if (phase === 'ended') return;
    phase = 'ended';
    release();
    onReport({ type: 'ended', why });
  }

  function release(): void {
    packets = [];
    encoder?.close();
    try {
      file?.flush();
      file?.close();
    } catch {
      // Pages that were written before a failure stay in the file.
    }
    file = null;
  }

  /** Runs a step; an error in it ends the recording. */
  function attempt(step: () => void, whyFailed: (error: unknown) => RecordingEnding): void {
    if (phase === 'ended') return;
    try {
      step();
    } catch (error) {
      end(whyFailed(error));
    }
  }

  async function open(at: number): Promise<void> {
    // File names are unique: each host that runs a session has one recorder, and no two of them begin in the same
    // millisecond.
    const name = `${String(Math.round(at))}.opus`;
    try {
      const opened = await openFile(name);
      if (phase === 'ended') return opened.close();
      file = opened;
      onReport({ type: 'began', name, at });
    } catch (error) {
      end(whyNotWritten(error));
    }
  }

  function begin(at: number): void {
    phase = 'recording';
    encoder = createOpusEncoder(deps, {
      onPacket(packet) {
        packets.push(packet);
        if (packets.length >= pagePackets) writePages(false);
        if (packets.length > mostWaiting) end('storage-refused');
      },
      onError: () => end('encoder-failed'),
    });
    opening = open(at);
  }

  function writePages(isLast: boolean): void {
    if (!file || !encoder || (packets.length === 0 && !isLast)) return;
    const [to, { preSkip, rate }] = [file, encoder];
    attempt(() => {
      if (!writer) {
        writer = createOggOpusWriter({
          serial: Math.floor(random() * 2 ** 32),
          preSkip: preSkip(),
          sampleRate: rate(),
        });
        to.append(writer.head());
      }
      to.append(writer.pages(packets, isLast));
      packets = [];
      pages += 1;
      if (pages % flushPages === 0) to.flush();
    }, whyNotWritten);
    reportPoint();
  }

  function reportPoint(): void {
    const point = file && clock.endPage();
    if (point) onReport({ type: 'placed', point });
  }

  return {
    consume(frame: Frame): void {
      if (phase === 'closing' || phase === 'ended') return;
      const at = now() - (frame.samples.length / frame.sampleRate) * 1000;
      attempt(
        () => {
          if (phase === 'waiting') begin(at);
          clock.observe(encoder?.seconds() ?? 0, at);
          encoder?.encode(frame);
        },
        () => 'encoder-failed',
      );
    },

    /**
     * Notes that capturing pauses: what was captured before is written now, and the next sound gets a clock point of
     * its own.
     */
    interrupt(): void {
      writePages(false);
      reportPoint();
      clock.interrupt();
    },

    /** Ends the recording because it is not allowed; the file is closed, and further frames are ignored. */
    forbid: () => end('forbidden'),

    /** Writes the rest, and closes the file. Never rejects. */
    async close(): Promise<void> {
      if (phase === 'waiting') phase = 'ended';
      if (phase !== 'recording') return;
      phase = 'closing';
      await within(closeMs, Promise.all([opening, encoder?.flush()]));
      if (!isOpen()) return;
      writePages(true);
      if (!isOpen()) return;
      phase = 'ended';
      release();
    },
  };

  function isOpen(): boolean {
    return phase !== 'ended';
  }
}
