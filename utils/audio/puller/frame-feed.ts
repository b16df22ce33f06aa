import type { Edges } from '../../async/edges.ts';
import type { Frame, FrameConsumer } from '../../domain/frames/frame.ts';
import { createBoundedQueue } from './bounded-queue.ts';

export interface FrameFeedOptions<Note> extends Pick<Edges, 'after'> {
  consumers: readonly FrameConsumer[];
  /** The number of frames that may wait while a consumer is busy. */
  capacity: number;
  /**
   * Called with a frame's note when every consumer has finished the frame; `isConsumed` is false where one of
   * them threw.
   */
  onDone(isConsumed: boolean, note: Note): void;
  /** Ends the feed: the frames that still wait are dropped. */
  signal: AbortSignal;
}

/**
 * Hands frames to consumers, one frame after the other. While every consumer finishes synchronously, as most
 * do, a frame needs no promise and no queue: at a hundred frames a second that is a good part of a live
 * session's cost.
 */
export function createFrameFeed<Note>({
  consumers,
  capacity,
  onDone,
  signal,
  after,
}: FrameFeedOptions<Note>) {
  const queue = createBoundedQueue<{ frame: Frame; note: Note }>(capacity, { after });
  let isBusy = false;

  async function drain(first: Promise<boolean>, firstNote: Note): Promise<void> {
    isBusy = true;
    onDone(await first, firstNote);
    for (let next = queue.take(); next && !signal.aborted; next = queue.take()) {
      onDone(await consumedByAll(consumers, next.frame), next.note);
    }
    isBusy = false;
  }

  return {
    /**
     * Adds a frame. Tells whether it was handed on, or found room in the queue within `timeoutMs`; returns a
     * promise only where it has to wait.
     */
    push(frame: Frame, note: Note, timeoutMs: number): boolean | Promise<boolean> {
      if (isBusy) return queue.push({ frame, note }, timeoutMs);
      const consumed = consumedByAll(consumers, frame);
      if (typeof consumed === 'boolean') onDone(consumed, note);
      else void drain(consumed, note);
      return true;
    },
  };
}

/**
 * Gives a frame to every consumer, whether or not another one throws. Tells whether all consumed it; returns
 * a promise only where a consumer is asynchronous.
 */
function consumedByAll(consumers: readonly FrameConsumer[], frame: Frame): boolean | Promise<boolean> {
  let pending: Promise<void>[] | null = null;
  let isConsumed = true;
  for (const consume of consumers) {
    try {
      const consuming = consume(frame);
      if (consuming) (pending ??= []).push(consuming);
    } catch {
      isConsumed = false;
    }
  }
  if (!pending) return isConsumed;
  return Promise.allSettled(pending).then(
    (outcomes) => isConsumed && outcomes.every(({ status }) => status === 'fulfilled'),
  );
}
