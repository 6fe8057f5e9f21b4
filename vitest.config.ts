import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Without the alias tests load two copies of graphql, and `instanceof GraphQLError` is silently false.
  resolve: { alias: { graphql: 'graphql/index.js' } },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/described-answers.ts'],
    maxWorkers: 2,
    // Loading the desk takes longer than most files of tests, and nothing in it remembers what a file did.
    isolate: false,
    // What is waited for comes late on a busy machine.
    expect: { poll: { timeout: 20_000 } },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
