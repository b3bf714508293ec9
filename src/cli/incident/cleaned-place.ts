import type { EventOf } from '../../incident/event.ts'
import type { LookOptions } from '../../scan/incident/clean/look-at-place.ts'

/** What came of a place. */
export interface CleanedPlace extends Pick<
  EventOf<'cleaned'>,
  'result' | 'detail' | 'digestBefore' | 'digestAfter'
> {
  /** What to do, a line each; commands as they are typed. */
  readonly lines: readonly string[]
}

/** What cleaning a place needs. */
export interface CleanRequest {
  /** Of the incident. */
  readonly id: string
  /** Changes nothing, and writes nothing. */
  readonly isDry: boolean
  readonly isInPlace: boolean
  /** Where copies of exports go; absolute. */
  readonly out: string | undefined
  readonly value: Uint8Array | undefined
  readonly look: LookOptions
}
