import { isSeq, type Document, type YAMLSeq } from 'yaml'
import type { SuppressionEntry } from './suppression-file.ts'

export type UnplacedEntry = Omit<SuppressionEntry, 'where'>

/** A new suppression file without entries. @param salt 32 hex digits */
export function emptySuppressions(salt: string): string {
  return (
    '# Findings that may stay, each with an owner, a reason and a last day. Safe to commit: it holds slow\n' +
    '# salted hashes, no secrets. `stanch scan --suppress` adds entries; renew or delete them by hand.\n' +
    `version: 1\nsalt: '${salt}'\nentries: []\n`
  )
}

/**
 * Appends entries to a suppression file's document; comments, order and what is there stay.
 *
 * @param document of a file that was parsed without fault; modified
 * @returns the file's new text
 */
export function addSuppressions(document: Document, entries: readonly UnplacedEntry[]): string {
  const list = document.get('entries') as YAMLSeq
  if (isSeq(list) && list.items.length === 0) list.flow = false
  for (const { secret, rule, path, owner, reason, expires } of entries) {
    const fields = { secret, rule, ...(path === undefined ? {} : { path }), owner, reason, expires }
    list.add(document.createNode(fields))
  }
  return document.toString({ lineWidth: 0 })
}
