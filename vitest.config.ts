import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

/** Minutes, for tests that wait for real networks, real browsers and real time; a wait inside has its own deadline. */
const longMs = 5 * 60_000;

/** They write an administrator's policy, which every browser of the machine reads. */
const ofWholeMachine = ['managed', 'installed-by-policy', 'browser-start'];
/** They judge the whole of a long time, in which whatever runs beside them would have its share. */
const ofLongTimes = ['three-minutes'];
const alone = [...ofWholeMachine, ...ofLongTimes].map((name) => `tests/browser/${name}.test.ts`);

/** What takes a second takes many on a machine that others use as well: no reason to fail. */
const busyMs = 60_000;

const patiently = {
  // A machine that others use as well may halt a browser at any moment. `npm test` names whoever needed its second try.
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
          // Each file has its browsers, servers and sound to itself, and most of the time it waits for one of them.
          maxWorkers: 2,
          // After the first group, beside which figures of real time would say nothing.
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
          // After everything else: figures of a network want a machine that does nothing besides.
          sequence: { groupOrder: 3 },
          ...patiently,
        },
      },
    ],
  },
});
