import { dirname, resolve } from 'node:path'
import { defaultConfiguration } from '../../scan/configuration.ts'
import { findConfiguration } from '../../scan/find-configuration.ts'
import type { ParsedConfiguration } from '../../scan/parse-configuration.ts'
import { readText, shownFrom } from '../read-configuration.ts'

/** A configuration with where its keys stand. */
export interface PostureSettings extends ParsedConfiguration {
  /** Absolute; what its paths are relative to. */
  readonly directory: string
}

/**
 * The configuration of a command that makes no use of rules.
 *
 * @param path of `--config`; found upwards from the working directory when undefined
 * @throws StanchError `CONFIGURATION_UNREADABLE` or `CONFIGURATION_INVALID`
 */
export async function readPostureConfiguration(path: string | undefined): Promise<PostureSettings> {
  const found = path ?? shownFrom(findConfiguration(process.cwd()))
  if (found === undefined) {
    const directory = process.cwd()
    return { configuration: defaultConfiguration, directory, whereIs: () => directory }
  }
  const { locateConfiguration } = await import('../../scan/parse-configuration.ts')
  const parsed = locateConfiguration(readText(found, 'CONFIGURATION_UNREADABLE'), found)
  return { ...parsed, directory: dirname(resolve(found)) }
}
