import { StanchError } from '../../../text/error.ts'
import { JsonScanner } from '../../../text/json-scanner.ts'
import { plainDecimal, type SopsFile } from './sops-file.ts'
import type { SopsLeaf } from './sops-leaf.ts'

/** Keys in the file's order, which the MAC goes by and `JSON.parse` changes. @throws StanchError `SOPS_FILE_INVALID` */
export function parseSopsJson(bytes: Uint8Array): SopsFile {
  const scanner = JsonScanner.of(bytes)
  const leaves: SopsLeaf[] = []
  for (let token = scanner.next(); token !== 'end'; token = scanner.next()) {
    if (token === 'fault' || token === 'wait' || scanner.documents > 1)
      throw new StanchError('SOPS_FILE_INVALID', `no JSON at byte ${scanner.start}`)
    if (token !== 'string' && token !== 'number' && token !== 'word') continue
    const path = scanner.path()
    const text = token === 'string' ? scanner.text() : plainTextOf(scanner.text())
    if (path[0] !== 'sops' && text !== undefined)
      leaves.push({ path, document: 0, text, isText: token === 'string' })
  }
  const { sops } = (parse(bytes) ?? {}) as { readonly sops?: unknown }
  return { leaves, metadata: sops }
}

/** Of a number or word as the MAC counts it; nothing is no value. */
function plainTextOf(text: string): string | undefined {
  if (text === 'null') return undefined
  if (text === 'true') return 'True'
  if (text === 'false') return 'False'
  return /^-?\d{1,18}$/.test(text) ? BigInt(text).toString() : plainDecimal(Number(text))
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    throw new StanchError('SOPS_FILE_INVALID', 'no JSON')
  }
}
