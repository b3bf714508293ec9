import { textLengthMax } from './webhook-notice.ts'

/** An object of a payload, of which nothing is certain. */
export type PayloadObject = Readonly<Record<string, unknown>>

/** @returns an empty object for what is none */
export function objectOf(value: unknown): PayloadObject {
  return isObject(value) ? value : {}
}

export function isObject(value: unknown): value is PayloadObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A short text that is of this form, or none. */
export function textOf(value: unknown, form = /^[^\n\r]+$/): string | undefined {
  if (typeof value !== 'string' || value.length > textLengthMax) return undefined
  return form.test(value) ? value : undefined
}

/** A whole number from 1 up, or none. */
export function ordinalOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined
}

/** A time as ISO 8601 in UTC, or none. */
export function timeOf(value: unknown): string | undefined {
  if (
    typeof value !== 'string' ||
    !/^\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[-+]\d\d:?\d\d)?)?$/.test(value)
  )
    return undefined
  const ms = Date.parse(value)
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString()
}

/** An address that may be shown, without credentials or a query. */
export function addressOf(value: unknown): string | undefined {
  return textOf(value, /^https:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?\/[\w./~#-]*$/)
}
