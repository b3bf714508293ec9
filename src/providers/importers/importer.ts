import type { ImportEvent } from '../../inventory/stored-secret.ts'
import type { HttpTls } from '../http/open-dispatcher.ts'
import type { HttpClient } from '../http-client.ts'

/** What an importer is given. */
export interface ImportContext {
  /** Paths or names that stand behind the importer's name; never values. */
  readonly arguments: readonly string[]
  /** By their long names in camel case, as commander has them. */
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>
  /** As `process.env` is; credentials of stores come from here only. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly http: HttpClient
  /** Standard input, read to its end. */
  readonly readInput: () => Promise<Uint8Array>
  /** `Date.now()` of the caller. */
  readonly now: number
  readonly signal: AbortSignal
}

/** With whom an importer will speak. */
export interface HttpAccess {
  /** As `URL.host` writes them, or `*.vault.azure.net` for all names below; others are refused. */
  readonly hosts: readonly string[]
  /** Where a store has an authority or a client certificate of its own. */
  readonly tls?: HttpTls
}

/** A store from which an inventory is filled. */
export interface Importer {
  /** As typed: `stanch inventory import vault`. */
  readonly name: string
  readonly description: string
  /** As commander has it, `[path...]`; none when undefined. */
  readonly argument?: { readonly name: string; readonly description: string }
  readonly options: readonly { readonly flags: string; readonly description: string }[]
  /** Variables that it reads, for its help. */
  readonly environment: readonly { readonly name: string; readonly description: string }[]
  /**
   * Asked before `events`: the hosts that arguments, options, variables and files name; none when undefined.
   *
   * @throws StanchError for an address that is none
   */
  access?(context: Omit<ImportContext, 'http'>): HttpAccess | Promise<HttpAccess>
  /**
   * Tells of all secrets of the store. Trouble with one is a `problem` event, and the others are read.
   *
   * @throws StanchError when the store as a whole cannot be read: no address, no credentials, refused at the door
   */
  events(context: ImportContext): AsyncIterable<ImportEvent>
}
