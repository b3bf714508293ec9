/** What a scan of one small file needs stands in one file: each further one takes Node a millisecond. */
const start =
  /dist\/(?:text(?!\/(?:strict\/|json-|chunk-window|bson-|read-token|text-cache))|engine(?!\/known-(?:values|windows|forms|refusal|plain|texts|base64|place))|rules\/rule(?:-pack)?\.js|report\/(?:load-report|text-|origin|group|escape|encode|format|describe|terminal|order)|sources\/(?:classify|walk-label|walk-reason)|scan\/(?:configuration|find-configuration|load-engine|read-built|scan|document-scanner|make-document-scanner|found-secret|inline-allow|open-walk|inventory-file-name|read-keys|run-job|join-ranges|read-configuration|scan-session|read-version)\.js|cli\/(?!inventory|incident|audit|rsyslog|export-options|format-redaction|syslog|exec|open-message|assert-private|count-problems|describe-error|hook|rules|suppressions|describe-rule|nearest-rules|rule-sources|layout-table|read-samples|read-import|merge|git|redact|open-redactor|otlp|filter|format-mask|scan-repository|scan-pr|pr-options|main))|(?<!node_modules\/.*)node_modules\/@noble\/hashes\/(?:hmac|sha2|_md|_u64|utils|crypto)\.js/

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
