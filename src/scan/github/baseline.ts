import { mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { replaceFile, targetOf } from '../../store/file/replace-file.ts'
import { reasonOf, StanchError } from '../../text/error.ts'

/** Fingerprints of what is known of an estate; no secret can be guessed from them without the key. */
export interface Baseline {
  /** Account or repository, lower case. */
  readonly target: string
  readonly kid: string
  readonly fingerprints: readonly string[]
}

const version = 1

/**
 * @returns `undefined` when there is no file yet
 * @throws StanchError `BASELINE_INVALID`, `BASELINE_FOREIGN`
 */
export function readBaseline(path: string, target: string, kid: string): Baseline | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new StanchError('BASELINE_INVALID', `${path} cannot be read: ${reasonOf(error)}`)
  }
  const baseline = parse(text)
  if (baseline === undefined) {
    throw new StanchError(
      'BASELINE_INVALID',
      `${path}: expected a baseline that stanch scan github has written, got something else. Name another file, or remove it to begin anew.`,
    )
  }
  if (baseline.kid !== kid) {
    throw new StanchError(
      'BASELINE_FOREIGN',
      `${path}: was written under the key ${baseline.kid}, this run has ${kid}: no fingerprint would match. Set that key, or name another file to begin anew.`,
    )
  }
  if (baseline.target !== target.toLowerCase()) {
    throw new StanchError(
      'BASELINE_FOREIGN',
      `${path}: is of ${baseline.target}, not of ${target}. Name a file for each.`,
    )
  }
  return baseline
}

export function writeBaseline(path: string, baseline: Baseline): void {
  const file = targetOf(path)
  const { target, kid, fingerprints } = baseline
  const sorted = [...new Set(fingerprints)].toSorted()
  const text = JSON.stringify(
    { version, target: target.toLowerCase(), kid, fingerprints: sorted },
    undefined,
    1,
  )
  mkdirSync(dirname(file), { recursive: true })
  replaceFile(file, `${text}\n`, { workDirectory: dirname(file) })
}

function parse(text: string): Baseline | undefined {
  let parsed: Partial<Record<string, unknown>>
  try {
    parsed = JSON.parse(text) as Partial<Record<string, unknown>>
  } catch {
    return undefined
  }
  const { version: found, target, kid, fingerprints } = parsed
  if (found !== version || typeof target !== 'string' || typeof kid !== 'string') return undefined
  if (!Array.isArray(fingerprints)) return undefined
  const isEach = fingerprints.every(
    (one) => typeof one === 'string' && /^v1:[0-9a-f]{8}:[0-9a-f]+$/.test(one),
  )
  return isEach ? { target, kid, fingerprints: fingerprints as string[] } : undefined
}
