import type { ImportEvent } from '../../inventory/stored-secret.ts'
import type { ImportContext, Importer } from '../../providers/importers/importer.ts'
import type { OpenHttpClient } from '../../providers/http/create-http-client.ts'
import type { ParsedImporter } from './importer-command.ts'

export interface OpenImport {
  readonly events: AsyncIterable<ImportEvent>
  close(): Promise<void>
}

export interface ImportRequest {
  readonly importer: Importer
  readonly words: Pick<ParsedImporter, 'arguments' | 'options'>
  readonly readInput: () => Promise<Uint8Array>
  readonly allowsPlainHttp: boolean
  readonly signal: AbortSignal
}

/**
 * Binds an importer to this process: its environment, clock, and a way to the hosts it names, and to no others.
 *
 * @throws StanchError for an address that is none
 */
export async function openImport({
  importer,
  words,
  readInput,
  allowsPlainHttp,
  signal,
}: ImportRequest): Promise<OpenImport> {
  const context: Omit<ImportContext, 'http'> = {
    arguments: words.arguments,
    options: words.options,
    env: process.env,
    readInput,
    now: Date.now(),
    signal,
  }
  const access = await importer.access?.(context)
  const http = await openHttp(access?.hosts ?? [], access?.tls, allowsPlainHttp)
  return { events: importer.events({ ...context, http }), close: () => http.close() }
}

async function openHttp(
  allowedHosts: readonly string[],
  tls: Parameters<
    typeof import('../../providers/http/create-http-client.ts').createHttpClient
  >[0]['tls'],
  allowsPlainHttp: boolean,
): Promise<OpenHttpClient> {
  const { createHttpClient } = await import('../../providers/http/create-http-client.ts')
  return createHttpClient({ allowedHosts, allowsPlainHttp, ...(tls && { tls }) })
}
