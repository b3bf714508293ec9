import type { InventoryRecord, RecordFingerprint } from '../../inventory/record.ts'
import { recordSchema } from '../../inventory/record-schema.ts'
import { quoted, writeScalar } from './scalar-text.ts'

/** Keys of a record in the order in which they are written. */
export const recordKeys = Object.keys(recordSchema.entries) as readonly (keyof InventoryRecord)[]

/** What a key of a record can have. */
export type KeyValue = InventoryRecord[keyof InventoryRecord]

/**
 * The lines of one record, a key or an item a line, so that git merges what different people change.
 *
 * @param column of the hyphen
 */
export function linesOfRecord(record: InventoryRecord, column: number): string[] {
  const lines = recordKeys.flatMap((key) => linesOfKey(key, record[key], column + 2))
  return lines.map((line, at) => (at === 0 ? withHyphen(line, column) : line))
}

/** @param line of a key, two further to the right */
export function withHyphen(line: string, column: number): string {
  return `${' '.repeat(column)}- ${line.slice(column + 2)}`
}

/** The lines of one key, none for what is left out. @param column of the key */
export function linesOfKey(key: string, value: KeyValue, column: number): string[] {
  const indent = ' '.repeat(column)
  if (value === undefined || (key === 'fingerprints' && isEmpty(value))) return []
  if (typeof value === 'string' || typeof value === 'boolean')
    return [`${indent}${key}: ${writeScalar(value)}`]
  if (isEmpty(value)) return [`${indent}${key}: ${Array.isArray(value) ? '[]' : '{}'}`]
  const inner = Array.isArray(value) ? value.map(lineOfItem) : linesOfMapping(value)
  return [`${indent}${key}:`, ...inner.map((line) => `${indent}  ${line}`)]
}

function linesOfMapping(value: object): string[] {
  return Object.entries(value).flatMap(([key, inner]) =>
    inner === undefined ? [] : [`${key}: ${writeScalar(inner as string | boolean)}`],
  )
}

function lineOfItem(item: string | RecordFingerprint): string {
  if (typeof item === 'string') return `- ${writeScalar(item)}`
  const { form, value, version } = item
  const more = version === undefined ? '' : `, version: ${quoted(version)}`
  return `- { form: ${form}, value: ${quoted(value)}${more} }`
}

function isEmpty(value: object | string): boolean {
  return typeof value === 'object' && Object.values(value).every((one) => one === undefined)
}
