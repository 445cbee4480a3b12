import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    dir: import.meta.dirname,
    include: ['**/*.spec.ts'],
    globalSetup: `${import.meta.dirname}/harness/global-setup.ts`,
    // One editor and one browser serve all files; more at once only make each other slow.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 15_000 } },
  },
});
