import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ordinaryRecords, plantedLine } from './log-lines.ts'
import { RandomText } from './random-text.ts'

const filesPerDirectory = 100
const plantedEvery = 1000
const time = new Date(Date.UTC(2026, 0, 5))

/**
 * Writes so many files of one to three short records, unless they are there already.
 *
 * @returns `path:line` of each planted secret, paths below `directory`
 */
export function generateFiles(directory: string, count: number): readonly string[] {
  const done = join(directory, '.done')
  const isThere = existsSync(done)
  const text = new RandomText(3)
  const planted: string[] = []
  for (let at = 0; at < count; at++) {
    const name = `${String(Math.floor(at / filesPerDirectory)).padStart(4, '0')}/${at}.txt`
    const isPlanted = at % plantedEvery === plantedEvery / 2
    if (isPlanted) planted.push(`${name}:1`)
    if (isThere) continue
    if (at % filesPerDirectory === 0) mkdirSync(join(directory, name, '..'), { recursive: true })
    const first = isPlanted
      ? plantedLine(Math.floor(at / plantedEvery), text, time)
      : text.pick(ordinaryRecords)(text, time)
    writeFileSync(join(directory, name), `${first.slice(0, 400)}\n`)
  }
  if (!isThere) writeFileSync(done, '')
  return planted
}

/** One file of about 1 KB with one secret on its third line. */
export function generateSmallFile(path: string): readonly string[] {
  const text = new RandomText(4)
  const lines = Array.from({ length: 6 }, () => ordinaryRecords[0]!(text, time))
  lines.splice(2, 0, plantedLine(0, text, time))
  writeFileSync(path, `${lines.join('\n').slice(0, 1023)}\n`)
  return [':3']
}
