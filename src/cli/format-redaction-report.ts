import { describeOwner } from '../report/describe-owner.ts'
import { escapeControls } from '../report/escape-controls.ts'
import { countOf, formatBytes, formatCount } from '../report/format-quantity.ts'
import type { PlaceNote, RedactionResult } from '../scan/export/redaction-account.ts'
import { layoutTable } from './layout-table.ts'

/** Of a list, more are counted only. */
const shownMax = 10
const titles = ['PLACES', 'RULE', 'SURE', 'TOKEN']

export interface RedactionAbout {
  readonly input: string
  readonly output: string
  readonly isKeyEphemeral: boolean
}

/** What became of an export, for people. */
export function formatRedactionReport(result: RedactionResult, about: RedactionAbout): string {
  if (result.interrupted) return 'Interrupted: nothing was written.\n'
  const parts = [
    headOf(result, about),
    secretsOf(result),
    remarksOf(result, about),
    notesOf('Notes', result.skipped),
    notesOf('Not read, or not all of it', result.problems),
    endOf(result, about),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function headOf(
  { files, bytes, changed, secrets, problems }: RedactionResult,
  { input, output }: RedactionAbout,
): string {
  const size = `${countOf(files, 'file')}, ${formatBytes(bytes)}`
  if (secrets.length === 0) {
    const limit = problems.length > 0 ? ', as far as it could be read' : ''
    return `${output}: a copy of ${input}; nothing to mask${limit} (${size}).`
  }
  const places = secrets.reduce((total, secret) => total + secret.places, 0)
  return (
    `${output}: ${input} without ${countOf(secrets.length, 'secret')}, masked in ${countOf(places, 'place')} ` +
    `of ${countOf(changed.length, 'file')} (of ${size}).`
  )
}

function secretsOf({ secrets }: RedactionResult): string {
  if (secrets.length === 0) return ''
  const isKnown = secrets.some(({ inventory }) => inventory !== null)
  const rows = secrets
    .slice(0, 4 * shownMax)
    .map(({ places, rule, confidence, token, inventory }) => [
      formatCount(places),
      rule,
      confidence,
      token,
      ...(isKnown ? [inventory ? escapeControls(describeOwner(inventory)) : '-'] : []),
    ])
  const lines = layoutTable([isKnown ? [...titles, 'OWNER'] : titles, ...rows])
  const more = secrets.length - rows.length
  if (more > 0) lines.push(`and ${countOf(more, 'secret')} more (all: --format json)`)
  return lines.join('\n')
}

function remarksOf(result: RedactionResult, { isKeyEphemeral }: RedactionAbout): string {
  const { exportTokens, offsetsShifted, signaturesBroken, secrets } = result
  const remarks: string[] = []
  if (exportTokens > 0) {
    remarks.push(
      `The export's own credential was masked in ${countOf(exportTokens, 'address', 'addresses')} of files: ` +
        'they cannot be downloaded through this copy (--keep-export-tokens keeps it).',
    )
  }
  if (offsetsShifted > 0) {
    remarks.push(`${countOf(offsetsShifted, 'offset')} into changed texts moved with them.`)
  }
  if (signaturesBroken.length > 0) {
    const [first] = signaturesBroken
    remarks.push(
      `${countOf(signaturesBroken.length, 'signature does', 'signatures do')} not fit the changed text any more, ` +
        `the first in ${escapeControls(first!.path)}, ${first!.field}.`,
    )
  }
  if (isKeyEphemeral && secrets.length > 0) {
    remarks.push(
      'No STANCH_KEY is set: tokens are made with a random key, those of another run will differ.',
    )
  }
  return remarks.join('\n')
}

function notesOf(title: string, notes: readonly PlaceNote[]): string {
  if (notes.length === 0) return ''
  const lines = notes
    .slice(0, shownMax)
    .map(({ path, reason }) => `  ${escapeControls(path)}: ${escapeControls(reason)}`)
  const more = notes.length - lines.length
  if (more > 0) lines.push(`  and ${formatCount(more)} more (all: --format json)`)
  return [`${title}:`, ...lines].join('\n')
}

function endOf({ residue, problems }: RedactionResult, { output }: RedactionAbout): string {
  if (residue.length > 0) return notesOf(`Re-scanned: still found in ${output}`, residue)
  return problems.length > 0
    ? 'Re-scanned: clean, as far as it could be read.'
    : 'Re-scanned: clean.'
}
