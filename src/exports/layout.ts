import type { Attribution, AttributionKey } from './attribution.ts'

/**
 * How a kind of file is to be read. Places in it are patterns of `PathMatcher`; those of a scope are relative to it. The
 * outermost value has the place ``; in a file of many values (JSONL) each line is one.
 */
export interface JsonLayout {
  /** Name of the format, as findings have it. */
  readonly format: string
  /** What this kind of file holds, shown to people: `messages of a channel`. */
  readonly holds: string
  /** What tells such a file: of one of these all places, and what stands there. */
  readonly signs: readonly (readonly Sign[])[]
  /** Comments may stand in it, and commas behind last elements. */
  readonly hasComments?: boolean
  /** Only files of such a path. */
  readonly path?: RegExp
  /** By place, the outer ones first: objects that say something of all that stands in them. */
  readonly scopes: Readonly<Record<string, Scope>>
  /** Texts that are cut into several strings, or are markup. */
  readonly joins?: readonly Join[]
  /** Lists of names and values, `[{"key": "a.b", "value": {"stringValue": "…"}}]`: fields have `a.b` as a member. */
  readonly pairs?: readonly string[]
  /** What some records say for later ones of their stream. */
  readonly streams?: readonly StreamCarry[]
  /** Strings that look like secrets and are none: ids, signatures, encrypted text, images. */
  readonly opaque?: readonly string[]
  /** Numbers that say where in a text of their record something is; they follow when the text changes. */
  readonly offsets?: readonly Offsets[]
  /** What signs a text of its record: of no use once the text has changed. */
  readonly signatures?: readonly Signature[]
  /** What records say of later ones of the same file. */
  readonly carried?: readonly Carried[]
  /** Strings that name files beside this one: what is found in these is said by the scope that the string stands in. */
  readonly files?: readonly FileReference[]
  /** What the place of another file says that lies beside such ones. */
  readonly besides?: (path: string) => Attribution | undefined
  /** Credentials of the export itself, that stand wherever a file is named. */
  readonly exportTokens?: ExportTokens
  /** What the fields of all scopes do not say by themselves. */
  readonly finish?: (attribution: Attribution, file: FileContext) => Attribution
  /** The members of the outermost object are ids, and what is called so. */
  readonly isNameTable?: 'channel'
  /** Takes into `file.names` what an outermost scope says of ids, where {@link Scope.names} does not say enough. */
  readonly learn?: (attribution: Attribution, file: FileContext) => void
}

/** A place that has to be there; or one with a string or number that looks so. */
export type Sign = string | readonly [place: string, text: RegExp]

export interface Scope {
  /** Where each part of the attribution stands; of several places, parted by `|`, the first that is there. */
  readonly fields: Partial<Readonly<Record<AttributionKey, string>>>
  /** Parts that a list says: all its elements, in one text. */
  readonly lists?: readonly AttributionKey[]
  /** What the key says under which it stands. */
  readonly key?: AttributionKey
  /** Copies of a secret in one record are one finding. */
  readonly isRecord?: boolean
  /** It says what is called by an id elsewhere in the export: of its `userId` the `user`, of its `channelId` the `channel`. */
  readonly names?: 'user' | 'channel'
  /** What standing there means, if its fields do not say otherwise: the result of a call is the tool's. */
  readonly says?: Attribution
  /** Parts that it is not told by the scopes around it: the tool call of a message is not that of each of its blocks. */
  readonly ownOnly?: readonly AttributionKey[]
}

/**
 * What a scope says holds for later ones of the same file, if they do not say it themselves: a session of all behind its
 * first line, the name of a tool of all that stand with the id of its call.
 */
export interface Carried {
  readonly key: AttributionKey
  /** The part that says it; the same one if not given. */
  readonly from?: AttributionKey
  /** Only a scope says it in which this part looks so; a part that is not there is ``. */
  readonly when?: readonly [key: AttributionKey, text: RegExp]
  /** Only for scopes that agree in this part, wherever they stand; without it for all outermost ones. */
  readonly by?: AttributionKey
}

/** Strings that make up one text. */
export interface Join {
  /** The list or object that holds all of them. */
  readonly at: string
  /** Relative to it, in the order of the file. */
  readonly pieces: readonly string[]
  /** What stands between two of them. */
  readonly separator?: string
  /** Pieces are HTML: tags go, entities are undone. */
  readonly isHtml?: boolean
  /** Pieces are base64, each by itself. */
  readonly isBase64?: boolean
  /** Bytes at the start of each piece that are not of the text, as the sign of a line in a patch. */
  readonly skippedBytes?: number
  /** What a tool has put before each line of a piece, as its number; with flags `gm`. Only a text is read so that may hold a key block. */
  readonly linePrefix?: RegExp
  /** The text goes on in later records that agree in these parts of the attribution. */
  readonly goesOnBy?: readonly AttributionKey[]
}

/** What one record says holds for later ones that do not say it, in the order of the file. */
export interface StreamCarry {
  readonly keys: readonly AttributionKey[]
  /** Only for records that say all of these parts, and the same. */
  readonly by: readonly AttributionKey[]
  /** Only records of which this part looks so. */
  readonly when?: readonly [key: AttributionKey, text: RegExp]
  /** Only such a record says it for others. */
  readonly saidBy?: readonly [key: AttributionKey, text: RegExp]
}

/** What offsets count. */
export type OffsetUnit = 'utf-16' | 'code-point' | 'byte'

/** Places are relative to {@link at}. */
export interface Offsets {
  /** The object that holds both. */
  readonly at: string
  readonly text: string
  /** Objects with a `start`, and an `end` (exclusive) or a `length`. */
  readonly ranges: string
  readonly start: string
  readonly end?: string
  readonly length?: string
  readonly unit: OffsetUnit
}

/** Places are relative to {@link at}. */
export interface Signature {
  readonly at: string
  readonly text: string
  readonly signature: string
}

/** A place whose strings name files; those that are not there are nobody's concern. */
export interface FileReference {
  readonly at: string
  /**
   * What the string is: the place of the file; an id that its name, or that of its folder, is or has; its name, when there is
   * one such file only in the folder of this one or below it.
   */
  readonly by: 'path' | 'id' | 'name'
  /** Folders in which a path may begin, from that of this file on: `uploads/`; its own by default. */
  readonly below?: readonly string[]
  /** A path may also begin in any folder above. */
  readonly isFromAbove?: boolean
  /** The string holds what names files, each as a group; with flag `g`. */
  readonly pattern?: RegExp
  /** Stands in every string that the pattern matches, and in few others; no escape can. */
  readonly holds?: string
  /** Who names the file elsewhere says more of it. */
  readonly isLast?: boolean
}

export interface ExportTokens {
  readonly at: readonly string[]
  /** How the credential looks. */
  readonly secret: RegExp
}

/** What is known of a file beside its own bytes. */
export interface FileContext {
  /** As reached, archives included: `export.zip!general/2025-01-24.json`. */
  readonly path: string
  readonly names: NameBook
}

/** What an id can stand for. */
export type NameKind = 'user' | 'channel' | 'workspace' | 'file'

/** What other files of an export say of ids: names of users and channels; of files an attribution in JSON. */
export class NameBook {
  readonly #names = new Map<string, string>()

  set(kind: NameKind, id: string, name: string): void {
    this.#names.set(`${kind}\0${id}`, name)
  }

  get(kind: NameKind, id: string | undefined): string | undefined {
    return id === undefined ? undefined : this.#names.get(`${kind}\0${id}`)
  }
}
