import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Their tests leave nothing behind in the process: files share one, and what they import is loaded once. */
const sharing = ['text', 'rules', 'report', 'inventory', 'exports', 'providers/importers'].map(
  (room) => `test/${room}/**/*.test.ts`,
)
const all = ['test/**/*.test.ts']

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    testTimeout: 30_000,
    // Half of the tests wait for processes: by itself Vitest leaves one of two processors to its own main thread.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      { extends: true, test: { name: 'shared', include: sharing, isolate: false } },
      { extends: true, test: { name: 'alone', include: all, exclude: sharing } },
    ],
  },
})
