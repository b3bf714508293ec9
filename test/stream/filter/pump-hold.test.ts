import { PassThrough, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { pump, type Pumped } from '../../../src/stream/filter/pump.ts'

/** Holds back all behind the last line feed. */
class Lines implements Pumped {
  heldBytes = 0
  cuts = 0
  pushParts(chunk: Uint8Array): Uint8Array[] {
    const end = chunk.lastIndexOf(10) + 1
    this.heldBytes = end === 0 ? this.heldBytes + chunk.length : chunk.length - end
    return end === 0 ? [] : [chunk.subarray(0, end)]
  }
  flush(): Uint8Array {
    return new Uint8Array(0)
  }
  cut(): Uint8Array {
    this.cuts++
    this.heldBytes = 0
    return new Uint8Array(0)
  }
  end(): Uint8Array {
    return new Uint8Array(0)
  }
}

async function cutsOf(chunks: readonly string[], everyMs: number): Promise<number> {
  const stream = new Lines()
  const input = new PassThrough()
  const output = new PassThrough().resume()
  const done = pump(input, output, stream, { idleMs: 5, holdMs: 100 })
  for (const chunk of chunks) {
    input.write(chunk)
    await sleep(everyMs)
  }
  input.end()
  await done
  return stream.cuts
}

test('a stream that always ends in a new unfinished line is never cut', async () => {
  expect(await cutsOf(Array.from({ length: 30 }, (_, at) => `rest\nline ${at} unfinis`), 10)).toBe(0)
}) // prettier-ignore

test('a line that does not end is', async () => {
  expect(
    await cutsOf(
      Array.from({ length: 25 }, () => 'more '),
      10,
    ),
  ).toBeGreaterThanOrEqual(1)
})

test('what waits for a slow writer is not cut', async () => {
  const stream = new Lines()
  const slow = new Writable({
    write: (_chunk, _encoding, done) => void setTimeout(() => done(), 150),
  })
  const chunks = async function* () {
    for (let at = 0; at < 4; at++) yield Buffer.from(`rest\nline ${at} unfinis`)
  }
  await pump(chunks(), slow, stream, { idleMs: 5, holdMs: 100 })
  expect(stream.cuts).toBe(0)
})

test('a writer that is gone ends it', async () => {
  const output = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) })
  output.on('error', () => undefined)
  const chunks = async function* () {
    for (;;) yield Buffer.from('line\n')
  }
  const options = { idleMs: 5, holdMs: 100 }
  await expect(pump(chunks(), output, new Lines(), options)).rejects.toThrow('EPIPE')
  await expect(pump(chunks(), output, new Lines(), options)).rejects.toThrow(/destroyed/)
})
