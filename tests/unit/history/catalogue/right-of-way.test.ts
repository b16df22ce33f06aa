import { expect, it } from 'vitest';
import { createRightOfWay } from '../../../../utils/history/catalogue/right-of-way.ts';

/** A right of way whose deadlines are over when `passes` is called, and what its waits have let go on. */
function rightOfWay() {
  const deadlines = new Set<() => void>();
  const wentOn: string[] = [];
  const { take, giveWay } = createRightOfWay({
    after(_, run) {
      deadlines.add(run);
      return () => deadlines.delete(run);
    },
  });
  const passes = () => {
    for (const run of [...deadlines]) run();
  };
  const wait = async (name: string) => {
    void giveWay().then(() => wentOn.push(name));
    await Promise.resolve();
  };
  return { take, wait, passes, wentOn, deadlines };
}

it('lets everything go on while nobody has it', async () => {
  const { wait, wentOn } = rightOfWay();
  await wait('one');
  expect(wentOn).toEqual(['one']);
});

it('holds others up until all who took it have given it back, each once', async () => {
  const { take, wait, wentOn, deadlines } = rightOfWay();
  const [first, second] = [take(), take()];
  await wait('one');
  first();
  first();
  await wait('two');
  expect(wentOn).toEqual([]);
  second();
  await wait('three');
  expect(wentOn).toEqual(['one', 'two', 'three']);
  expect(deadlines.size).toBe(0);
});

it('is over after its deadline, though it was never given back', async () => {
  const { take, wait, passes, wentOn } = rightOfWay();
  take();
  await wait('one');
  passes();
  await wait('two');
  expect(wentOn).toEqual(['one', 'two']);
});
