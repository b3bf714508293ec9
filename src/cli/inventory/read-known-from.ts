import type { KnownValue } from '../../engine/known-values.ts'
import { escapeControls } from '../../report/escape-controls.ts'
import { untilAborted } from '../../scan/import/until-aborted.ts'
import { importers } from '../../providers/importers/importers.ts'
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

/** A source as it was typed, or as a line of a file has it. */
interface KnownSource {
  readonly text: string
  /** `file:line`; the line is never shown, for it may be of a file of values. */
  readonly line?: string
}

/** `@file` names one with a source a line: hosts that start filters pass on no blanks. */
function linesOf(source: string): KnownSource[] {
  if (!source.startsWith('@')) return [{ text: source }]
  const path = source.slice(1)
  return readText(path, 'KNOWN_SOURCES_UNREADABLE')
    .split('\n')
    .map((line, at) => ({ text: line.trim(), line: `${path}:${at + 1}` }))
    .filter(({ text }) => text !== '' && !text.startsWith('#'))
}

async function readOne(
  source: KnownSource,
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

async function parseSource({ text, line }: KnownSource) {
  const [name, ...rest] = splitWords(text) ?? []
  const isNamed = name !== undefined && !name.startsWith('-')
  if (!isNamed || (line !== undefined && !Object.hasOwn(importers, name)))
    throw noSource(text, line)
  const importer = await loadImporter(name, '--known-from')
  const words = parseImporterWords(importer, rest, {
    usage: 'stanch inventory import',
    common: [allowHttp],
    where: line ?? '--known-from',
  })
  return { importer, words, allowsPlainHttp: words.common['allowHttp'] === true }
}

function noSource(text: string, line: string | undefined): StanchError {
  const expected = "expected a source with its options, such as 'vault --prefix app/'"
  return usage(
    line === undefined
      ? `--known-from: ${expected}; got ${JSON.stringify(text)}.`
      : `${line}: ${expected}; got another. A file of values is given by --known.`,
  )
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
