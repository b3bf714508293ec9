import { fieldOf } from '../text/field-of.ts'
import { configurationSchema } from './configuration-schema.ts'
import type { Configuration } from './configuration.ts'
import { parseStrictly } from '../text/strict/parse-strictly.ts'
import type { KeyPath } from '../text/strict/shape-faults.ts'

/** A configuration, and where its parts stand. */
export interface ParsedConfiguration {
  readonly configuration: Configuration
  /** `file:line` of a key or of a list's item. */
  readonly whereIs: (path: KeyPath) => string
}

/**
 * Loads `yaml` and `valibot`: import this module only when there is a file to parse.
 *
 * @param yaml the file's text; an empty file means the defaults
 * @param path the file's name, for messages
 * @throws StanchError `CONFIGURATION_INVALID` listing every fault as `file:line: key: expected …`
 */
export function parseConfiguration(yaml: string, path: string): Configuration {
  return locateConfiguration(yaml, path).configuration
}

/** As {@link parseConfiguration}, for whoever has more to check and wants to say where. */
export function locateConfiguration(yaml: string, path: string): ParsedConfiguration {
  const { output, whereIs } = parseStrictly(configurationSchema, yaml, {
    file: path,
    code: 'CONFIGURATION_INVALID',
    empty: {},
    prepare: writtenOut,
  })
  const { version: _, ...configuration } = output
  const { store, tenant, ...inventory } = configuration.inventory
  return {
    configuration: {
      ...configuration,
      inventory: { store, tenant, ...inventory },
      incidents: { store: configuration.incidents.store },
    } as Configuration,
    whereIs,
  }
}

/** A place alone stands for the inventory there: `inventory: OWNER/REPO@SHA:path`. */
function writtenOut(value: unknown): unknown {
  const inventory = fieldOf(value, 'inventory')
  return typeof inventory === 'string'
    ? { ...(value as object), inventory: { store: inventory } }
    : value
}
