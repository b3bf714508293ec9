import { expect, test } from 'vitest'
import { createRedactor } from '../../src/scan/create-redactor.ts'
import { testKey } from '../cli/run-stanch.ts'
import { plant, templates } from '../engine/real-pack.ts'

const redactor = createRedactor({ key: testKey })
const lines = plant(templates.key, 2).secret.split('\n')

test.for(['', '2026-01-01T00:00:00Z INFO '])(
  'a key that is cut anywhere stays masked, behind "%s"',
  (lead) => {
    const bytes = Buffer.from(`${lines.map((line) => lead + line).join('\n')}\nthe end\n`)
    for (let cut = bytes.indexOf(10) + 1; cut < bytes.length; cut += 17) {
      const stream = redactor.openBytes()
      const out = [bytes.subarray(0, cut), bytes.subarray(cut)].flatMap((part) => [
        stream.push(part),
        stream.cut(),
      ])
      const text = Buffer.concat([...out, stream.end()]).toString()
      expect(text.endsWith('the end\n')).toBe(true)
      for (const line of lines.slice(2, -2)) expect(text, `cut at ${cut}`).not.toContain(line)
    }
  },
)
