import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exportFormats } from '../../src/exports/formats/formats.ts'
import { printTable, readTable, tablePath } from './format-table.ts'

test('each format has a row', () => {
  const formats = new Set(readTable().map(({ format }) => format))
  expect(exportFormats.filter((format) => !formats.has(format))).toEqual([])
})

test('all that was planted is in its rows found, and gone', () => {
  const faulty = readTable().filter(
    ({ files, told, planted, found, foundAgain }) =>
      told !== files || found !== planted || foundAgain > 0,
  )
  expect(faulty).toEqual([])
})

test('rows stand in order, their sum is right, and each is of a test that is there', () => {
  expect(readFileSync(tablePath, 'utf8')).toBe(printTable(readTable()))
  const tests = ['.', '../scan/export'].flatMap((directory) =>
    readdirSync(join(import.meta.dirname, directory), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(import.meta.dirname, directory, name), 'utf8')),
  )
  const isThere = (title: string) =>
    tests.some((text) => text.includes(`'${title}'`) || text.includes(`"${title}"`))
  const stale = readTable().filter(({ title }) => !isThere(title))
  expect(stale).toEqual([])
})
