import { countOf, formatCount } from '../../report/format-quantity.ts'
import { escapeControls, toJson } from '../../report/escape-controls.ts'
import type { CollectedImport, ImportNote } from '../../scan/import/collect-import.ts'
import type { MergedImport, RecordChange } from '../../scan/import/merge-import.ts'
import { groupBy } from '../../text/group-by.ts'
import { layoutTable } from '../layout-table.ts'

/** What came of an import. */
export interface ImportReport {
  readonly source: string
  /** Of the inventory. */
  readonly store: string
  readonly isDry: boolean
  readonly collected: CollectedImport
  readonly merged: MergedImport
}

/** Of a reason, and of changes of a dry run. */
const namesShown = 3
const changesShown = 20

/** @returns one JSON object, with a line end */
export function formatImportJson({
  source,
  store,
  isDry,
  collected,
  merged,
}: ImportReport): string {
  const { skipped, refused, problems } = collected
  return `${toJson({
    type: 'inventory-import',
    source,
    store,
    dryRun: isDry,
    complete: problems.length === 0,
    taken: { ...countsOf(merged), unchanged: merged.unchanged },
    changes: merged.changes,
    skipped,
    refused,
    problems,
    missing: merged.missing,
  })}\n`
}

/** @param isVerbose names everything */
export function formatImport(report: ImportReport, isVerbose: boolean): string {
  const { source, store, isDry, collected, merged } = report
  const title = `${source} → ${store}${isDry ? ', dry run: nothing is written' : ''}`
  const sections = [
    totals(report),
    ...(isDry || isVerbose
      ? [changeLines(merged.changes, isVerbose ? Infinity : changesShown)]
      : []),
    noteLines('Skipped', collected.skipped, isVerbose),
    noteLines('Refused, for they would match ordinary text', collected.refused, isVerbose),
    noteLines('Problems', collected.problems, isVerbose),
    missingLines(merged.missing, isVerbose),
    nextSteps(report),
  ]
  return [[escapeControls(title)], ...sections]
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n')
}

function countsOf({ changes }: MergedImport): Record<RecordChange['change'], number> {
  const count = (wanted: RecordChange['change']) =>
    changes.filter(({ change }) => change === wanted).length
  return { new: count('new'), changed: count('changed'), retired: count('retired') }
}

function totals({ collected, merged }: ImportReport): string[] {
  const { skipped, refused, problems, taken } = collected
  const counts = countsOf(merged)
  const details = `${formatCount(counts.new)} new, ${formatCount(counts.changed)} changed, ${formatCount(merged.unchanged)} unchanged`
  const rows: [string, number, string?][] = [
    ['took', taken.size, details],
    ['skipped', skipped.length],
    ['refused', refused.length],
    ['problems', problems.length, problems.length > 0 ? 'incomplete' : ''],
    ['no longer in the store', merged.missing.length],
    ['retired', counts.retired],
  ]
  const shown = rows.filter(([name, count]) => count > 0 || name === 'took' || name === 'problems')
  const width = Math.max(...shown.map(([, count]) => formatCount(count).length))
  return layoutTable(
    shown.map(([name, count, more = '']) => [
      `  ${name}`,
      formatCount(count).padStart(width),
      more,
    ]),
  )
}

const signs = { new: '+', changed: '~', retired: '-' } as const

function changeLines(changes: readonly RecordChange[], shown: number): string[] {
  if (changes.length === 0) return []
  const rows = changes
    .slice(0, shown)
    .map(({ id, change, fields }) => [
      `  ${signs[change]} ${escapeControls(id)}`,
      fields.join(', '),
    ])
  return ['Changes', ...layoutTable(rows), ...restOf(changes.length - shown)]
}

/** By reason, the most frequent first. */
function noteLines(title: string, notes: readonly ImportNote[], isVerbose: boolean): string[] {
  if (notes.length === 0) return []
  const groups = [...groupBy(notes, ({ reason }) => reason)].sort(
    ([, left], [, right]) => right.length - left.length,
  )
  if (isVerbose) {
    const rows = notes.map(({ path, reason }) => [
      `  ${escapeControls(path)}`,
      escapeControls(reason),
    ])
    return [title, ...layoutTable(rows)]
  }
  const width = Math.max(...groups.map(([, group]) => formatCount(group.length).length))
  const rows = groups.map(([reason, group]) => [
    `  ${formatCount(group.length).padStart(width)}`,
    escapeControls(reason),
    namesOf(group.map(({ path }) => path)),
  ])
  return [title, ...layoutTable(rows)]
}

function missingLines(missing: readonly string[], isVerbose: boolean): string[] {
  if (missing.length === 0) return []
  const shown = isVerbose ? missing : missing.slice(0, namesShown)
  return [
    'No longer in the store',
    ...shown.map((id) => `  ${escapeControls(id)}`),
    ...restOf(missing.length - shown.length),
  ]
}

function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, namesShown).map((name) => escapeControls(name))
  return names.length > namesShown ? `${shown.join(', ')}, …` : shown.join(', ')
}

function restOf(count: number): string[] {
  return count > 0 ? [`  … and ${formatCount(count)} more: --verbose`] : []
}

function nextSteps({ collected, merged, isDry }: ImportReport): string[] {
  const steps: string[] = []
  if (collected.problems.length > 0)
    steps.push('Not everything could be read: what is missing here may be in the store.')
  if (merged.missing.length > 0 && collected.problems.length === 0)
    steps.push('--retire-missing sets what is no longer in the store to deactivated.')
  if (merged.withoutOwner > 0) {
    const verb = merged.withoutOwner === 1 ? 'names' : 'name'
    steps.push(
      `${countOf(merged.withoutOwner, 'record')} ${verb} no owner: --owner-team says it of new ones, stanch inventory set of others.`,
    )
  }
  if (isDry && merged.changes.length > 0) steps.push('Without --dry-run this is written.')
  return steps
}
