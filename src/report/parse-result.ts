import * as v from 'valibot'
import { StanchError } from '../text/error.ts'
import { countOf } from './format-quantity.ts'
import { lineSchemas, resultSchema } from './result-schema.ts'
import type { ScanResult } from './scan-result.ts'

/** What a report file says; its exposures follow from the findings. */
export type ParsedResult = Pick<ScanResult, 'findings' | 'coverage'>

/**
 * Reads what the reports `json` and `jsonl` write. Keys that this version does not know stay where they are.
 * Faults name the key and what was expected there, never the value: it may be any file.
 *
 * @param file its name, for messages
 * @throws StanchError `RESULT_INVALID` listing every fault as `file: key: expected …, got …`, or
 *   `RESULT_CUT_OFF` when jsonl does not end in a coverage line
 */
export function parseResult(text: string, file: string): ParsedResult {
  if (text.trim() === '') throw invalid([`${file}: expected ${formats}, got an empty file`])
  return isLines(text) ? parseLines(text, file) : parseWhole(text, file)
}

const formats = 'a result of stanch scan --format json or jsonl'

/** The first line of jsonl is an object with a type; the first line of json, however laid out, is not. */
function isLines(text: string): boolean {
  const first = parseJson(text.trimStart().split('\n', 1)[0]!)
  return typeof first === 'object' && first !== null && 'type' in first
}

function parseWhole(text: string, file: string): ParsedResult {
  const value = parseJson(text)
  const faults =
    value === undefined
      ? [`${file}: expected ${formats}, got text that is not JSON, or JSON that was cut off`]
      : faultsOf(resultSchema, value, file)
  if (faults.length > 0) throw invalid(faults)
  return value as ParsedResult
}

function parseLines(text: string, file: string): ParsedResult {
  const lines = text.trimEnd().split('\n')
  const items = lines.map(parseJson)
  const kinds = items.map(typeOf)
  const faults = items.flatMap((item, at) => {
    const where = `${file}:${at + 1}`
    // A line that breaks off at the end of the file says how the scan ended, not that the line is wrong.
    if (item === undefined && at === items.length - 1 && !kinds.includes('coverage')) return []
    if (item === undefined) return [`${where}: expected JSON, got text that is none`]
    const before = kinds.indexOf('coverage')
    if (before >= 0 && before < at) return [`${where}: expected nothing after the coverage line`]
    const type = kinds[at]
    if (type === undefined) return [`${where}: type: expected finding, exposure or coverage`]
    return faultsOf(lineSchemas[type], item, where)
  })
  if (faults.length > 0) throw invalid(faults)
  if (kinds.at(-1) !== 'coverage') throw cutOff(file, lines.length)
  return {
    findings: items.filter((_, at) => kinds[at] === 'finding'),
    coverage: items.at(-1),
  } as ParsedResult
}

/** @returns undefined where the text is not JSON; why is not said, since V8's reason quotes the text */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const types = ['finding', 'exposure', 'run', 'coverage'] as const

function typeOf(item: unknown): keyof typeof lineSchemas | undefined {
  if (typeof item !== 'object' || item === null || !('type' in item)) return undefined
  const { type } = item
  return types.find((known) => known === type)
}

function faultsOf(schema: v.GenericSchema, value: unknown, where: string): string[] {
  const { issues } = v.safeParse(schema, value, { abortPipeEarly: true })
  return (issues ?? []).map((issue) => {
    const path = v.getDotPath(issue)
    // Where the kind is right, what was expected says what is wrong.
    const got = issue.kind === 'schema' ? `, got ${kindOf(issue.input)}` : ''
    return `${where}: ${path === null ? '' : `${path}: `}${issue.message}${got}`
  })
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return 'another text'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function invalid(faults: readonly string[]): StanchError {
  const next =
    'Give the files that stanch scan git --shard i/n --format json has written, as they are.'
  return new StanchError('RESULT_INVALID', [...faults, next].join('\n'))
}

function cutOff(file: string, lines: number): StanchError {
  return new StanchError(
    'RESULT_CUT_OFF',
    `${file}: expected a coverage line at the end, got ${countOf(lines, 'line')} without one: the scan was cut off.\n` +
      'Scan this shard again.',
  )
}
