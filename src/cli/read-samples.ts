import { Writable } from 'node:stream'
import { createInterface } from 'node:readline'
import { StanchError } from '../text/error.ts'
import { exitStatus } from './exit-status.ts'

const samplesMax = 1000
const lengthMax = 4096

/**
 * Samples of secrets from standard input, one a line, each once. On a terminal what is typed is not shown, and an empty
 * line ends them.
 *
 * @throws StanchError `SAMPLES_INVALID` with the line's number, never with what stands there
 */
export async function readSamples(): Promise<string[]> {
  const isTerminal = process.stdin.isTTY
  if (isTerminal) {
    process.stderr.write('Samples, one a line; they are not shown. An empty line ends them.\n')
  }
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: silence, terminal: isTerminal })
  lines.on('SIGINT', () => process.exit(exitStatus.interrupted))
  const samples = new Set<string>()
  let number = 0
  for await (const line of lines) {
    number++
    const sample = line.trim()
    if (sample === '' && isTerminal) break
    if (sample === '') continue
    assertSample(sample, number)
    samples.add(sample)
    if (samples.size > samplesMax) throw invalid(`expected at most ${samplesMax} samples`)
    if (isTerminal) process.stderr.write(`${samples.size} `)
  }
  lines.close()
  if (isTerminal) process.stderr.write('\n')
  if (samples.size === 0) throw invalid('standard input: expected samples of a secret, one a line')
  return [...samples]
}

function assertSample(sample: string, number: number): void {
  if (sample.length > lengthMax)
    throw invalid(`line ${number}: expected at most ${lengthMax} characters`)
  if (!/^[!-~]+$/.test(sample)) {
    throw invalid(`line ${number}: expected one secret of visible ASCII characters, without blanks`)
  }
}

function invalid(message: string): StanchError {
  return new StanchError('SAMPLES_INVALID', message)
}
