import { oneLine } from './one-line.ts'

/** A name or id as a store tells it, without control characters; empty for what is none. */
export function nameOf(value: unknown): string {
  return typeof value === 'number' ? String(value) : (oneLine(value) ?? '')
}
