import { shownKey } from '../redact/shown-key.ts'
import type { Role } from './compile-layout.ts'
import type { TextPiece } from './joined-text.ts'
import type { Join } from './layout.ts'
import type { NamedPair } from './named-pairs.ts'
import type { OpenScope } from './open-scope.ts'
import type { PathState } from './path-matcher.ts'

/** An object or a list that is open. */
export interface Frame {
  readonly state: PathState<Role>
  readonly isList: boolean
  readonly scope: OpenScope
  /** Texts whose pieces are all below it. */
  readonly joins: readonly OpenJoin[]
  /** References that are told when it is over. */
  readonly references: number
  /** Its members that make up a name and a value. */
  pair: NamedPair | undefined
  /** Of the member that is read now. */
  key: string
  /** Of the element that is read now; -1 before the first. */
  index: number
}

export interface OpenJoin {
  readonly join: Join
  readonly pieces: TextPiece[]
}

/** @returns from the outermost value in, `messages[3].text`; `*` for a key that may be a secret */
export function pathOf(frames: readonly Frame[]): string {
  let path = ''
  for (const { isList, key, index } of frames) {
    if (isList) path += index < 0 ? '' : `[${index}]`
    else if (key !== '') path += path === '' ? shownKey(key) : `.${shownKey(key)}`
  }
  return path
}
