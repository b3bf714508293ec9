import { createRequire } from 'node:module'
import type { Command } from 'commander'
import type { Importer } from '../../providers/importers/importer.ts'
import { collect } from '../collect.ts'
import { layoutTable } from '../layout-table.ts'
import { usage as usageError } from '../usage.ts'

// As CommonJS it loads in half the time.
const commander = createRequire(import.meta.url)('commander') as typeof import('commander')

/** The words of an importer, read. */
export interface ParsedImporter {
  readonly arguments: readonly string[]
  /** The importer's own, by their names in camel case. */
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>
  /** Those of whoever asks, by the same names. */
  readonly common: Readonly<Record<string, string | boolean | undefined>>
}

export interface WordsOf {
  /** The words before the importer's name, for help. */
  readonly usage: string
  readonly common: readonly CommonOption[]
  /** Of an option that has such words as its value: nothing is written, and what is wrong is an error that names it. */
  readonly where?: string
}

/** An option that is not the importer's own. */
export interface CommonOption {
  readonly flags: string
  readonly description: string
}

/**
 * Reads what stands behind the name of an importer. Where an importer has an option of the same name as a common one,
 * the importer's counts.
 *
 * @throws CommanderError after its message was written, or after help; StanchError `USAGE` with `where`
 */
export function parseImporterWords(
  importer: Importer,
  words: readonly string[],
  { usage, common, where }: WordsOf,
): ParsedImporter {
  const command = importerCommand(importer, usage)
  const own = command.options.map((option) => option.attributeName())
  const taken = new Set(command.options.map(({ long }) => long))
  for (const { flags, description } of common) {
    const option = new commander.Option(flags, description)
    if (taken.has(option.long)) continue
    command.addOption(option.helpGroup('Options of the inventory:'))
  }
  if (where === undefined) command.parse(words, { from: 'user' })
  else parseSilently(command, words, where)
  const all = Object.entries(command.opts<ParsedImporter['options']>())
  return {
    arguments: command.args,
    options: Object.fromEntries(all.filter(([key]) => own.includes(key))),
    common: Object.fromEntries(
      all.filter(([key]) => !own.includes(key)),
    ) as ParsedImporter['common'],
  }
}

function parseSilently(command: Command, words: readonly string[], where: string): void {
  command.configureOutput({ writeOut: () => undefined, writeErr: () => undefined })
  try {
    command.parse(words, { from: 'user' })
  } catch (error) {
    if (!(error instanceof commander.CommanderError)) throw error
    const said = error.message.replace(/^error: /, '')
    throw usageError(`${where}: ${said}\n${command.name()} --help shows what there is.`)
  }
}

function importerCommand(importer: Importer, usage: string): Command {
  const command = new commander.Command(`${usage} ${importer.name}`)
    .description(importer.description)
    .exitOverride()
    .showHelpAfterError(`(${usage} ${importer.name} --help shows what there is)`)
    .allowExcessArguments(false)
  const { argument, environment } = importer
  if (argument) command.argument(argument.name, argument.description)
  for (const { flags, description } of importer.options) {
    const option = new commander.Option(flags, description)
    // Options whose description says so may be given again and again.
    if (/[<[].*\.\.\.[>\]]|repeatable/.test(`${flags} ${description}`)) option.argParser(collect)
    command.addOption(option)
  }
  if (environment.length > 0) {
    const rows = environment.map(({ name, description }) => [`  ${name}`, description])
    command.addHelpText('after', `\nEnvironment:\n${layoutTable(rows).join('\n')}`)
  }
  return command
}
