import { expect, test } from 'vitest'
import type { ScanResult } from '../../src/report/scan-result.ts'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { makeDirectory, run } from './run-stanch.ts'

const assembled = (template: string) => assembleSample(template, seededRandom(1)).text
const base64 = (text: string) => Buffer.from(text).toString('base64')
const base64Url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

const jwt = `${base64Url({ alg: 'HS256' })}.${base64Url({ exp: 1893456000, iss: 'https://id.example.com/' })}`
const sas =
  'https://demo.blob.core.windows.net/c/b.txt?sv=2022-11-02&se=2030-01-01T00%3A00%3A00Z&sp=r&sig='

test.for([
  [
    'of itself',
    `token=${jwt}.<base64url:43>`,
    { expires: '2030-01-01T00:00:00Z', issuer: 'id.example.com' },
  ],
  [
    'by what stands around it',
    `url: "${sas}<base62:43>%3D"`,
    { expires: '2030-01-01T00:00:00Z', account: 'demo' },
  ],
  [
    'inside JSON in JSON',
    JSON.stringify({ a: JSON.stringify({ url: `${sas}<base62:43>%3D` }) }),
    { expires: '2030-01-01T00:00:00Z', account: 'demo' },
  ],
  [
    'by what belongs to it',
    'aws_access_key_id = AKIAQYLPMN5HHH<base32:6>\naws_secret_access_key = <base64:40>',
    { account: '052310077262' },
  ],
  ['nothing', 'GH=ghp_<base62:30><crc32-base62>', undefined],
] as const)('what a secret tells %s', async ([, template, details]) => {
  const text = assembled(template)
  for (const written of [text, `x: ${base64(text.repeat(2))}`]) {
    const cwd = makeDirectory({ 'a.txt': `${written}\n` })
    const { stdout } = await run(['scan', 'a.txt', '--format', 'json'], { cwd })
    const { findings } = JSON.parse(stdout) as ScanResult
    expect(findings.length).toBeGreaterThan(0)
    expect(findings.map((finding) => finding.details)).toContainEqual(details)
  }
})
