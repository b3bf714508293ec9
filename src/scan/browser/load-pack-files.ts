import { reasonOf, StanchError } from '../../text/error.ts'

/** An address, or the bytes themselves. */
export type PackFile = string | URL | ArrayBuffer | Uint8Array

/** The files of `stanch/pack/` that a redactor needs. */
export interface PackFiles<File = PackFile> {
  /** `rules.json` */
  readonly head: File
  /** `rules.jsonl` */
  readonly rules: File
  /** `literals.bin` */
  readonly literals: File
  /** `prefilter.wasm` */
  readonly prefilter: File
}

const names: PackFiles<string> = {
  head: 'rules.json',
  rules: 'rules.jsonl',
  literals: 'literals.bin',
  prefilter: 'prefilter.wasm',
}

/** Bytes of their own, as WASM wants them. */
type Loaded = Uint8Array<ArrayBuffer>

/** @throws StanchError `PACK_UNREADABLE` naming the file */
export async function loadPackFiles(pack: string | URL | PackFiles): Promise<PackFiles<Loaded>> {
  const load = (key: keyof PackFiles) => {
    const file = isAddress(pack) ? new URL(names[key], directoryOf(pack)) : pack[key]
    return loadFile(file, names[key])
  }
  const [head, rules, literals, prefilter] = await Promise.all([
    load('head'),
    load('rules'),
    load('literals'),
    load('prefilter'),
  ])
  return { head, rules, literals, prefilter }
}

async function loadFile(file: PackFile | undefined, name: string): Promise<Loaded> {
  if (file instanceof ArrayBuffer) return new Uint8Array(file)
  if (file instanceof Uint8Array) return new Uint8Array(file)
  if (file === undefined) {
    throw new StanchError('PACK_UNREADABLE', `${name} of stanch/pack/ was not given.`)
  }
  try {
    const response = await fetch(file)
    if (response.ok) return new Uint8Array(await response.arrayBuffer())
    throw new Error(`the server said ${response.status}`)
  } catch (error) {
    throw new StanchError(
      'PACK_UNREADABLE',
      `${name} cannot be loaded from ${String(file)}: ${reasonOf(error)}.\n` +
        'Serve the files of node_modules/stanch/dist/pack/, and give their address as `pack`.',
      { cause: error },
    )
  }
}

function isAddress(pack: string | URL | PackFiles): pack is string | URL {
  return typeof pack === 'string' || pack instanceof URL
}

/** With a slash at its end, so that names are relative to it. */
function directoryOf(address: string | URL): URL {
  const { href } = new URL(address, pageAddress())
  return new URL(href.endsWith('/') ? href : `${href}/`)
}

/** Also of a worker; a script elsewhere has none, and gives whole addresses. */
function pageAddress(): string | undefined {
  return (globalThis as { location?: { readonly href: string } }).location?.href
}
