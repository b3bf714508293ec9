import { ownerOf, type InventoryRecord } from '../../inventory/record.ts'
import { escapeMarkdown } from './escape-markdown.ts'

type Column = readonly [name: string, textOf: (record: InventoryRecord) => string]

const missing = '—'

/** What a review asks of each: whose, what for, how far it reaches, how old. */
const columns: readonly Column[] = [
  ['Credential', ({ id }) => id],
  ['Owner', (record) => ownerOf(record) ?? '**nobody**'],
  ['Purpose', ({ purpose }) => purpose ?? missing],
  ['Environment', ({ environment }) => environment ?? missing],
  ['Agent, tool', ({ agent, tool }) => [agent, tool].filter(Boolean).join(', ') || missing],
  ['Scopes', ({ scopes = [] }) => scopes.join(', ') || missing],
  ['State', ({ state }) => state],
  ['Rotated', ({ lastRotatedAt, createdAt }) => (lastRotatedAt ?? createdAt ?? missing).slice(0, 10)],
  ['Expires', ({ expiresAt, ttl }) => (expiresAt?.slice(0, 10) ?? (ttl && `after ${ttl}`)) || '**never**'],
] // prettier-ignore

/** A table for a review, in the Markdown of GitHub; texts of records are no Markdown. */
export function* writeMarkdownInventory(
  records: Iterable<InventoryRecord>,
): Generator<string, void, undefined> {
  yield rowOf(columns.map(([name]) => name))
  yield rowOf(columns.map(() => '---'))
  for (const record of records) {
    yield rowOf(
      columns.map(([, textOf]) => {
        const text = textOf(record)
        return ownWords.has(text) ? text : escapeMarkdown(text)
      }),
    )
  }
}

const ownWords = new Set([missing, '**nobody**', '**never**'])

function rowOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`
}
