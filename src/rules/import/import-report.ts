import type { ImportNote } from './foreign-rule.ts'
import type { ImportedRules } from './import-rules.ts'

const titles: Readonly<Record<ImportNote['kind'], string>> = {
  'left out': 'Left out: there is no such rule in the new file',
  'not carried': 'Not carried over: the rule is there without it',
  changed: 'Changed: the rule says it a little otherwise',
}

/** True of every import. */
const differences = [
  'A keyword anywhere in the text does not let a rule run: a fixed text of the pattern or a keyword must be near.',
  'Of rules that match at the same place one is reported, the most specific one.',
  'Encoded text is decoded, three deep, and searched as well.',
  'Severity is high and confidence medium where the foreign file says nothing of them.',
]

/** What was carried over and what was not, to be read by people. */
export function reportImport({ found, rules, notes, formats }: ImportedRules): string {
  const count = (kind: ImportNote['kind']) => notes.filter((note) => note.kind === kind).length
  const rows = [
    ['rules found', found, ''],
    ['carried over', rules.length, ''],
    ['left out', found - rules.length, ''],
    ['fields not carried over', count('not carried'), ''],
    ['fields changed', count('changed'), ''],
  ] as const
  const width = Math.max(...rows.map(([, value]) => String(value).length))
  const table = rows.map(([name, value]) => `${String(value).padStart(width)}  ${name}`)
  const sections = (['left out', 'not carried', 'changed'] as const).flatMap((kind) =>
    section(titles[kind], notes.filter((note) => note.kind === kind)),
  )
  return [
    `Import of ${formats.join(', ')} rules`,
    '',
    ...table,
    '',
    'Known differences',
    ...differences.map((text) => `  ${text}`),
    ...sections,
    '',
  ].join('\n')
}

/** One line for each field and reason, and the rules under it. */
function section(title: string, notes: readonly ImportNote[]): string[] {
  if (notes.length === 0) return []
  const groups = new Map<string, ImportNote[]>()
  for (const note of notes) {
    const key = `${note.field}: ${note.reason}`
    groups.set(key, [...(groups.get(key) ?? []), note])
  }
  const sorted = [...groups].toSorted(([, left], [, right]) => right.length - left.length)
  const lines = sorted.flatMap(([key, group]) => [
    `  ${key}`,
    ...group.map(({ rule, where }) => `    ${[rule || 'the file', where].filter(Boolean).join('  ')}`),
  ])
  return ['', title, ...lines]
}
