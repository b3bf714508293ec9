import { shownKey } from '../../redact/shown-key.ts'
import type { OpenScope } from '../open-scope.ts'
import type { PartKind } from './part-kind.ts'

/** A message, or a part of one, that is being read. */
export interface MessagePart {
  /** Of the message. */
  readonly scope: OpenScope
  /** Place of its headers; that of its body is below. */
  readonly path: string
  readonly isMessage: boolean
  /** Known behind its headers. */
  kind: PartKind | undefined
  /** Parts that it has begun. */
  parts: number
}

/** Where what a part says stands, by the name of the file that it is. */
export function bodyPathOf({ path, isMessage, kind }: MessagePart): string {
  if (isMessage) return joinPath(path, 'body')
  return kind?.name === undefined ? path : joinPath(path, shownKey(kind.name))
}

export function joinPath(path: string, step: string): string {
  if (path === '') return step
  return step.startsWith('[') ? path + step : `${path}.${step}`
}
