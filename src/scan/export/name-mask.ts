import type { Candidate } from '../../engine/candidate.ts'
import type { Engine } from '../../engine/engine.ts'
import type { Attribution } from '../../exports/attribution.ts'
import { bytesOfUtf8 } from '../../text/bytes.ts'

const document = { kind: 'text', fileName: '-', path: '-' } as const

/** Names of channels, files and people can hold a secret: then `*` stands for the whole name. */
export function maskNames(
  engine: Engine,
  attribution: Attribution,
  isWanted: (candidate: Candidate) => boolean,
): Attribution {
  const shown = Object.entries(attribution).map(([key, name]) => [
    key,
    holdsSecret(engine, name, isWanted) ? '*' : name,
  ])
  return Object.fromEntries(shown) as Attribution
}

/** The parts of a path that hold a secret are shown as `*`. */
export function shownPath(
  engine: Engine,
  path: string,
  isWanted: (candidate: Candidate) => boolean,
): string {
  if (!holdsSecret(engine, path, isWanted)) return path
  const parts = path.split(/([/!])/)
  const shown = parts.map((part) => (holdsSecret(engine, part, isWanted) ? '*' : part)).join('')
  return shown === path ? '*' : shown
}

function holdsSecret(
  engine: Engine,
  name: string,
  isWanted: (candidate: Candidate) => boolean,
): boolean {
  const bytes = bytesOfUtf8(name)
  const { prefilter } = engine
  const address = prefilter.reserve(bytes.length)
  try {
    prefilter.bytes.set(bytes, address)
    return engine.scan(address, bytes.length, document).candidates.some(isWanted)
  } finally {
    prefilter.release(bytes.length)
  }
}
