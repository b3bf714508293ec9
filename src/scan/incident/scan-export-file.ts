import type { FoundSecret } from '../found-secret.ts'
import { scanExport } from '../export/scan-export.ts'
import type { LocatedFile } from './locate-file.ts'
import type { PlaceReaderOptions } from './place-reader.ts'

/**
 * All that is found in one file of an export. Who said it is not told: for that all files of the export would have to be
 * read.
 */
export async function scanExportFile(
  { path, label }: LocatedFile,
  { configuration, rules, root, key, signal }: PlaceReaderOptions,
): Promise<FoundSecret[]> {
  const all: FoundSecret[] = []
  const opened = path.toString()
  await scanExport(
    {
      paths: [opened],
      configuration: { ...configuration, minConfidence: 'low', ignore: [] },
      rules,
      directory: root,
      key,
      isKeyEphemeral: false,
      threads: 1,
      signal,
      format: undefined,
    },
    {
      onFound: (found) => {
        const { origin } = found.finding
        const inner = origin.path.slice(origin.path.length - innerLength(origin.path, opened))
        all.push({
          ...found,
          finding: {
            ...found.finding,
            origin: { ...origin, path: label + inner } as typeof origin,
          },
        })
        return true
      },
      onProgress: () => undefined,
      onRegexFallback: () => undefined,
      onIndexRefused: () => undefined,
      needsValues: true,
      suppressionUse: () => ({ suppressed: 0, expired: [], dead: [] }),
    },
  )
  return all
}

/** Length of what stands behind the file's own name. */
function innerLength(path: string, opened: string): number {
  const at = path.indexOf('!', Math.max(0, opened.length - 2))
  return at < 0 ? 0 : path.length - at
}
