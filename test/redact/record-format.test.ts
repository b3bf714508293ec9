import { expect, test } from 'vitest'
import { formatOf } from '../../src/redact/record-format.ts'

const time = '2026-03-01T10:00:00.123Z'

test.for([
  ['json', '{"level":"info","msg":"x"}'],
  ['json', '  [1, 2]\n'],
  ['json', '[{"a":1}]'],
  ['json', '{}'],
  ['docker', `{"log":"a\\n","stream":"stdout","time":"${time}"}`],
  ['docker', `{"log":"${'a'.repeat(16384)}","stream":"stderr","time":"${time}"}`],
  ['gelf', '{"version":"1.1","host":"h","short_message":"m","level":6}'],
  ['otlp', '{"resourceLogs":[{"scopeLogs":[]}]}'],
  ['otlp', '{ "resourceSpans" : [] }'],
  ['cri', `${time} stdout F hello`],
  ['cri', '2026-03-01T10:00:00.123456789+01:00 stderr P {"a":1'],
  ['syslog', `<165>1 ${time} host app 7 ID1 [id@1 key="v"] text`],
  ['syslog', 'Mar  1 10:00:00 host sshd[7]: Accepted'],
  ['logfmt', 'level=info msg="a b" took=3ms'],
  ['logfmt', `${time} level=info msg=hello took=3ms`],
  ['text', `${time} INFO took a=1 long for all of it`],
  ['text', '[main] INFO hello'],
  ['text', '{curly} words'],
  ['text', ''],
  ['text', 'a,b,c'],
] as const)('%s: %s', ([format, record]) => expect(formatOf(Buffer.from(record))).toBe(format))
