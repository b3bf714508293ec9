import { StanchError } from '../../text/error.ts'
import type { ImportNote } from './foreign-rule.ts'

/** A mapping of a foreign file, with what is said of its fields. */
export class Fields {
  readonly #values: Readonly<Record<string, unknown>>
  readonly #where: string
  readonly #known = new Set<string>()
  readonly #rule: string
  readonly #notes: ImportNote[]
  readonly #field: string

  /**
   * @param notes what is noted is added to it
   * @param field where the mapping stands in its rule
   */
  constructor(value: unknown, where: string, rule: string, notes: ImportNote[], field = '') {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      const names = [rule, field].filter((name) => name !== '').map((name) => `${name}: `)
      throw invalid(where, `${names.join('')}expected a mapping`)
    }
    this.#field = field
    this.#values = value as Record<string, unknown>
    this.#where = where
    this.#rule = rule
    this.#notes = notes
  }

  has(key: string): boolean {
    this.#known.add(key)
    return this.#values[key] !== undefined && this.#values[key] !== null
  }

  raw(key: string): unknown {
    return this.has(key) ? this.#values[key] : undefined
  }

  text(key: string): string | undefined {
    const value = this.raw(key)
    if (value === undefined || typeof value === 'string') return value
    if (typeof value === 'number') return String(value)
    throw this.#expected(key, 'a text')
  }

  /** @throws StanchError when it is missing or empty */
  needed(key: string): string {
    const value = this.text(key)
    if (value === undefined || value.trim() === '') throw this.#expected(key, 'a text, not empty')
    return value
  }

  number(key: string): number | undefined {
    const value = this.raw(key)
    if (value === undefined) return undefined
    const number = typeof value === 'bigint' ? Number(value) : value
    if (typeof number !== 'number' || !Number.isFinite(number)) throw this.#expected(key, 'a number')
    return number
  }

  flag(key: string): boolean {
    const value = this.raw(key)
    if (value === undefined || typeof value === 'boolean') return value ?? false
    throw this.#expected(key, 'true or false')
  }

  /** A single text counts as a list of one. */
  texts(key: string): readonly string[] {
    const value = this.raw(key)
    if (value === undefined) return []
    const list = typeof value === 'string' ? [value] : value
    if (Array.isArray(list) && list.every((item) => typeof item === 'string')) return list
    throw this.#expected(key, 'a list of texts')
  }

  list(key: string): readonly unknown[] {
    const value = this.raw(key)
    if (value === undefined) return []
    if (Array.isArray(value)) return value
    throw this.#expected(key, 'a list')
  }

  /** A mapping in this one. */
  fields(key: string): Fields | undefined {
    if (!this.has(key)) return undefined
    return this.part(this.#values[key], key)
  }

  /** An item of a list of this mapping; notes on it name `key`. */
  part(value: unknown, key: string): Fields {
    const field = this.#field === '' ? key : `${this.#field}.${key}`
    return new Fields(value, this.#where, this.#rule, this.#notes, field)
  }

  /** The same place with other values. */
  of(values: Readonly<Record<string, unknown>>): Fields {
    return new Fields(values, this.#where, this.#rule, this.#notes, this.#field)
  }

  get keys(): readonly string[] {
    return Object.keys(this.#values)
  }

  /** Fields that are known and mean nothing here. */
  ignore(...keys: readonly string[]): void {
    for (const key of keys) this.#known.add(key)
  }

  /** Notes a field that is there as one that is not carried over. */
  leave(key: string, reason: string): void {
    if (this.has(key)) this.note('not carried', key, reason)
  }

  note(kind: ImportNote['kind'], field: string, reason: string): void {
    const path = this.#field === '' ? field : `${this.#field}.${field}`
    this.#notes.push({ where: this.#where, rule: this.#rule, field: path, reason, kind })
  }

  /** Notes the fields that nobody has asked for. */
  noteUnknown(): void {
    for (const key of this.keys) {
      if (!this.#known.has(key)) this.note('not carried', key, 'unknown field')
    }
  }

  fault(what: string): StanchError {
    const names = [this.#rule, this.#field].filter((name) => name !== '').map((name) => `${name}: `)
    return invalid(this.#where, `${names.join('')}${what}`)
  }

  #expected(key: string, what: string): StanchError {
    return this.fault(`${key}: expected ${what}`)
  }
}

/** @param where `file:line` */
export function invalid(where: string, what: string): StanchError {
  return new StanchError('IMPORT_INVALID', `${where}: ${what}`)
}
