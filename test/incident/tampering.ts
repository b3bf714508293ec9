import fc from 'fast-check'
import { canonicalJson } from '../../src/incident/canonical-json.ts'
import { hashOf, type JournalRecord } from '../../src/incident/journal.ts'

/** What somebody did to the lines of a journal. */
export interface Tampering {
  readonly what: string
  /** @param other a journal of another incident, as long */
  readonly apply: (lines: readonly string[], other: readonly string[]) => string[]
  /** Of the first record that does not hold then, from 1. */
  readonly first: number
}

/** Every way to tamper with a journal of so many records. */
export function tamperingArbitrary(count: number): fc.Arbitrary<Tampering> {
  const at = fc.nat(count - 1)
  return fc.oneof(
    at.map((index) => ({
      what: `record ${index + 1} dropped`,
      apply: (lines: readonly string[]) => lines.filter((_, one) => one !== index),
      first: index + 1,
    })),
    at.map((index) => ({
      what: `cut before record ${index + 1}`,
      apply: (lines: readonly string[]) => lines.slice(0, index),
      first: index + 1,
    })),
    at.map((index) => ({
      what: `record ${index + 1} doubled`,
      apply: (lines: readonly string[]) => lines.toSpliced(index, 0, lines[index]!),
      first: index + 2,
    })),
    fc
      .tuple(at, at)
      .filter(([left, right]) => left !== right)
      .map(([left, right]) => ({
        what: `records ${left + 1} and ${right + 1} exchanged`,
        apply: (lines: readonly string[]) =>
          lines.with(left, lines[right]!).with(right, lines[left]!),
        first: Math.min(left, right) + 1,
      })),
    at.map((index) => ({
      what: `record ${index + 1} from another incident`,
      apply: (lines: readonly string[], other: readonly string[]) =>
        lines.with(index, other[index]!),
      first: index + 1,
    })),
    fc.constant({
      what: 'all from another incident',
      apply: (_: readonly string[], other: readonly string[]) => [...other],
      first: 1,
    }),
    fc.tuple(at, fc.nat(10_000), fc.integer({ min: 1, max: 127 })).map(([index, place, bits]) => ({
      what: `a character of record ${index + 1} changed`,
      apply: (lines: readonly string[]) => lines.with(index, flipped(lines[index]!, place, bits)),
      first: index + 1,
    })),
    at.map((index) => ({
      what: `record ${index + 1} changed, it and all behind it hashed anew`,
      apply: (lines: readonly string[]) => rehashed(lines, index),
      first: index + 1,
    })),
    at.map((index) => ({
      what: `a key of record ${index + 1} said twice`,
      apply: (lines: readonly string[]) =>
        lines.with(index, lines[index]!.replace('{', '{"actor":{"person":"eve","via":"cli"},')),
      first: index + 1,
    })),
    at.map((index) => ({
      what: `record ${index + 1} written with blanks`,
      apply: (lines: readonly string[]) => lines.with(index, `${lines[index]!} `),
      first: index + 1,
    })),
  )
}

function flipped(line: string, place: number, bits: number): string {
  const at = place % line.length
  const code = line.charCodeAt(at) ^ bits
  const other = code === 10 || code === 13 ? 120 : code
  const changed = other === line.charCodeAt(at) ? 121 : other
  return line.slice(0, at) + String.fromCharCode(changed) + line.slice(at + 1)
}

/** As somebody does who may write the file and knows the format, but has not the key. */
function rehashed(lines: readonly string[], from: number): string[] {
  let previous: string | undefined
  return lines.map((line, at) => {
    if (at < from) return line
    const record = JSON.parse(line) as JournalRecord & { seal: string }
    const { seal, ...rest } = record
    const actor = { person: at === from ? 'eve' : rest.actor.person, via: 'cli' }
    const changed = { ...rest, actor, previous: previous ?? rest.previous }
    previous = hashOf(changed)
    return canonicalJson({ ...changed, hash: previous, seal })
  })
}
