import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { ExportOrigin } from '../../../src/engine/document.ts'
import { defaultConfiguration } from '../../../src/scan/configuration.ts'
import { ExportsScan } from '../../../src/scan/export/scan-export.ts'
import type { FoundSecret } from '../../../src/scan/found-secret.ts'
import { fingerprintKeyOf } from '../../../src/text/fingerprint.ts'
import { latin1Of } from '../../../src/text/bytes.ts'
import { makeEngine } from '../../engine/real-pack.ts'
import { makeTar, makeZip } from '../../sources/archives/make-archives.ts'

const engine = makeEngine()
const key = fingerprintKeyOf(new Uint8Array(32))

export type Files = Readonly<Record<string, string | Uint8Array>>
export type Container = 'folder' | 'zip' | 'tar.gz'

export interface ScannedFiles {
  /** By the secret. */
  readonly found: ReadonlyMap<string, readonly FoundPlace[]>
  readonly skipped: readonly Note[]
  readonly problems: readonly Note[]
}

export interface FoundPlace extends ExportOrigin {
  readonly line: number
}

interface Note {
  readonly path: string
  readonly reason: string
}

/** Scans files as `stanch scan export` does; paths are told from the folder or archive on. */
export async function scanFiles(
  files: Files,
  container: Container = 'folder',
  format?: string,
): Promise<ScannedFiles> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'stanch-files-')))
  try {
    const path = write(files, container, root)
    const found = new Map<string, FoundPlace[]>()
    const [skipped, problems]: [Note[], Note[]] = [[], []]
    const shown = (name: string) => name.slice(path.length + 1)
    const account = {
      skipped,
      problems,
      count: () => undefined,
      report: ({ value, finding }: FoundSecret) => {
        const secret = latin1Of(value)
        const origin = finding.origin as ExportOrigin
        const place = { ...origin, path: shown(origin.path), line: finding.line }
        found.set(secret, [...(found.get(secret) ?? []), place])
      },
    }
    const setup = {
      configuration: defaultConfiguration, directory: root, format, key, paths: [path], signal: new AbortController().signal,
    } // prettier-ignore
    await new ExportsScan(setup, account, engine).run()
    const noted = (notes: readonly Note[]) => notes.map((note) => ({ ...note, path: shown(note.path) })) // prettier-ignore
    return { found, skipped: noted(skipped), problems: noted(problems) }
  } finally {
    rmSync(root, { recursive: true })
  }
}

function write(files: Files, container: Container, root: string): string {
  const entries = Object.entries(files).map(([name, content]) => ({ name, content }))
  if (container === 'folder') {
    const folder = join(root, 'in')
    for (const { name, content } of entries) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), content)
    }
    return folder
  }
  const path = join(root, `in.${container}`)
  writeFileSync(path, container === 'zip' ? makeZip(entries) : gzipSync(makeTar(entries)))
  return path
}
