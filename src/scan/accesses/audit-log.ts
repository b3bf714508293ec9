import { isAzureRecord, readAzureRecord } from '../../inventory/accesses/read-azure-record.ts'
import {
  isCloudTrailRecord,
  readCloudTrailRecord,
} from '../../inventory/accesses/read-cloudtrail-record.ts'
import { isGitHubRecord, readGitHubRecord } from '../../inventory/accesses/read-github-record.ts'
import { isGoogleRecord, readGoogleRecord } from '../../inventory/accesses/read-google-record.ts'
import {
  isKubernetesRecord,
  readKubernetesRecord,
} from '../../inventory/accesses/read-kubernetes-record.ts'
import { isVaultRecord, readVaultRecord } from '../../inventory/accesses/read-vault-record.ts'
import { fieldOf, textOf } from '../../text/field-of.ts'

/** A kind of log that tells of accesses. */
export interface AuditFormat {
  readonly name: 'vault' | 'cloudtrail' | 'kubernetes' | 'google-audit' | 'azure-key-vault' | 'github-audit' // prettier-ignore
  readonly is: (record: unknown) => boolean
  readonly read: typeof readVaultRecord
}

const formats: readonly AuditFormat[] = [
  { name: 'vault', is: isVaultRecord, read: readVaultRecord },
  { name: 'cloudtrail', is: isCloudTrailRecord, read: readCloudTrailRecord },
  { name: 'kubernetes', is: isKubernetesRecord, read: readKubernetesRecord },
  { name: 'google-audit', is: isGoogleRecord, read: readGoogleRecord },
  { name: 'azure-key-vault', is: isAzureRecord, read: readAzureRecord },
  { name: 'github-audit', is: isGitHubRecord, read: readGitHubRecord },
]

export function auditFormatOf(record: unknown): AuditFormat | undefined {
  return formats.find(({ is }) => is(record))
}

/** One record of a log; `undefined`: what stands there is no JSON. */
export interface LogRecord {
  readonly record: unknown
  /** From 1; the number of the record where all of them stand in one text. */
  readonly line: number
}

/** A log in one JSON text is held whole. */
const wholeBytesMax = 400e6
/** What stands before JSON in a line: a time, a host, a program's name. */
const prefixLengthMax = 256

/**
 * Records of a log: JSON Lines, with or without what a logger writes before each; a list; or a list under `Records`, as
 * CloudTrail's files are, `Events`, as its look-up answers, or the like. What a forwarder put around a record is taken off:
 * `detail` of EventBridge, the text in `message` of CloudWatch or in `log` of a container.
 *
 * @throws Error when one text is too large to be held, or breaks off
 */
export function* logRecords(chunks: Iterable<Uint8Array>): Generator<LogRecord, void, undefined> {
  const decoder = new TextDecoder()
  const parts: string[] = []
  let isWhole: boolean | undefined
  let bytes = 0
  let line = 0
  let rest = ''
  for (const chunk of chunks) {
    bytes += chunk.length
    const text = decoder.decode(chunk, { stream: true })
    isWhole ??= isWholeText(text)
    if (isWhole) {
      if (bytes > wholeBytesMax)
        throw new Error('one JSON text of more than 400 MB: write it as lines, jq -c ".[]"')
      parts.push(text)
      continue
    }
    const lines = (rest + text).split('\n')
    rest = lines.pop()!
    for (const one of lines) yield* recordOfLine(one, ++line)
  }
  if (isWhole) yield* recordsOfText(parts.join('') + decoder.decode())
  else yield* recordOfLine(rest + decoder.decode(), ++line)
}

/** The first line is no JSON by itself, but begins like it; or it is a list of records. */
function isWholeText(head: string): boolean {
  const text = head.trimStart()
  if (text.startsWith('[')) return true
  if (!text.startsWith('{')) return false
  const end = text.indexOf('\n')
  const parsed = parse(end < 0 ? text : text.slice(0, end))
  return parsed === undefined ? !/^\{"(?:time|type)"/.test(text) : listOf(parsed) !== undefined
}

function* recordsOfText(text: string): Generator<LogRecord, void, undefined> {
  const parsed = parse(text)
  if (parsed === undefined) {
    if (/^\s*\{\s*"Records"/.test(text))
      throw new Error('begins as a log of CloudTrail, but is no JSON: cut off or damaged')
    // The first line was longer than what was read of it.
    for (const [at, line] of text.split('\n').entries()) yield* recordOfLine(line, at + 1)
    return
  }
  const list = Array.isArray(parsed) ? parsed : (listOf(parsed) ?? [parsed])
  for (const [at, item] of list.entries()) yield { record: unwrapped(item), line: at + 1 }
}

const textKeys = ['CloudTrailEvent', 'message', '@message', 'log', 'textPayload'] as const

/** Once, so that what a record says of itself is never taken for another one. */
function unwrapped(item: unknown): unknown {
  if (item === undefined || auditFormatOf(item) !== undefined) return item
  const detail = fieldOf(item, 'detail')
  if (isCloudTrailRecord(detail)) return detail
  for (const key of textKeys) {
    const text = textOf(item, key)
    const inner = text?.startsWith('{') === true ? parse(text) : undefined
    if (key === 'CloudTrailEvent' && text !== undefined) return inner
    if (inner !== undefined && auditFormatOf(inner) !== undefined) return inner
  }
  return item
}

function listOf(value: unknown): unknown[] | undefined {
  for (const key of ['Records', 'Events', 'items', 'records', 'events', 'logEvents', 'entries']) {
    const list = fieldOf(value, key)
    if (Array.isArray(list)) return list
  }
  return undefined
}

function* recordOfLine(text: string, line: number): Generator<LogRecord, void, undefined> {
  const start = text.indexOf('{')
  if (start < 0 || start > prefixLengthMax) {
    if (text.trim() !== '') yield { record: undefined, line }
    return
  }
  const record = parse(text.slice(start))
  const list = listOf(record)
  if (list) for (const item of list) yield { record: unwrapped(item), line }
  else yield { record: unwrapped(record), line }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
