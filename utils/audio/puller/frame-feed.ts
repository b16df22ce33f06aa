import type { Frame, FrameConsumer } from '../../domain/frames/frame.ts';
import { createBoundedQueue } from './bounded-queue.ts';

export interface FrameFeedOptions<Note> {
  consumers: readonly FrameConsumer[];
  /** Frames that wait while a consumer is busy. */
  capacity: number;
  /** Called when every consumer is done with a frame, with the note it came with; `isConsumed` unless one of them threw. */
  onDone(isConsumed: boolean, note: Note): void;
  /** Ends it: what still waits then goes to nobody. */
  signal: AbortSignal;
}

/**
 * Hands frames to consumers, one frame after the other. While every consumer is done at once, as most are, a frame costs
 * no promise and never sees the queue: a hundred frames a second are a good part of what a live session costs.
 */
export function createFrameFeed<Note>({ consumers, capacity, onDone, signal }: FrameFeedOptions<Note>) {
  const queue = createBoundedQueue<{ frame: Frame; note: Note }>(capacity);
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
    /** Whether the frame was handed on or found room in the queue within `timeoutMs`; a promise only where it has to wait. */
    push(frame: Frame, note: Note, timeoutMs: number): boolean | Promise<boolean> {
      if (isBusy) return queue.push({ frame, note }, timeoutMs);
      const consumed = consumedByAll(consumers, frame);
      if (typeof consumed === 'boolean') onDone(consumed, note);
      else void drain(consumed, note);
      return true;
    },
  };
}

/** Whether every consumer took the frame; each gets it, whatever the others do. A promise only where one of them needs time. */
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
