import { configurationSchema } from './configuration-schema.ts'
import type { Configuration } from './configuration.ts'
import { parseStrictly } from './parse-strictly.ts'

/**
 * Loads `yaml` and `valibot`: import this module only when there is a file to parse.
 *
 * @param yaml the file's text; an empty file means the defaults
 * @param path the file's name, for messages
 * @throws StanchError `CONFIGURATION_INVALID` listing every fault as `file:line: key: expected …`
 */
export function parseConfiguration(yaml: string, path: string): Configuration {
  const { output } = parseStrictly(configurationSchema, yaml, {
    file: path,
    code: 'CONFIGURATION_INVALID',
    empty: {},
  })
  const { version: _, ...configuration } = output
  return configuration
}
