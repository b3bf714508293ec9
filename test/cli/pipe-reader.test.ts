import { execFileSync, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { PipeReader } from '../../src/cli/pipe-reader.ts'
import { makeDirectory } from './run-stanch.ts'

/** A named pipe that a shell writes to, and its end for reading. */
function open(script: string, args: readonly string[] = []) {
  const path = join(makeDirectory({}), 'pipe')
  execFileSync('mkfifo', [path])
  const writer = spawn('sh', ['-c', `exec >"$0"; ${script}`, path, ...args], { stdio: 'ignore' })
  return { writer, reader: new PipeReader(openSync(path, 'r')) }
}

async function read(reader: PipeReader, pauseMs?: number): Promise<Buffer[]> {
  const chunks: Buffer[] = []
  for await (const chunk of reader) {
    if (pauseMs !== undefined) await sleep(pauseMs)
    chunks.push(Buffer.from(chunk))
  }
  return chunks
}

/** Numbers of seven digits, so that what is lost, doubled or written over is seen. */
const numbers = Buffer.from(
  Array.from({ length: 250_000 }, (_, at) => `${String(at + 1).padStart(7, '0')}\n`).join(''),
)
const numbersScript = 'seq -f %07g 1 250000'

test('a fast writer: all comes in order, in chunks larger than a pipe', async () => {
  const chunks = await read(open(numbersScript).reader)
  expect(Buffer.concat(chunks).equals(numbers)).toBe(true)
  expect(chunks.every(({ length }) => length > 0 && length <= 1 << 18)).toBe(true)
})

test('a slow reader: a chunk is not written over before the next one is asked for', async () => {
  expect(Buffer.concat(await read(open(numbersScript).reader, 5)).equals(numbers)).toBe(true)
})

test('chunks of odd sizes', async () => {
  const script = 'for n in 1 7 4095 65535 65536 65537 131073 262145 3; do head -c $n /dev/zero; sleep 0.01; done'
  const bytes = Buffer.concat(await read(open(script).reader))
  expect(bytes.length).toBe(1 + 7 + 4095 + 65535 + 65536 + 65537 + 131073 + 262145 + 3)
  expect(bytes.every((byte) => byte === 0)).toBe(true)
}) // prettier-ignore

test('what is short comes at once, while the writer goes on', async () => {
  const { reader, writer } = open('echo one; sleep 30')
  const first = await reader[Symbol.asyncIterator]().next()
  expect(Buffer.from(first.value as Uint8Array).toString()).toBe('one\n')
  reader.destroy()
  writer.kill()
})

test('a file that cannot be read as a stream is said', async () => {
  const file = openSync('/dev/null', 'r')
  closeSync(file)
  expect(() => new PipeReader(file)).toThrow()
})
