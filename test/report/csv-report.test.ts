import { expect, test } from 'vitest'
import type { Finding } from '../../src/engine/finding.ts'
import { createCsvReport } from '../../src/report/csv-report.ts'
import { readCsv } from './read-csv.ts'
import { findingIn, findingWith, resultOf } from './sample-result.ts'

function write(findings: readonly Finding[]): string {
  return createCsvReport().onEnd(resultOf(findings))
}

const header =
  'severity,confidence,status,rule,name,provider,path,line,column,endLine,endColumn,start,end,' +
  'redacted,fingerprint,decoded,components,owner,inventory,commit,' +
  'format,workspace,channel,thread,user,time,url,run,parentRun,agent,turn,role,tool,toolCall,file,record,' +
  'field,copies,inventoryEnvironment,inventoryAgent,inventoryState,part,number\r\n'

test('a clean scan is the header', () => {
  expect(write([])).toBe(header)
})

test('a finding is a row', () => {
  expect(write([findingWith({ decoded: ['base64', 'gzip'] })])).toBe(
    header +
      'critical,high,unverified,github-token,GitHub token,GitHub,config/prod.env,3,9,3,49,57,97,' +
      'ghp_…,v1:3f9a1c2e:9e3779b1000000000000000000000000,base64 gzip,,,,' +
      ',,,,,,,,,,,,,,,,,,,,,,,\r\n',
  )
})

test.for([
  ['=cmd|x', "'=cmd|x"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@x', "'@x"],
  ['\t=x', "'\t=x"],
  ['a=b', 'a=b'],
  ['say "x", y', 'say "x", y'],
  ['two\nlines', 'two\nlines'],
  ['\u001b[2J', '\\x1b[2J'],
  [' padded ', ' padded '],
] as const)('the path %j is read back as %j', ([path, expected]) => {
  const [columns = [], row = []] = readCsv(write([findingIn(path)]))
  expect(row[columns.indexOf('path')]).toBe(expected)
})
