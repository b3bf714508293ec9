import { collectImport, type CollectedImport } from '../../scan/import/collect-import.ts'
import { mergeImport, type MergedImport } from '../../scan/import/merge-import.ts'
import { inventoryPlaceOf } from '../../scan/inventory-place.ts'
import { openInventory } from '../../scan/open-inventory.ts'
import { openValueReader } from '../../scan/parts-of-value.ts'
import type { InventoryStore } from '../../inventory/inventory-store.ts'
import type { Importer } from '../../providers/importers/importer.ts'
import { StanchError } from '../../text/error.ts'
import type { FingerprintKey } from '../../text/fingerprint.ts'
import { exitStatus } from '../exit-status.ts'
import { interruptSignal } from '../interrupt-signal.ts'
import { keepMemoryPrivate } from '../keep-memory-private.ts'
import { readConfiguration, type ReadConfiguration } from '../read-configuration.ts'
import { usage } from '../usage.ts'
import { formatImport, formatImportJson } from './format-import.ts'
import { buildImportOptions, importOptions, type ImportOptions } from './import-options.ts'
import { parseImporterWords, type CommonOption, type ParsedImporter } from './importer-command.ts'
import { listImporters, loadImporter } from './load-importer.ts'
import { openImport } from './open-import.ts'
import { hmslOptionOf } from './hmsl-option.ts'
import { readInput } from './read-input.ts'
import { stableKey } from './stable-key.ts'

/**
 * `stanch inventory import`. Nothing is written before all was read.
 *
 * @param words a source, and what is for it
 * @param inventoryOptions that all commands of an inventory have
 * @returns exit status: 2 when something could not be read, 130 after an interrupt
 */
export async function runImport(
  [source, ...words]: readonly string[],
  inventoryOptions: readonly CommonOption[],
): Promise<number> {
  if (source === undefined || source === '--help' || source === '-h') {
    const stream = source === undefined ? process.stderr : process.stdout
    stream.write(await listImporters())
    return source === undefined ? exitStatus.failed : exitStatus.clean
  }
  if (source.startsWith('-'))
    throw usage(
      `stanch inventory import: expected a source first, got ${JSON.stringify(source)}.\nstanch inventory import lists them.`,
    )
  const importer = await loadImporter(source)
  const parsed = parseImporterWords(importer, words, {
    usage: 'stanch inventory import',
    common: [...inventoryOptions, ...importOptions],
  })
  const options = buildImportOptions(parsed.common)
  keepMemoryPrivate()
  const signal = interruptSignal()
  try {
    return await importFrom(importer, parsed, options, signal)
  } catch (error) {
    if (!signal.aborted) throw error
    process.stderr.write('stanch: interrupted: nothing was written\n')
    return exitStatus.interrupted
  }
}

async function importFrom(
  importer: Importer,
  words: ParsedImporter,
  options: ImportOptions,
  signal: AbortSignal,
): Promise<number> {
  const key = stableKey()
  const configured = await readConfiguration({
    configurationPath: options.configurationPath,
    minConfidence: undefined,
    noIgnore: false,
    ruleFiles: [],
  })
  const { inventory } = configured.configuration
  const place = inventoryPlaceOf(
    options,
    { inventory, directory: configured.directory },
    process.env,
  )
  const store = await openInventory(place, (note) => process.stderr.write(`stanch: ${note}\n`))
  try {
    await assertWritable(store, options)
    const collected = await collect(importer, words, { key, options, configured, signal })
    signal.throwIfAborted()
    const merged = await merge(store, collected, importer.name, options)
    const report = {
      source: importer.name,
      store: store.name,
      isDry: options.isDry,
      collected,
      merged,
    }
    process.stdout.write(
      options.format === 'json'
        ? formatImportJson(report)
        : formatImport(report, options.isVerbose),
    )
    return collected.problems.length > 0 ? exitStatus.failed : exitStatus.clean
  } finally {
    await store.close()
  }
}

/** Said before a store of secrets is asked for all it has; a damaged inventory is, too. */
async function assertWritable(store: InventoryStore, { isDry }: ImportOptions): Promise<void> {
  if (store.isReadOnly && !isDry)
    throw new StanchError(
      'INVENTORY_READ_ONLY',
      `${store.name} can only be read. Name a file or a database with --store, or try --dry-run.`,
    )
  for await (const _ of store.list()) return
}

async function collect(
  importer: Importer,
  words: ParsedImporter,
  run: {
    readonly key: FingerprintKey
    readonly options: ImportOptions
    readonly configured: ReadConfiguration
    readonly signal: AbortSignal
  },
): Promise<CollectedImport> {
  const { key, signal } = run
  const reader = openValueReader(run.configured.rules)
  const { allowsPlainHttp } = run.options
  const hmslOf = hmslOptionOf(run.options, run.configured.configuration.inventory)
  const opened = await openImport({
    importer,
    words,
    readInput: () => readInput(signal),
    allowsPlainHttp,
    signal,
  })
  try {
    return await collectImport(opened.events, { key, ...reader, ...(hmslOf && { hmslOf }) }, signal)
  } finally {
    await opened.close()
  }
}

function merge(
  store: InventoryStore,
  collected: CollectedImport,
  importer: string,
  { defaults, retiresMissing, isDry }: ImportOptions,
): Promise<MergedImport> {
  const at = new Date().toISOString().replace(/\.\d+Z$/, 'Z')
  return mergeImport(store, collected, { importer, at, defaults, retiresMissing, isDry })
}
