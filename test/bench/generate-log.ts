import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { ordinaryRecords, plantedLine } from './log-lines.ts'
import { RandomText } from './random-text.ts'

/** Between one planted secret and the next. */
const plantedEveryBytes = 256 << 10
const flushBytes = 1 << 20
const startTime = Date.UTC(2026, 0, 5)

/**
 * Writes a log of at least so many bytes, unless it is there already. The same size gives the same log.
 *
 * @returns lines, from 1, that hold a planted secret
 */
export function generateLog(path: string, bytes: number, seed: number): readonly number[] {
  const side = `${path}.planted.json`
  if (!existsSync(side)) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(`${side}.new`, JSON.stringify(writeLog(path, bytes, seed)))
    renameSync(`${side}.new`, side)
  }
  return JSON.parse(readFileSync(side, 'utf8')) as number[]
}

function writeLog(path: string, bytes: number, seed: number): number[] {
  const text = new RandomText(seed)
  const planted: number[] = []
  const file = openSync(path, 'w')
  let buffer = ''
  let written = 0
  let line = 1
  for (let time = startTime; written + buffer.length < bytes; time += 1 + text.below(40)) {
    const at = written + buffer.length
    const isPlanted = at >= (planted.length + 0.5) * plantedEveryBytes
    const date = new Date(time)
    const record = isPlanted
      ? plantedLine(planted.length, text, date)
      : text.pick(ordinaryRecords)(text, date)
    if (isPlanted) planted.push(line)
    for (let feed = record.indexOf('\n'); feed >= 0; feed = record.indexOf('\n', feed + 1)) line++
    line++
    buffer += `${record}\n`
    if (buffer.length < flushBytes) continue
    written += writeSync(file, buffer, null, 'latin1')
    buffer = ''
  }
  writeSync(file, buffer, null, 'latin1')
  closeSync(file)
  return planted
}
