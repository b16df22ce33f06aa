import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** `npm run test:release`: releases made from fresh clones, which takes minutes. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    name: 'release',
    environment: 'node',
    include: ['tests/release/**/*.test.ts'],
    fileParallelism: false,
    allowOnly: false,
    testTimeout: 15 * 60_000,
    hookTimeout: 15 * 60_000,
  },
});
