import type { KnownValue } from '../../engine/known-values.ts'
import { escapeControls } from '../../report/escape-controls.ts'
import { untilAborted } from '../../scan/import/until-aborted.ts'
import type { RuleSet } from '../../scan/load-engine.ts'
import { openValueReader, type ValueReader } from '../../scan/parts-of-value.ts'
import type { StoredSecret } from '../../inventory/stored-secret.ts'
import { appendAll } from '../../text/append-all.ts'
import { StanchError } from '../../text/error.ts'
import type { Log } from '../log.ts'
import { readText } from '../read-configuration.ts'
import { splitWords } from '../split-words.ts'
import { usage } from '../usage.ts'
import { parseImporterWords } from './importer-command.ts'
import { loadImporter } from './load-importer.ts'
import { openImport } from './open-import.ts'

export interface KnownFromOptions {
  /** Each as typed: a source of `stanch inventory import` with what is for it, or `@file`. */
  readonly sources: readonly string[]
  /** What could be read is masked, and what could not is said; else nothing starts. */
  readonly takesPartial: boolean
  readonly rules: RuleSet | undefined
  readonly log: Log
}

/**
 * The values of stores, named by the ids of their records, all versions, and the secrets that stand in them. They are in
 * memory only, and the caller's to overwrite.
 *
 * @throws StanchError `KNOWN_INCOMPLETE`, `USAGE`, and those of the stores
 */
export async function readKnownFrom(options: KnownFromOptions): Promise<KnownValue[]> {
  const reader = openValueReader(options.rules)
  const values: KnownValue[] = []
  for (const source of options.sources.flatMap(linesOf))
    appendAll(values, await readOne(source, reader, options))
  return values
}

/** `@file` names one with a source a line: hosts that start filters pass on no blanks. */
function linesOf(source: string): string[] {
  if (!source.startsWith('@')) return [source]
  const lines = readText(source.slice(1), 'KNOWN_SOURCES_UNREADABLE').split('\n')
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))
}

async function readOne(
  source: string,
  reader: ValueReader,
  { takesPartial, log }: KnownFromOptions,
): Promise<KnownValue[]> {
  const { importer, words, allowsPlainHttp } = await parseSource(source)
  const { signal } = new AbortController()
  const opened = await openImport({ importer, words, readInput, allowsPlainHttp, signal })
  const values: KnownValue[] = []
  let secrets = 0
  let problems = 0
  try {
    for await (const event of untilAborted(opened.events, signal)) {
      if (event.kind === 'secret') {
        secrets++
        values.push(...valuesOf(event.secret, reader))
      } else if (event.kind === 'problem') {
        problems++
        const { path, reason } = event
        log.warn(
          { path: escapeControls(path), reason },
          `${importer.name}: a secret cannot be read`,
        )
      }
    }
  } finally {
    await opened.close()
  }
  if (problems > 0 && !takesPartial) {
    for (const { value } of values) value.fill(0)
    throw incomplete(importer.name, secrets, problems)
  }
  log.info({ secrets, problems }, `${importer.name}: known values`)
  return values
}

/** Copies, of a `Buffer`, too: what an importer gave is overwritten at once, by it or here. */
function valuesOf({ draft, values }: StoredSecret, { partsOf }: ValueReader): KnownValue[] {
  const name = escapeControls(draft.id)
  return values.flatMap(({ value }) => {
    const parts = partsOf(value)
      .filter((part) => !part.isIdentifier && part.value.length < value.length)
      .map((part) => ({ name, value: new Uint8Array(part.value) }))
    const whole = { name, value: new Uint8Array(value) }
    value.fill(0)
    return [whole, ...parts]
  })
}

const allowHttp = {
  flags: '--allow-http',
  description: 'speak http to other machines, too: readable on its way',
}

async function parseSource(source: string) {
  const [name, ...rest] = splitWords(source) ?? []
  if (name === undefined || name.startsWith('-'))
    throw usage(
      `--known-from: expected a source with its options, such as 'vault --prefix app/'; got ${JSON.stringify(source)}.`,
    )
  const importer = await loadImporter(name)
  const words = parseImporterWords(importer, rest, {
    usage: 'stanch inventory import',
    common: [allowHttp],
    where: '--known-from',
  })
  return { importer, words, allowsPlainHttp: words.common['allowHttp'] === true }
}

function readInput(): Promise<never> {
  throw usage('--known-from: standard input is what is redacted; name a file.')
}

function incomplete(name: string, secrets: number, problems: number): StanchError {
  return new StanchError(
    'KNOWN_INCOMPLETE',
    `--known-from ${name}: ${problems} of ${secrets + problems} secrets cannot be read, so that they would pass unmasked; nothing was started.\n` +
      'Give it the right to read them, leave them out by its options, or accept it with --known-from-partial.',
  )
}
