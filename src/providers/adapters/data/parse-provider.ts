import { StanchError } from '../../../text/error.ts'
import { nameOfKey } from '../../../text/strict/key-faults.ts'
import { parseStrictly } from '../../../text/strict/parse-strictly.ts'
import { providerFaults } from './provider-faults.ts'
import { providerFileSchema, type ProviderFile } from './provider-schema.ts'

/**
 * Parses a file of `rules/providers/`.
 *
 * @throws StanchError `PROVIDER_INVALID` with every fault as `file:line: key: expected …`, one a line
 */
export function parseProvider(yaml: string, file: string): ProviderFile {
  const code = 'PROVIDER_INVALID'
  const { output, whereIs } = parseStrictly(providerFileSchema, yaml, { file, code })
  const faults = providerFaults(output)
  if (faults.length === 0) return output
  throw new StanchError(
    code,
    faults.map(({ path, what }) => `${whereIs(path)}: ${nameOfKey(path)}${what}`).join('\n'),
  )
}
