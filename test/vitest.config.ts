import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Their tests leave nothing behind in the process: files share one, and what they import is loaded once. */
const sharing = [
  'text',
  'rules',
  'report',
  'inventory',
  'incident',
  'exports',
  'providers/adapters',
  'providers/importers',
  'providers/notify',
  'scan/incident',
  'scan/validate',
  'store/evidence',
  'store/incidents',
].map((room) => `test/${room}/**/*.test.ts`)
/** They put something in place of a module of Node. */
const apart = ['test/store/incidents/file-crashes.test.ts']
const all = ['test/**/*.test.ts']

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    testTimeout: 30_000,
    // Half of the tests wait for processes: by itself Vitest leaves one of two processors to its own main thread.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      { extends: true, test: { name: 'shared', include: sharing, exclude: apart, isolate: false } },
      { extends: true, test: { name: 'alone', include: all, exclude: sharing } },
      { extends: true, test: { name: 'apart', include: apart } },
    ],
  },
})
