import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

/** Minutes, for tests that wait for real networks, real browsers and real time; a wait inside has its own deadline. */
const longMs = 5 * 60_000;

/** What takes a second takes many on a machine that others use as well: no reason to fail. */
const busyMs = 60_000;

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
          // Browsers, network namespaces and sound servers of two files would get in each other's way.
          fileParallelism: false,
          retry: 0,
          testTimeout: longMs,
          hookTimeout: longMs,
          expect: { poll: { timeout: 10_000, interval: 50 } },
        },
      },
      {
        test: {
          name: 'network',
          environment: 'node',
          include: ['tests/network/**/*.test.ts'],
          fileParallelism: false,
          // After everything else: figures of a network want a machine that does nothing besides.
          sequence: { groupOrder: 1 },
          testTimeout: longMs,
          hookTimeout: longMs,
        },
      },
    ],
  },
});
