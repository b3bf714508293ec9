/** What a scan of one small file needs stands in one file with all it imports: each further one takes Node a millisecond. */
const start = /dist\/(?:cli\/scan-program|report\/text-report)\.js$/

export default {
  input: { main: 'dist/cli/main.js', action: 'dist/action/main.js' },
  platform: 'node',
  external: ['re2', 're2js', 'pino', 'commander', '@platformatic/kafka', 'undici', 'pg'],
  output: {
    dir: 'dist/bin',
    format: 'esm',
    cleanDir: true,
    codeSplitting: { groups: [{ name: 'start', test: start }] },
  },
}
