import { describe, expect, test } from 'vitest'
import type { Attribution } from '../../src/exports/attribution.ts'
import { NameBook } from '../../src/exports/layout.ts'
import { openReader, readNames } from '../../src/exports/open-reader.ts'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { bytesOfUtf8 } from '../../src/text/bytes.ts'
import { checkOtherSecrets } from './check-other-secrets.ts'
import { checkRedacted, checkRedactedLaidOut, type OutsideReader } from './check-redacted.ts'
import { JsonLines, written, type ExportFiles } from './export-files.ts'
import { expectRow } from './format-table.ts'
import { githubToken, scanText, type ScannedSecret } from './scan-text.ts'

export { JsonLines } from './export-files.ts'

/** Gives a new secret, and takes what must be said of it; a part that must not be said is `undefined`. */
export type Plant = (expected: Expected) => string

export type Expected = { readonly [Key in keyof Attribution]?: Attribution[Key] | undefined }

export interface FormatCheck {
  /** That each file must be taken for. */
  readonly format: string
  /** What must be said of all secrets. */
  readonly said?: Expected
  readonly build: (plant: Plant) => ExportFiles
  /** That opens what is redacted, besides `JSON.parse`. */
  readonly reader?: OutsideReader
}

interface Planted {
  readonly files: ExportFiles
  readonly expected: ReadonlyMap<string, Expected>
}

/**
 * All that is planted is found, once a record, with what the format says of it, and nothing else: as written, with
 * white space and in small chunks, with keys in reverse, with keys of a later version; and of a file that is cut off
 * what it still has.
 */
export function checkFormat(name: string, check: FormatCheck): void {
  describe(name, () => {
    test('what is planted is found with who said it and where, and nothing else', () => {
      checkFound(check, (value) => JSON.stringify(value))
    })

    test('white space and chunks change nothing', () => {
      checkFound(check, (value) => JSON.stringify(value, null, 1), [1, 61, 7])
    })

    test('keys may come in any order', () => {
      checkFound(check, (value) => JSON.stringify(inReverse(value)))
    })

    test('keys of a later version are passed by', () => {
      checkFound(check, (value) => JSON.stringify(withNews(value)))
    })

    test('a redacted copy is the same but for its masks, and scans clean', async () => {
      const counts = await checkRedacted(
        (plantNext) => check.build(() => plantNext()),
        check.reader,
      )
      const files = Object.entries(plant(check).files)
      const told = files.filter(([path, value]) => formatOf(path, value) === check.format).length
      const isText = files.every(([, value]) => typeof value === 'string')
      const openedBy = [isText ? [] : 'JSON.parse', check.reader?.name ?? []].flat().join(', ')
      expectRow({ format: check.format, title: name, told, openedBy, ...counts })
    })

    test('so it is however it is laid out, and in whatever chunks it comes', () => {
      checkRedactedLaidOut((plantNext) => check.build(() => plantNext()))
    })

    test('of no kind of secret anything is left', () => {
      checkOtherSecrets((next) => check.build(() => next()))
    })

    test('of what is cut off all that is there is found', () => checkCutOff(check))
  })
}

function checkFound(
  check: FormatCheck,
  print: (value: unknown) => string,
  lengths?: readonly number[],
): void {
  const { files, expected } = plant(check)
  const texts = Object.entries(files).map(([path, value]) => [path, written(value, print)] as const)
  const found = scanFiles(texts, check.format, lengths)
  for (const [secret, parts] of expected) {
    const places = found.filter((item) => item.secret === secret)
    const said = places.map(({ path, attribution }) => [path, pick(attribution, parts)])
    expect(said, `${secret} should be said: ${JSON.stringify(parts)}`).toEqual([
      [expect.any(String), parts],
    ])
  }
  const more = found.filter(({ secret }) => !expected.has(secret))
  expect(more.map(({ path, secret }) => [path, secret])).toEqual([])
}

function formatOf(path: string, value: unknown): string {
  const bytes = bytesOfUtf8(written(value, (part) => JSON.stringify(part)))
  return openReader(bytes, { path, names: new NameBook() }).kind.format
}

function plant({ said, build }: FormatCheck): Planted {
  const expected = new Map<string, Expected>()
  const files = build((parts) => {
    const secret = githubToken(expected.size + 100)
    expected.set(secret, { ...said, ...parts })
    return secret
  })
  return { files, expected }
}

/** As the command does: names first, then each file. */
function scanFiles(
  texts: readonly (readonly [path: string, text: string])[],
  format: string,
  lengths: readonly number[] = [],
): ScannedSecret[] {
  const names = new NameBook()
  for (const [path, text] of texts) readNames(path, () => [bytesOfUtf8(text)], names)
  return texts.flatMap(([path, text]) => {
    const scanned = scanText(text, { path, names, lengths })
    expect([path, scanned.format, scanned.problems]).toEqual([path, format, []])
    return [...scanned.found]
  })
}

function checkCutOff(check: FormatCheck): void {
  const { files, expected } = plant(check)
  for (const [path, value] of Object.entries(files)) {
    const whole = written(value, (part) => JSON.stringify(part))
    for (const part of [0.3, 0.6, 0.97]) {
      const text = whole.slice(0, whole.length * part)
      const { found, problems } = scanText(text, { path })
      const secrets = new Set(found.map(({ secret }) => secret))
      const lost = [...expected.keys()].filter((key) => text.includes(key) && !secrets.has(key))
      expect(lost, `${path} cut at ${text.length}`).toEqual([])
      if (typeof value === 'object' && !(value instanceof JsonLines)) {
        expect(problems.length, `${path} cut at ${text.length} has no problem`).toBeGreaterThan(0)
      }
    }
  }
}

function pick(attribution: Attribution, parts: Expected): Expected {
  const keys = Object.keys(parts) as (keyof Attribution)[]
  return Object.fromEntries(keys.map((key) => [key, attribution[key]]))
}

function inReverse(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inReverse)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([key, member]) => [key, inReverse(member)])
  return Object.fromEntries(members.toReversed())
}

function withNews(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNews)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([key, member]) => [key, withNews(member)])
  return {
    someNewThing: { kind: 'x', list: [1, null, { of: 'text' }] },
    ...Object.fromEntries(members),
  }
}

/** An id, a hash or an image: `hex:32`, `base64:400`, `uuid`. */
export function noise(kind: string, seed = 1): string {
  return assembleSample(`⟦<${kind}>⟧`, seededRandom(seed)).text
}

/** A text in two parts, as a change of style cuts it. */
export function halves(text: string, at = 11): [string, string] {
  return [text.slice(0, at), text.slice(at)]
}
