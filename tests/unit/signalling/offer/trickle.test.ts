import { describe, expect, it, vi } from 'vitest';
import {
  type BatchFate,
  type CandidateBatch,
  createTrickle,
} from '../../../../utils/signalling/offer/trickle.ts';
import { FakePeerConnection } from '../fake-peer-connection.ts';

/** The ports of a batch's candidates, and `end` where no more will come. */
const content = ({ candidates, complete }: CandidateBatch) => [
  ...candidates.map(({ candidate }) => Number(candidate.split(' ')[5])),
  ...(complete ? ['end'] : []),
];

function start() {
  const peerConnection = new FakePeerConnection();
  const trickle = createTrickle(peerConnection.asReal());
  const batches: unknown[] = [];
  const answers: ((fate: BatchFate) => void)[] = [];
  const open = () =>
    trickle.open((batch) => {
      batches.push(content(batch));
      return new Promise((resolve) => answers.push(resolve));
    });
  /** Answers the batch under way. */
  const answer = async (fate: BatchFate) => {
    answers.shift()?.(fate);
    await vi.waitFor(() => expect(answers.length).toBeLessThan(2));
    await Promise.resolve();
  };
  return { peerConnection, trickle, batches, open, answer };
}

describe('candidates', () => {
  it('found before it opens go together, in order', () => {
    const { peerConnection, batches, open } = start();
    [1, 2, 3].forEach((port) => peerConnection.find({ port }));
    expect(batches).toEqual([]);
    open();
    expect(batches).toEqual([[1, 2, 3]]);
  });

  it('found while a batch is under way wait, and go together with the end', async () => {
    const { peerConnection, batches, open, answer } = start();
    open();
    [1, 2, 3].forEach((port) => peerConnection.find({ port }));
    peerConnection.finishGathering();
    expect(batches).toEqual([[1]]);
    await answer('sent');
    expect(batches).toEqual([[1], [2, 3, 'end']]);
  });

  it('end by themselves where nothing else is left', async () => {
    const { peerConnection, batches, open, answer } = start();
    open();
    peerConnection.find({ port: 1 });
    await answer('sent');
    peerConnection.find({ candidate: '' });
    expect(batches).toEqual([[1]]);
    peerConnection.finishGathering();
    expect(batches).toEqual([[1], ['end']]);
  });

  it('that were not heard go with the next, and never alone', async () => {
    const { peerConnection, batches, open, answer } = start();
    open();
    peerConnection.find({ port: 1 });
    await answer('again');
    expect(batches).toEqual([[1]]);
    peerConnection.finishGathering();
    expect(batches).toEqual([[1], [1, 'end']]);
    await answer('again');
    expect(batches).toHaveLength(2);
  });

  it('that were not heard go at once where others were found meanwhile', async () => {
    const { peerConnection, batches, open, answer } = start();
    open();
    [1, 2].forEach((port) => peerConnection.find({ port }));
    await answer('again');
    expect(batches).toEqual([[1], [1, 2]]);
  });
});

describe('nothing is sent any more', () => {
  it('when the server wants none', async () => {
    const { peerConnection, batches, open, answer } = start();
    open();
    [1, 2].forEach((port) => peerConnection.find({ port }));
    await answer('stop');
    peerConnection.find({ port: 3 });
    expect(batches).toEqual([[1]]);
    expect(peerConnection.listening).toBe(0);
  });

  it('after it was stopped, not even what was found before', async () => {
    const { peerConnection, trickle, batches, open, answer } = start();
    open();
    [1, 2].forEach((port) => peerConnection.find({ port }));
    trickle.stop();
    await answer('sent');
    open();
    expect(batches).toEqual([[1]]);
  });
});
