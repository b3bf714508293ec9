/**
 * Makes `src/engine/frequent-grams.ts`: the runs of four bytes that text is full of, which the prefilter
 * avoids when it chooses by which bytes to know a literal. Each argument counts as much, whatever its length: source
 * trees and logs.
 *
 *     node dist/build/train-grams.js FILE-OR-TREE…
 */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { filesBelow } from './files-below.ts'

const gramsKept = 6144
const fileBytesMax = 300_000

const shares = new Map<number, number>()
for (const path of process.argv.slice(2)) {
  const counts = new Map<number, number>()
  let total = 0
  for (const file of statSync(path).isDirectory() ? filesBelow(path, fileBytesMax) : [path]) {
    const bytes = readFileSync(file)
    total += bytes.length
    for (let at = 0; at + 4 <= bytes.length; at++) {
      const gram = (bytes.readUInt32LE(at) | 0x20202020) >>> 0
      counts.set(gram, (counts.get(gram) ?? 0) + 1)
    }
  }
  for (const [gram, count] of counts) shares.set(gram, (shares.get(gram) ?? 0) + count / total)
}

const grams = [...shares]
  .toSorted((left, right) => right[1] - left[1] || left[0] - right[0])
  .slice(0, gramsKept)
  .map(([gram]) => String.fromCharCode(...[0, 8, 16, 24].map((shift) => (gram >>> shift) & 255)))
const lines = grams.join('').match(/[^]{1,84}/g) ?? []
writeFileSync(
  new URL('../../src/engine/frequent-grams.ts', import.meta.url),
  '/** Made by `src/build/train-grams.ts`: runs of four bytes, the case bit set, most frequent first. */\n' +
    `export const frequentGrams =\n${lines.map((line) => `  ${JSON.stringify(line)}`).join(' +\n')}\n`,
)
