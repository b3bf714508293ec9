import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'rolldown'

type ChangeCases = (
  gitleaks: string | undefined,
) => Promise<{ readonly table: string; readonly failures: readonly string[] }>

/** Bundled when it is wanted: it needs servers of the tests, which are compiled nowhere. @returns `benchChangeCases` */
export async function loadChangeCases(): Promise<ChangeCases> {
  const file = join(import.meta.dirname, 'change-cases.js')
  await build({
    input: join(import.meta.dirname, '../../test/bench/change-cases.ts'),
    platform: 'node',
    external: /^[^./]/,
    output: { file, format: 'esm' },
  })
  const loaded = (await import(pathToFileURL(file).href)) as { readonly benchChangeCases: ChangeCases } // prettier-ignore
  return loaded.benchChangeCases
}
