import { expect, test } from 'vitest'
import { ExportScan } from '../../src/exports/export-scan.ts'
import { layouts } from '../../src/exports/formats/formats.ts'
import { JsonExportReader } from '../../src/exports/json-export-reader.ts'
import type { JsonLayout } from '../../src/exports/layout.ts'
import { isConfident } from '../../src/rules/rule.ts'
import { bytesOfUtf8 } from '../../src/text/bytes.ts'
import { makeEngine } from '../engine/real-pack.ts'
import { noise } from './check-format.ts'
import { githubToken } from './scan-text.ts'

const engine = makeEngine()

/** Looks like a secret, but does not prove to be one. */
const lookAlike = noise('jwt')

function foundIn(layout: JsonLayout, value: unknown, escaped = (text: string) => text): number {
  let count = 0
  const scan = new ExportScan(engine, (listener) => new JsonExportReader(layout, listener), {
    path: 'x.json',
    isWanted: ({ confidence }) => isConfident(confidence, 'medium'),
    onFound: () => count++,
    onProblem: (reason) => expect.fail(reason),
  })
  scan.push(bytesOfUtf8(escaped(JSON.stringify(value))))
  scan.end()
  return count
}

/** @param pattern of a place: `**.hashes.*` */
function valueAt(pattern: string, text: string): unknown {
  const steps = Array.from(pattern.matchAll(/"([^"]*)"|\[\]|[^.[\]"]+/g), ([step, key]) => key ?? step)
  return steps.reduceRight<unknown>((value, step) => {
    if (step === '[]') return [value]
    return { [step.replaceAll('*', 'someKey')]: value }
  }, text)
} // prettier-ignore

const places = layouts.flatMap((layout) =>
  (layout.opaque ?? []).map((pattern) => [`${layout.format}, ${layout.holds}: ${pattern}`, layout, pattern] as const),
) // prettier-ignore

test.for(places)('no secret is what looks like one in %s', ([, layout, pattern]) => {
  expect(foundIn(layout, valueAt(pattern, lookAlike))).toBe(0)
  expect(foundIn(layout, valueAt(`${pattern}.elsewhere`.replace('**', 'a'), lookAlike))).toBe(
    pattern.endsWith('**') ? 0 : 1,
  )
  // One that proves itself is a secret anywhere.
  expect(foundIn(layout, valueAt(pattern, githubToken(1)))).toBe(1)
  const escaped = (text: string) => text.replace('ghp_', 'gh\\u0070_')
  expect(foundIn(layout, valueAt(pattern, githubToken(1)), escaped)).toBe(1)
})
