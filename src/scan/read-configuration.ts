import { readFileSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'
import { defaultConfiguration, type Configuration } from './configuration.ts'
import { findConfiguration } from './find-configuration.ts'
import { packOf, type RuleSet } from './load-engine.ts'
import type { ParsedConfiguration } from './parse-configuration.ts'
import type { Confidence } from '../rules/rule.ts'
import { reasonOf, StanchError } from '../text/error.ts'

/** The configuration of a scan, under its options. */
export interface ReadConfiguration {
  readonly configuration: Configuration
  /** What its paths are relative to. */
  readonly directory: string
  /** The built-in ones when undefined. */
  readonly rules: RuleSet | undefined
  /** `file:line` of a key. */
  readonly whereIs: ParsedConfiguration['whereIs']
}

/** What a file says, and what it is relative to. */
interface LocatedConfiguration extends ParsedConfiguration {
  readonly directory: string
}

/** What a caller chooses instead of the file. */
export interface ConfigurationChoice {
  /** `undefined`: the nearest `stanch.yaml` upwards; `null`: none, the defaults hold. */
  readonly configurationPath: string | null | undefined
  readonly minConfidence: Confidence | undefined
  readonly noIgnore: boolean
  /** Own rule files, besides those that are configured. */
  readonly ruleFiles: readonly string[]
}

/** @throws StanchError `CONFIGURATION_UNREADABLE`, `CONFIGURATION_INVALID` or `RULES_INVALID` */
export async function readConfiguration(options: ConfigurationChoice): Promise<ReadConfiguration> {
  const path =
    options.configurationPath === undefined
      ? shownFrom(findConfiguration(process.cwd()))
      : (options.configurationPath ?? undefined)
  const located = path === undefined ? withoutFile() : await locate(path)
  const { configuration, directory } = located
  const rules = await readRules(located, options.ruleFiles)
  await assertRulesExist(configuration.rules.disable, rules, path)
  return {
    configuration: {
      ...configuration,
      minConfidence: options.minConfidence ?? configuration.minConfidence,
      noIgnore: options.noIgnore || configuration.noIgnore,
    },
    directory,
    rules,
    whereIs: located.whereIs,
  }
}

function withoutFile(): LocatedConfiguration {
  const directory = process.cwd()
  return { configuration: defaultConfiguration, directory, whereIs: () => directory }
}

async function locate(path: string): Promise<LocatedConfiguration> {
  const text = readText(path, 'CONFIGURATION_UNREADABLE')
  const directory = dirname(resolve(path))
  // So it is where a policy has no configuration: nothing is loaded to read it.
  if (text === '') return { configuration: defaultConfiguration, directory, whereIs: () => path }
  const { locateConfiguration } = await import('./parse-configuration.ts')
  return { ...locateConfiguration(text, path), directory }
}

async function readRules(
  { configuration, directory, whereIs }: LocatedConfiguration,
  files: readonly string[],
): Promise<RuleSet | undefined> {
  const { rules: choice } = configuration
  if (choice === defaultConfiguration.rules && files.length === 0) return undefined
  const { hasOwnRules, loadRules } = await import('./load-rules.ts')
  if (!hasOwnRules({ choice, files })) return undefined
  return loadRules({ choice, directory: shownFrom(directory), whereIs, files })
}

/** Short for messages, and as good to read from. */
export function shownFrom<Path extends string | undefined>(path: Path): Path | string {
  if (path === undefined) return path
  const shown = relative(process.cwd(), path)
  return shown === '..' || shown.startsWith(`..${sep}`) ? path : shown
}

async function assertRulesExist(
  ids: readonly string[],
  rules: RuleSet | undefined,
  path = '',
): Promise<void> {
  if (ids.length === 0) return
  const known = packOf(rules).rules.map((rule) => rule.id)
  const unknown = ids.filter((id) => !known.includes(id))
  if (unknown.length === 0) return
  const { nearestWord } = await import('../text/strict/nearest-word.ts')
  const faults = unknown.map((id) => {
    const nearest = nearestWord(id, known)
    return `${path}: rules.disable: no rule "${id}"${nearest ? `; do you mean ${nearest}?` : ''}`
  })
  throw new StanchError('CONFIGURATION_INVALID', faults.join('\n'))
}

/** @throws StanchError with this code */
export function readText(path: string, code: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new StanchError(code, `${path} cannot be read: ${reasonOf(error)}`, { cause: error })
  }
}
