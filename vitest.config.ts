import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

/**
 * The time limit of tests that wait for real networks, real browsers and real time; a wait inside has its own
 * deadline.
 */
const longMs = 5 * 60_000;

/**
 * Browser tests that write an administrator's policy, which every browser of the machine reads, and one whose sound is played in
 * real time, which the next file's browsers would disturb.
 */
const alone = ['managed', 'installed-by-policy', 'browser-start', 'catch-up-worklet'].map(
  (name) => `tests/browser/${name}.test.ts`,
);
/** Browser tests that mostly wait, and judge a long time as a whole, in which a busy machine would have its share. */
const long = ['tests/browser/three-minutes.test.ts'];

/** What the last group has in common: a few files that mostly wait, beside each other. */
const calmly = { environment: 'node', maxWorkers: 2, sequence: { groupOrder: 3 } } as const;

/**
 * What fast tests have in common. They run first, on every core: by default Vitest leaves one to itself, and on two cores runs them
 * last. What takes a second takes many on a machine that others use as well.
 */
const quickly = { maxWorkers: '100%', testTimeout: 60_000 } as const;

const patiently = {
  // A machine that others use as well may halt a browser at any moment. `npm test` names every test that
  // needed its second try.
  retry: 1,
  testTimeout: longMs,
  hookTimeout: longMs,
  expect: { poll: { timeout: 30_000, interval: 50 } },
};

export default defineConfig({
  test: {
    allowOnly: false,
    restoreMocks: true,
    unstubGlobals: true,
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          ...quickly,
          include: ['tests/unit/**/*.test.ts', 'tests/tooling/**/*.test.ts', 'tests/architecture.test.ts'],
        },
      },
      {
        plugins: [vue()],
        test: {
          name: 'component',
          environment: 'happy-dom',
          ...quickly,
          include: ['tests/component/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'browser',
          environment: 'node',
          include: ['tests/browser/**/*.test.ts', 'tests/peers/**/*.test.ts'],
          exclude: [...alone, ...long],
          // Each file has browsers, servers and sound of its own, and mostly waits for them.
          maxWorkers: 2,
          // These files run after the first group, which would disturb their figures of real time.
          sequence: { groupOrder: 1 },
          ...patiently,
        },
      },
      {
        test: {
          name: 'alone',
          environment: 'node',
          include: alone,
          fileParallelism: false,
          env: { STEADYMIC_ALONE: 'yes' },
          sequence: { groupOrder: 2 },
          ...patiently,
        },
      },
      {
        test: {
          name: 'long',
          include: long,
          ...calmly,
          ...patiently,
        },
      },
      {
        test: {
          name: 'network',
          // Figures of a network need a machine that does little else.
          include: ['tests/network/**/*.test.ts'],
          ...calmly,
          ...patiently,
        },
      },
    ],
  },
});
