import { latin1Of } from '../text/bytes.ts'
import type { Role } from './compile-layout.ts'
import type { ExportListener, PlacedNumber, TextRange } from './export-reader.ts'
import type { Offsets, Signature } from './layout.ts'
import type { OpenScope } from './open-scope.ts'

type Part = (Role & { kind: 'reference' })['part']

/** An object that holds a text and what refers to it. */
export interface OpenReference {
  readonly to: Offsets | Signature
  readonly scope: OpenScope
  readonly path: string
  /** The pieces of a long text are copies. */
  text: { start: number; end: number; pieces: Uint8Array[] } | undefined
  isSigned: boolean
  readonly ranges: { -readonly [part in keyof TextRange]?: PlacedNumber }[]
}

/** A value that is part of a reference. */
export interface ReferencePart {
  readonly start: number
  readonly end: number
  /** As it stands: a view. */
  readonly bytes: Uint8Array
  readonly isString: boolean
}

/** Gathers texts and what refers to them, while the objects that hold both are open. */
export class OpenReferences {
  readonly #listener: ExportListener
  readonly #open: OpenReference[] = []

  constructor(listener: ExportListener) {
    this.#listener = listener
  }

  /** @returns how many {@link close} will end */
  openAll(roles: readonly Role[], scope: OpenScope, path: () => string): number {
    let count = 0
    for (const role of roles) {
      if (role.kind === 'referring') {
        count++
        this.open(role.to, scope, path())
      } else if (role.kind === 'reference' && role.part === 'range') this.openRange(role.to)
    }
    return count
  }

  open(to: Offsets | Signature, scope: OpenScope, path: string): void {
    this.#open.push({ to, scope, path, text: undefined, isSigned: false, ranges: [] })
  }

  openRange(to: Offsets | Signature): void {
    this.#innermost(to)?.ranges.push({})
  }

  note(to: Offsets | Signature, part: Part, { start, end, bytes, isString }: ReferencePart): void {
    const open = this.#innermost(to)
    if (!open) return
    if (part === 'text' && isString) {
      // A long text comes in pieces.
      if (open.text?.end === start) {
        open.text.end = end
        if (!isSignatureOf(to)) open.text.pieces.push(bytes.slice())
      } else open.text ??= { start, end, pieces: isSignatureOf(to) ? [] : [bytes.slice()] }
    } else if (part === 'signature') open.isSigned ||= isString && end > start
    else if (part === 'start' || part === 'end' || part === 'length') {
      const range = open.ranges.at(-1)
      const raw = isString || bytes.length > 15 ? '' : latin1Of(bytes)
      if (range && /^\d{1,15}$/.test(raw)) range[part] = { start, end, value: Number(raw) }
    }
  }

  /** The object is over. */
  close(): void {
    const { to, scope, path, text, isSigned, ranges } = this.#open.pop()!
    const isSignature = isSignatureOf(to)
    const whole = ranges.filter((range) => range.start && (range.end ?? range.length))
    if (!text || (isSignature ? !isSigned : whole.length === 0)) return
    this.#listener.onReference?.({
      scope,
      path,
      text: { start: text.start, end: text.end },
      raw: text.pieces.map((piece) => latin1Of(piece)).join(''),
      unit: isSignature ? 'byte' : to.unit,
      isSignature,
      ranges: whole as TextRange[],
    })
  }

  #innermost(to: Offsets | Signature): OpenReference | undefined {
    return this.#open.findLast((open) => open.to === to)
  }
}

function isSignatureOf(to: Offsets | Signature): to is Signature {
  return 'signature' in to
}
