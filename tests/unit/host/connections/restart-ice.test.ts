import { expect, it, vi } from 'vitest';
import type { LinkFact } from '../../../../utils/domain/link/link-fact.ts';
import { createRestartIce } from '../../../../utils/host/connections/restart-ice.ts';

function restarting() {
  const answer = Promise.withResolvers<boolean>();
  const told: LinkFact['type'][] = [];
  const link = { hasEnded: false };
  const perform = vi.fn(() => answer.promise);
  const isPossible = vi.fn(() => true);
  const restart = createRestartIce({
    iceRestart: () => ({ isPossible, perform }),
    watch: { link: () => link, take: ({ type }) => told.push(type) },
    untilFree: () => Promise.resolve(),
  });
  return { restart, answer, told, link, perform, isPossible };
}

it('an ICE restart is told to the watch from its beginning to its end', async () => {
  const { restart, answer, told } = restarting();
  const agreed = restart.begin();
  answer.resolve(true);
  await expect(agreed).resolves.toBe(true);
  expect(told).toEqual(['ice-restart-began', 'ice-restart-ended']);
});

it('an ICE restart on which the sides do not agree is told as refused', async () => {
  const { restart, answer, told } = restarting();
  const agreed = restart.begin();
  answer.resolve(false);
  await expect(agreed).resolves.toBe(false);
  expect(told).toEqual(['ice-restart-began', 'ice-restart-refused', 'ice-restart-ended']);
});

it('there is one ICE restart at a time, and another one after its end', async () => {
  const { restart, answer, perform } = restarting();
  expect(restart.isPossible()).toBe(true);
  const both = [restart.begin(), restart.begin()];
  await Promise.resolve();
  expect(restart.isPossible()).toBe(false);
  answer.resolve(true);
  await Promise.all(both);
  expect(perform).toHaveBeenCalledOnce();
  expect(restart.isPossible()).toBe(true);
});

it('no ICE restart is possible on a link that has ended, nor where the server has none, nor where it cannot say', () => {
  const { restart, link, isPossible } = restarting();
  isPossible.mockReturnValueOnce(false);
  expect(restart.isPossible()).toBe(false);
  isPossible.mockImplementationOnce(() => {
    throw new DOMException('closed', 'InvalidStateError');
  });
  expect(restart.isPossible()).toBe(false);
  link.hasEnded = true;
  expect(restart.isPossible()).toBe(false);
  const none = createRestartIce({
    iceRestart: () => undefined,
    watch: { link: () => ({ hasEnded: false }), take: vi.fn() },
    untilFree: () => Promise.resolve(),
  });
  expect(none.isPossible()).toBe(false);
});
