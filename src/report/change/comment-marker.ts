import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { Finding } from '../../engine/finding.ts'
import { bytesOfUtf8 } from '../../text/bytes.ts'

/** By what our comment on an exposure is found again. */
export interface CommentMarker {
  /** `<kid>:<16 hex digits>` of the fingerprint, or `at:<16 hex digits>` of the place. */
  readonly id: string
  readonly rule: string
  /** Full name of the oldest commit that has it; `undefined`: it stands in a text. */
  readonly commit: string | undefined
}

/** How every hidden marker begins. */
export const markerStart = '<!-- stanch:exposure '

/**
 * The marker of an exposure, the same in every run on the same change.
 *
 * Under a key that somebody keeps it is the beginning of the keyed fingerprint: readers learn which comments are on the same
 * secret, in this repository and in every other that uses the key, and nothing that a guess of the value could be checked
 * against. Where the key was made for this run it is a digest of the place, which the comment names anyway.
 *
 * @param findings of one exposure, in the order of the scan; at least one
 */
export function markerOf(
  findings: readonly Finding[],
  key: { readonly ephemeral: boolean },
): CommentMarker {
  const { fingerprint, rule, origin, start } = findings[0]!
  const commit = origin.kind === 'git' ? (origin.commit ?? undefined) : undefined
  const [, kid = '', hash = ''] = fingerprint.split(':')
  const id = key.ephemeral
    ? `at:${digestOf([rule, commit, origin.path, partOf(findings[0]!), start])}`
    : `${kid}:${hash.slice(0, 16)}`
  return { id, rule, commit }
}

/** One line of HTML that no reader sees. */
export function writeMarker({ id, rule, commit }: CommentMarker): string {
  return `${markerStart}id=${id} rule=${rule}${commit === undefined ? '' : ` commit=${commit}`} -->`
}

/**
 * @returns `undefined` where the body does not begin with one. Anybody can write one: only comments by our own author count, and of
 * them not those in which another workflow of that author repeats what somebody wrote.
 */
export function readMarker(body: string): CommentMarker | undefined {
  const [, id, rule, commit] = markerPattern.exec(body) ?? []
  return id === undefined || rule === undefined ? undefined : { id, rule, commit }
}

const markerPattern =
  /^<!-- stanch:exposure id=((?:[0-9a-f]{8}|at):[0-9a-f]{16}) rule=([a-z0-9][a-z0-9._-]{0,99})(?: commit=([0-9a-f]{40}(?:[0-9a-f]{24})?))? -->/

function partOf({ origin }: Finding): string | undefined {
  return 'part' in origin ? origin.part : undefined
}

function digestOf(identity: readonly unknown[]): string {
  return bytesToHex(sha256(bytesOfUtf8(JSON.stringify(identity)))).slice(0, 16)
}
