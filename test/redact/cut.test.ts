import { expect, test } from 'vitest'
import { createRedactor } from '../../src/scan/create-redactor.ts'
import { testKey } from '../cli/run-stanch.ts'
import { plant, templates } from '../engine/real-pack.ts'

const redactor = createRedactor({ key: testKey })
const lines = plant(templates.key, 2).secret.split('\n')

test.for([
  ['', 'cut'],
  ['2026-01-01T00:00:00Z INFO ', 'cut'],
  ['', 'flush'],
  ['2026-01-01T00:00:00Z INFO ', 'flush'],
] as const)('a key stays masked, behind "%s", whatever is let go by %s', ([lead, letGo]) => {
  const bytes = Buffer.from(`${lines.map((line) => lead + line).join('\n')}\nthe end\n`)
  for (let cut = 1; cut < bytes.length; cut += cut < 90 ? 1 : 17) {
    const stream = redactor.openBytes()
    const out = [bytes.subarray(0, cut), bytes.subarray(cut)].flatMap((part) => [
      stream.push(part),
      stream[letGo](),
    ])
    const text = Buffer.concat([...out, stream.end()]).toString()
    expect(text.endsWith('the end\n')).toBe(true)
    for (const line of lines.slice(2, -2)) expect(text, `cut at ${cut}`).not.toContain(line)
  }
})
