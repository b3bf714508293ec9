import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** They change the process itself: put something in place of a module, or go to another directory. */
const apart = [
  'test/store/incidents/file-crashes.test.ts',
  'test/scan/suppressions.test.ts',
  'test/sources/walk-files.test.ts',
]

/**
 * A worker has half a gigabyte after a while, and starts processes by the thousand: each start copies the tables of its pages.
 * With large pages that takes 2 ms, otherwise 20. The GNU C library reads it when the worker starts; others ignore it.
 * https://www.gnu.org/software/libc/manual/html_node/Memory-Allocation-Tunables.html
 */
const largePages = 'glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=33554432'

export default defineConfig({
  test: {
    env: { GLIBC_TUNABLES: largePages },
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
