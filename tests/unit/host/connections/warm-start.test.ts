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

it('asks a server that answers as often as somebody may be about to start', async () => {
  const { start, questions, answer } = warming();
  void start.warmUp(whip);
  await answer(true);
  void start.warmUp(whip);
  expect(questions).toHaveLength(2);
});

it('asks a server that does not answer once a minute, so that no Start waits behind such questions', async () => {
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

it('asks another server at once, and lets the first question be', () => {
  const { start, questions } = warming();
  void start.warmUp(whip);
  void start.warmUp({ ...whip, url: 'https://other.example/whip' });
  expect(questions.map(({ url }) => url)).toEqual([whip.url, 'https://other.example/whip']);
  expect(questions.map(({ signal }) => signal.aborted)).toEqual([true, false]);
});

it('makes a certificate once, and gives it away once', async () => {
  const { start, answer } = warming();
  const warm = start.warmUp(whip);
  await answer(true);
  await warm;
  expect(start.takeCertificate()).toBeDefined();
  expect(start.takeCertificate()).toBeUndefined();
});
