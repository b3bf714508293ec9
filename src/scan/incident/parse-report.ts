import * as v from 'valibot'
import type { Finding } from '../../engine/finding.ts'
import { parseResult } from '../../report/parse-result.ts'
import { lineSchemas } from '../../report/result-schema.ts'
import { StanchError } from '../../text/error.ts'

/** What a report tells of leaks. */
export interface ReportedLeaks {
  /** In the order of the scan. */
  readonly findings: readonly Finding[]
  /** Whether its fingerprints were made under a key that somebody keeps; `undefined`: the report does not say. */
  readonly hasStableKey: boolean | undefined
  /** Why not everything may be in it; empty when all is. */
  readonly gaps: readonly string[]
}

/** Faults that are told at once. */
const faultsMax = 10

/**
 * Reads a report of `stanch scan --format json` or `jsonl`, or single findings of one, a line each. What a scan found that
 * was broken off is found nevertheless.
 *
 * @param file its name, for messages
 * @throws StanchError `INCIDENT_REPORT_INVALID` naming keys, never values
 */
export function parseReport(text: string, file: string): ReportedLeaks {
  try {
    const { findings, coverage } = parseResult(text, file)
    const { complete, interrupted, problems, key } = coverage
    const gaps = complete
      ? []
      : [interrupted ? 'the scan was interrupted' : `the scan had ${problems.length} problems`]
    return { findings, hasStableKey: !key.ephemeral, gaps }
  } catch (error) {
    if (!(error instanceof StanchError)) throw error
    const lines = parseFindings(text, file)
    if (lines !== undefined) return lines
    throw invalid(error.message.split('\n').slice(0, -1), { cause: error })
  }
}

/** @returns `undefined` when not every line is one of jsonl's */
function parseFindings(text: string, file: string): ReportedLeaks | undefined {
  const items = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parseJson)
  const cut = items.length > 1 && items.at(-1) === undefined ? items.pop() : null
  const isLine = (item: unknown) => ['finding', 'exposure', 'run'].includes(typeOf(item))
  if (items.length === 0 || !items.every(isLine)) return undefined
  const found = items.filter((item) => typeOf(item) === 'finding')
  const faults = found.flatMap((item, at) => faultsOf(item, `${file}:${at + 1}`))
  if (faults.length > 0) throw invalid(faults)
  return {
    findings: found as Finding[],
    hasStableKey: undefined,
    gaps: cut === undefined ? ['the report breaks off in a line'] : [],
  }
}

function faultsOf(item: unknown, where: string): string[] {
  const { issues = [] } = v.safeParse(lineSchemas.finding, item, { abortPipeEarly: true })
  return issues.map((issue) => `${where}: ${v.getDotPath(issue) ?? ''}: ${issue.message}`)
}

/** Why it is none is not said: V8's reason quotes the text. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function typeOf(item: unknown): string {
  return typeof item === 'object' && item !== null && 'type' in item ? String(item.type) : ''
}

function invalid(faults: readonly string[], options?: ErrorOptions): StanchError {
  const rest = faults.length - faultsMax
  return new StanchError(
    'INCIDENT_REPORT_INVALID',
    [
      ...faults.slice(0, faultsMax),
      ...(rest > 0 ? [`… and ${rest} more`] : []),
      'Give what stanch scan --format json or jsonl has written, or one finding of it.\n' +
        'A webhook’s payload is read with --webhook, a value with --value-stdin.',
    ].join('\n'),
    options,
  )
}
