import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defaultEngineOptions, type Engine } from '../../src/engine/engine.ts'
import { Scanner, type PlacedMatch } from '../../src/engine/scanner.ts'
import { parseRules } from '../../src/rules/parse-rules.ts'
import type { RuleSource } from '../../src/rules/rule.ts'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { loadEngine } from '../../src/scan/load-engine.ts'
import { latin1Of } from '../../src/text/bytes.ts'

const directory = join(import.meta.dirname, '../../rules/detect')

export const ruleFiles: readonly string[] = readdirSync(directory).filter((name) =>
  name.endsWith('.yaml'),
)

const parsed = new Map<string, ReturnType<typeof parseRules>>()

/** The rules of one file with its faults, or those of all files; parsed once. */
export function parseRuleFile(name: string) {
  const file = parsed.get(name) ?? parseRules(readFileSync(join(directory, name), 'utf8'), name)
  parsed.set(name, file)
  return file
}

export function readRuleSources(): readonly RuleSource[] {
  return ruleFiles.flatMap((name) => parseRuleFile(name).rules)
}

/** The engine as it is shipped: real rules, real RE2, real WASM. */
export function makeEngine(options = defaultEngineOptions): Engine {
  return loadEngine(options, () => undefined)
}

/** @param lengths of the chunks, used again and again; the whole as one chunk when empty */
export function scanBytes(
  engine: Engine,
  bytes: Uint8Array,
  { path = '', lengths = [] }: { path?: string; lengths?: readonly number[] } = {},
): PlacedMatch[] {
  const scanner = new Scanner(engine, path)
  const matches: PlacedMatch[] = []
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = lengths.length === 0 ? bytes.length : lengths[turn % lengths.length]!
    matches.push(...scanner.push(bytes.subarray(at, at + length)))
    at += length
  }
  return [...matches, ...scanner.end()]
}

/** All there is to a match, so that two scans can be compared. */
export function describeMatch(match: PlacedMatch) {
  const { place, rule, confidence, status, details, decoded, components, componentPlaces } = match
  return {
    rule: rule.id,
    ...place,
    confidence,
    status,
    details,
    decoded: decoded.join(),
    secret: latin1Of(match.secret),
    lineText: latin1Of(match.lineText),
    components: components.map((component, at) => ({
      rule: component.rule.id,
      secret: latin1Of(component.secret),
      ...componentPlaces[at]!,
    })),
  }
}

export function describeMatches(matches: readonly PlacedMatch[]) {
  return matches.map(describeMatch)
}

/** `secret` is the text that a finding must hold. */
export interface Planted {
  readonly text: string
  readonly secret: string
}

/** Assembles a template with its secret marked by `⟦…⟧`; no token stands in a file. */
export function plant(template: string, seed: number): Planted {
  const { text, secret } = assembleSample(template, seededRandom(seed))
  const bytes = Buffer.from(text)
  return { text, secret: bytes.subarray(secret!.start, secret!.end).toString() }
}

export const templates = {
  token: 'GH=⟦ghp_<base62:30><crc32-base62>⟧',
  url: 'postgres://app:⟦<base62:20>⟧@db.corp.net:5432/orders',
  assignment: '{"user":"app","password":"⟦<base62:18>⟧"}',
  key: '⟦-----BEGIN RSA PRIVATE KEY-----\nMIIE<base64:60>\n<lines:20>\n<base64:40>\n-----END RSA PRIVATE KEY-----⟧',
  pair: 'aws_access_key_id = AKIA<base32:16>\naws_secret_access_key = ⟦<base64:40>⟧',
} as const

/** An address that tells of its signature whose it is and when it expires; not among the templates that random tests draw. */
export const signedAddress =
  'https://demo.blob.core.windows.net/c?se=2030-01-01T00%3A00%3A00Z&sig=⟦<base62:43>%3D⟧&sp=r'

/** Text between secrets, such as documents have, without any. */
export const fillers: Readonly<Record<string, (random: () => number) => string>> = {
  code: (random) => `  const item${digits(random)} = list[${digits(random)}] ?? other.value(${digits(random)})\n`,
  log: (random) => `2026-03-01T10:00:00.${digits(random)}Z INFO [worker-3] took ${digits(random)} ms\n`,
  prose: (random) => ['the quick brown fox jumps over ', 'a lazy dog, and ', 'then what?\n'][Math.floor(random() * 3)]!,
  crlf: (random) => `row ${digits(random)};${digits(random)};done\r\n`,
  binary: (random) => noise(0, 32, random),
  high: (random) => noise(128, 128, random),
} // prettier-ignore

/** A line of 40 characters from the `first` on. */
function noise(first: number, count: number, random: () => number): string {
  let line = ''
  for (let at = 0; at < 40; at++) line += String.fromCharCode(first + Math.floor(random() * count))
  return `${line}\n`
}

/** @returns at least `length` characters of whole lines, one byte each */
export function fill(kind: string, length: number, random: () => number): string {
  const lines: string[] = []
  for (let size = 0; size < length;) {
    const line = fillers[kind]!(random)
    lines.push(line)
    size += line.length
  }
  return `${lines.join('')}\n`
}

function digits(random: () => number): string {
  return String(Math.floor(random() * 1000)).padStart(3, '0')
}
