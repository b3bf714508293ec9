import type { MintedItem } from './adapter.ts'
import { shellWord } from './shell-word.ts'

/** The command that says what became of an item; `revoked` stands for any of the dispositions. */
export function settleCommandOf(incident: string, { kind, id }: MintedItem): string {
  return `stanch incident settle ${incident} ${shellWord(`${kind}:${id}`)} --as revoked --because TEXT`
}
