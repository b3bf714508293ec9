/**
 * Puts the command where npx looks for it: `npx stanch` then works in a checkout as it does where the package
 * is installed.
 */
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = new URL('../../', import.meta.url)
const entry = new URL('dist/cli/main.js', root)
const bin = new URL('node_modules/.bin/', root)

mkdirSync(bin, { recursive: true })
chmodSync(entry, 0o755)
if (process.platform === 'win32') {
  writeFileSync(new URL('stanch.cmd', bin), `@node "${fileURLToPath(entry)}" %*\r\n`)
} else {
  const link = new URL('stanch', bin)
  rmSync(link, { force: true })
  symlinkSync('../../dist/cli/main.js', link)
}
