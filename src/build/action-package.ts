/**
 * Writes what the Action needs, built, to a directory that is empty or not there: no npm, no native module, no cache.
 *
 *     npm run action:package -- DIRECTORY
 *
 * The same commit makes the same bytes, so that anybody can check a published one. RE2 is left out: its binary is of one
 * system and ABI, and RE2JS takes no longer here, since only few windows reach a regex.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { rolldown } from 'rolldown'

/** They are started by their paths, below `dist/scan` (`scan/worker-pool.ts`). */
const workers = ['scan/scan-worker', 'scan/history/history-worker']

/** Loaded by what is never bundled, or by nothing that the Action runs. */
const external = ['re2', 're2js', 'pg-native', 'node-sqlite3-wasm']

const root = join(import.meta.dirname, '../..')
const target = resolve(process.argv[2] ?? 'stanch-action')
if (existsSync(target) && readdirSync(target).length > 0)
  throw new Error(`${target}: expected an empty directory, or none`)

const bundle = await rolldown({
  cwd: root,
  input: {
    'bin/action': 'dist/action/main.js',
    ...Object.fromEntries(workers.map((path) => [path, `dist/${path}.js`])),
  },
  platform: 'node',
  external,
})
await bundle.write({
  dir: join(target, 'dist'),
  format: 'esm',
  entryFileNames: '[name].js',
  // Beside the command, since code finds the rule pack from where it stands.
  chunkFileNames: 'bin/[name]-[hash].js',
})
await bundle.close()

for (const path of ['dist/pack', 'action.yml', 'LICENSE', 'README.md'])
  cpSync(join(root, path), join(target, path), { recursive: true })
copyRe2js()
writePackageFile()

function copyRe2js(): void {
  const from = join(root, 'node_modules/re2js')
  const to = join(target, 'node_modules/re2js')
  mkdirSync(join(to, 'build'), { recursive: true })
  for (const path of ['package.json', 'LICENSE', 'build/index.cjs'])
    cpSync(join(from, path), join(to, path))
}

/** Nothing is to be installed. */
function writePackageFile(): void {
  const { name, version, license, type, engines } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  ) as Record<string, unknown>
  const text = JSON.stringify({ name, version, private: true, license, type, engines }, null, 2)
  writeFileSync(join(target, 'package.json'), `${text}\n`)
}
