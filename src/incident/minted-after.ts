import type { EventOf } from './event.ts'
import type { Incident, SettledItem } from './incident.ts'
import { digestOf, type JournalRecord } from './journal.ts'
import { refusedEvent } from './refused-event.ts'

/**
 * Adds what was listed; what is known keeps its disposition. What could not be listed becomes an item of kind `unlisted`,
 * so that nobody closes the incident without having looked at it, unless a complete list was had: of a dead credential
 * many can tell nothing more.
 */
export function afterMinted(before: Incident, event: EventOf<'minted'>): Incident {
  const mintedComplete = before.mintedComplete || event.complete
  const gaps = mintedComplete ? [] : event.gaps.map((detail) => ({ ...gapOf(detail), detail }))
  const kept = before.minted.filter(
    ({ kind, disposition }) => !event.complete || kind !== 'unlisted' || disposition !== undefined,
  )
  const items = new Map<string, SettledItem>(kept.map((item) => [nameOf(item), item]))
  for (const item of [...event.items, ...gaps])
    items.set(nameOf(item), { ...items.get(nameOf(item)), ...item })
  // A list of somebody's tokens has the leaked one, too.
  const { keyId = before.facts['keyId'] } = before.leaked
  const minted = [...items.values()].filter(
    ({ id, disposition }) => id !== keyId || disposition !== undefined,
  )
  return { ...before, minted, mintedComplete }
}

function gapOf(detail: string) {
  return { kind: 'unlisted', id: digestOf(detail).slice(0, 8) }
}

export function afterSettled(
  before: Incident,
  event: EventOf<'minted-settled'>,
  record: JournalRecord,
): Incident {
  const { disposition, reason } = event
  const at = before.minted.findIndex((item) => nameOf(item) === nameOf(event))
  const item = before.minted[at]
  if (item === undefined)
    throw refusedEvent(record, `expected an item that was listed, got ${nameOf(event)}`)
  return { ...before, minted: before.minted.with(at, { ...item, disposition, reason }) }
}

function nameOf({ kind, id }: { readonly kind: string; readonly id: string }): string {
  return `${kind}:${id}`
}
