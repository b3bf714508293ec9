import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** They change the process itself: put something in place of a module, or go to another directory. */
const apart = [
  'test/store/incidents/file-crashes.test.ts',
  'test/scan/suppressions.test.ts',
  'test/sources/walk-files.test.ts',
]

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    testTimeout: 30_000,
    // Half of the tests wait for processes: by itself Vitest leaves one of two processors to its own main thread.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      // What files import is loaded once: loading it for each of them costs more than most of their tests.
      {
        extends: true,
        test: { name: 'shared', include: ['test/**/*.test.ts'], exclude: apart, isolate: false },
      },
      { extends: true, test: { name: 'apart', include: apart } },
    ],
  },
})
