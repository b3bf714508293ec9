import type { Edit } from '../../redact/find-masks.ts'

/** The key of an attribute, or of a JSON property that is unknown; those of the maps around it before it. */
export interface LeafName {
  /** `undefined` until the key is read: it may stand behind its value. */
  key: Leaf | undefined
  readonly outer: LeafName | undefined
}

/** One text of an export request. */
export interface Leaf {
  /**
   * `key`: names others. `number`: becomes a string when masked. `opaque`: in a field that is unknown, so that
   * it can be removed but not changed.
   */
  readonly kind: 'text' | 'key' | 'bytes' | 'number' | 'opaque'
  readonly name: LeafName | undefined
  /** What gives way to another text. */
  readonly start: number
  readonly end: number
  /** Where the text itself stands, as encoded. */
  readonly from: number
  readonly to: number
}

/** Texts that belong together: of a log record, a span, a data point, a resource, ... */
export interface LeafRecord {
  readonly leaves: Leaf[]
  /** Of a log record whose body is text; one of the leaves. */
  body: Leaf | undefined
  /** Log records with the same number come from one writer, in order. */
  readonly writer: number
}

/** An export request that was read, in its encoding. */
export interface ExportMessage {
  readonly records: readonly LeafRecord[]
  /** Decoded; a view of the request where nothing had to be decoded. */
  textOf(leaf: Leaf): Uint8Array
  /** How bytes look in the encoding, where that is text by itself. */
  encodedOf(leaf: Leaf, text: Uint8Array): Uint8Array | undefined
  /** Puts a text in the leaf's place; an opaque one is removed, whatever the text. */
  editOf(leaf: Leaf, text: Uint8Array): Edit
  /** @param edits ascending, disjoint */
  write(edits: readonly Edit[]): Uint8Array
}
