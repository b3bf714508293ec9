import { importRules } from '../../../src/rules/import/import-rules.ts'
import type { ForeignFormat } from '../../../src/rules/import/foreign-rule.ts'
import { writeRuleFile } from '../../../src/rules/import/rule-file.ts'
import { parseRules } from '../../../src/rules/parse-rules.ts'
import { expect } from 'vitest'

/** Further files, by name. */
export type Files = Readonly<Record<string, string>>

/** Imports one text; what is made of it must be a rule file without fault. */
export function importText(text: string, options: { format?: ForeignFormat; files?: Files } = {}) {
  return importFiles([{ path: 'rules.in', text }], options)
}

export function importFiles(
  sources: readonly { readonly path: string; readonly text: string }[],
  { format, files = {} }: { format?: ForeignFormat; files?: Files } = {},
) {
  const imported = importRules(sources, {
    format,
    readFile: (path) => {
      const text = files[path]
      if (text === undefined) throw new Error(`there is no ${path}`)
      return text
    },
  })
  if (imported.rules.length > 0) {
    const { rules, faults } = parseRules(writeRuleFile(imported, ['rules.in']), 'rules.out')
    expect(faults).toEqual([])
    expect(rules.map(({ id }) => id)).toEqual(imported.rules.map(({ id }) => id))
  }
  const notes = imported.notes.map(({ where, rule, field, reason, kind }) =>
    [where, kind, rule, `${field}: ${reason}`].filter((part) => part !== '').join(' | '),
  )
  return { ...imported, notes }
}
