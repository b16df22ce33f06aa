import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

/**
 * The time limit of tests that wait for real networks, real browsers and real time; a wait inside has its own
 * deadline.
 */
const longMs = 5 * 60_000;

/** Browser tests that write an administrator's policy, which every browser of the machine reads. */
const ofWholeMachine = ['managed', 'installed-by-policy', 'browser-start'];
/**
 * Browser tests that judge a long time as a whole, in which other tests beside them would have their share.
 */
const ofLongTimes = ['three-minutes'];
const alone = [...ofWholeMachine, ...ofLongTimes].map((name) => `tests/browser/${name}.test.ts`);

/** The time limit of fast tests: what takes a second takes many on a machine that others use as well. */
const busyMs = 60_000;

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
          testTimeout: busyMs,
          include: ['tests/unit/**/*.test.ts', 'tests/tooling/**/*.test.ts', 'tests/architecture.test.ts'],
        },
      },
      {
        plugins: [vue()],
        test: {
          name: 'component',
          environment: 'happy-dom',
          testTimeout: busyMs,
          include: ['tests/component/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'browser',
          environment: 'node',
          include: ['tests/browser/**/*.test.ts', 'tests/peers/**/*.test.ts'],
          exclude: alone,
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
          name: 'network',
          environment: 'node',
          include: ['tests/network/**/*.test.ts'],
          fileParallelism: false,
          // These files run last, because figures of a network need a machine that does nothing else.
          sequence: { groupOrder: 3 },
          ...patiently,
        },
      },
    ],
  },
});
