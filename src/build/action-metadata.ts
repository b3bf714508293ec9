/**
 * Writes `action.yml` and the README's tables of the Action anew, from the one table of inputs and outputs.
 *
 *     npm run action:metadata
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { renderAction, withTables } from './render-action.ts'

const root = new URL('../../', import.meta.url)
const readme = new URL('README.md', root)

writeFileSync(new URL('action.yml', root), renderAction())
writeFileSync(readme, withTables(readFileSync(readme, 'utf8')))
