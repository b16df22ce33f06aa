import { expect, it, vi } from 'vitest';
import { createWarmStart } from '../../../../utils/host/connections/warm-start.ts';
import type { WhipProfile } from '../../../../utils/domain/profiles/profile.ts';
import { whip } from '../live-world.ts';

function warming() {
  const questions: { url: string; signal: AbortSignal; answer: (answered: boolean) => void }[] = [];
  const clock = { now: 1_000_000 };
  const start = createWarmStart({
    createSignalling: (profile) => ({
      warmUp(signal) {
        const { promise, resolve } = Promise.withResolvers<boolean>();
        questions.push({ url: (profile as WhipProfile).url, signal, answer: resolve });
        return promise;
      },
    }),
    generateCertificate: vi.fn(() => Promise.resolve({} as RTCCertificate)),
    now: () => clock.now,
  });
  /** Answers the newest question, or refuses it. */
  const answer = async (answered: boolean) => {
    questions.at(-1)?.answer(answered);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { start, questions, clock, answer };
}

it('a warm-up asks a server that answers at each call', async () => {
  const { start, questions, answer } = warming();
  void start.warmUp(whip);
  await answer(true);
  void start.warmUp(whip);
  expect(questions).toHaveLength(2);
});

it('a warm-up asks a server that does not answer once a minute, so that no Start has to wait', async () => {
  const { start, questions, answer, clock } = warming();
  void start.warmUp(whip);
  void start.warmUp(whip);
  await answer(false);
  void start.warmUp(whip);
  expect(questions).toHaveLength(1);
  clock.now += 60_000;
  void start.warmUp(whip);
  expect(questions).toHaveLength(2);
});

it('a warm-up for another server asks it at once, and leaves the first request alone', () => {
  const { start, questions } = warming();
  void start.warmUp(whip);
  void start.warmUp({ ...whip, url: 'https://other.example/whip' });
  expect(questions.map(({ url }) => url)).toEqual([whip.url, 'https://other.example/whip']);
  expect(questions.map(({ signal }) => signal.aborted)).toEqual([true, false]);
});

it('a warm-up makes one certificate, which is taken only once', async () => {
  const { start, answer } = warming();
  const warm = start.warmUp(whip);
  await answer(true);
  await warm;
  expect(start.takeCertificate()).toBeDefined();
  expect(start.takeCertificate()).toBeUndefined();
});
