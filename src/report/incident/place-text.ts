import type { LeakPlace } from '../../incident/exposure.ts'
import { readOrigin } from '../origin-details.ts'

/** A place in a few words: `deploy/exporter.env:7 in 9f2c41d0`, `#deploys in slack`. */
export function placeText({ origin, line }: LeakPlace): string {
  const { path, commit, exported } = readOrigin(origin)
  if (exported !== undefined)
    return `${exported.channel ?? exported.run ?? exported.path} in ${exported.format}`
  const file = path === '' ? 'a message' : path === '-' ? 'standard input' : `${path}:${line}`
  return commit === undefined ? file : `${file} in ${commit.slice(0, 8)}`
}
