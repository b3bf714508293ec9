import { StanchError } from '../../../text/error.ts'
import { parseSopsDotenv, parseSopsIni } from './parse-sops-lines.ts'
import { parseSopsJson } from './parse-sops-json.ts'
import type { SopsFile, SopsFormat } from './sops-file.ts'

/**
 * Reads a file that SOPS wrote, by its name's end, or else by what it looks like.
 *
 * @throws StanchError `SOPS_FILE_INVALID`; its message never repeats what stands there
 */
export async function parseSopsFile(bytes: Uint8Array, name: string): Promise<SopsFile> {
  const text = decode(bytes)
  switch (formatOf(name, text)) {
    case 'json':
      return parseSopsJson(bytes)
    case 'dotenv':
      return parseSopsDotenv(text)
    case 'ini':
      return parseSopsIni(text)
    case 'yaml':
      return (await import('./parse-sops-yaml.ts')).parseSopsYaml(text)
  }
}

function formatOf(name: string, text: string): SopsFormat {
  if (/\.ya?ml$/i.test(name)) return 'yaml'
  if (/\.json$/i.test(name)) return 'json'
  if (/\.env$/i.test(name)) return 'dotenv'
  if (/\.ini$/i.test(name)) return 'ini'
  if (/^\s*\{/.test(text)) return 'json'
  if (/^\[sops\]\s*$/m.test(text)) return 'ini'
  return /^sops_mac=/m.test(text) ? 'dotenv' : 'yaml'
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new StanchError('SOPS_FILE_INVALID', 'no text in UTF-8')
  }
}
