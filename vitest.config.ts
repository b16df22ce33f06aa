import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Minutes, for tests that wait for real networks, real browsers and real time; a wait inside has its own deadline. */
const longMs = 5 * 60_000;

/** They write an administrator's policy, which every browser of the machine reads. */
const ofWholeMachine = ['managed', 'installed-by-policy'].map((name) => `tests/browser/${name}.test.ts`);

/** What takes a second takes many on a machine that others use as well: no reason to fail. */
const busyMs = 60_000;

/** What takes by far the longest begins first: begun last, nothing would be left to run beside it. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLongest = ({ moduleId }: TestSpecification) => moduleId.endsWith('/three-minutes.test.ts');
    const sorted = await super.sort(files);
    return [...sorted.filter(isLongest), ...sorted.filter((file) => !isLongest(file))];
  }
}

const patiently = {
  retry: 0,
  testTimeout: longMs,
  hookTimeout: longMs,
  expect: { poll: { timeout: 30_000, interval: 50 } },
};

export default defineConfig({
  test: {
    allowOnly: false,
    restoreMocks: true,
    unstubGlobals: true,
    sequence: { sequencer: LongestFirst },
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
          exclude: ofWholeMachine,
          // Each file has its browsers, servers and sound to itself, and most of the time it waits for one of them.
          maxWorkers: 2,
          // After the first group, beside which figures of real time would say nothing.
          sequence: { groupOrder: 1 },
          ...patiently,
        },
      },
      {
        test: {
          name: 'policy',
          environment: 'node',
          include: ofWholeMachine,
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
