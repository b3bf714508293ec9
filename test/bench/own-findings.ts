import type { PeerFinding } from '../../dist/build/accuracy-peer-reports.js'
import type { Finding } from '../../dist/engine/finding.js'
import { gitBytes } from './git-subjects.ts'

/** Of texts that Stanch takes for a secret, or a peer: a shorter one is no proof that both mean the same. */
const lengthMin = 4
const blobsAtOnce = 200
const base64 = /^[\w+/-]{16,}={0,2}$/

/** What Stanch found in a history, to be asked whether it has what another scanner reports. */
export class OwnFindings {
  readonly #fingerprints = new Set<string>()
  readonly #fingerprintsAt = new Set<string>()
  readonly #texts = new Set<string>()
  /** By path. */
  readonly #textsAt = new Map<string, Set<string>>()

  constructor(repository: string, findings: readonly Finding[]) {
    for (const { fingerprint, origin, components } of findings) {
      for (const one of [fingerprint, ...components.map((component) => component.fingerprint)]) {
        this.#fingerprints.add(one)
        this.#fingerprintsAt.add(`${origin.path}\0${one}`)
      }
    }
    for (const { path, text } of readTexts(repository, findings)) {
      this.#add(path, text)
      // Others decode what Stanch reports as it stands, and the other way round.
      if (base64.test(text)) this.#add(path, withoutBlanks(Buffer.from(text, 'base64').toString()))
    }
  }

  #add(path: string, text: string): void {
    if (text.length < lengthMin) return
    this.#texts.add(text)
    const atPath = this.#textsAt.get(path) ?? new Set()
    this.#textsAt.set(path, atPath.add(text))
  }

  /** The same secret, or one that holds the other: scanners differ in where a secret starts and ends. */
  has(finding: PeerFinding, fingerprint: string, where: 'path' | 'anywhere'): boolean {
    const isAnywhere = where === 'anywhere'
    if (isAnywhere && this.#fingerprints.has(fingerprint)) return true
    if (this.#fingerprintsAt.has(`${finding.path}\0${fingerprint}`)) return true
    const texts = isAnywhere ? this.#texts : (this.#textsAt.get(finding.path) ?? [])
    const wanted = withoutBlanks(finding.text)
    if (wanted.length < lengthMin) return false
    return [...texts].some((text) => text.includes(wanted) || wanted.includes(text))
  }
}

interface FoundText {
  readonly path: string
  readonly text: string
}

function readTexts(repository: string, findings: readonly Finding[]): FoundText[] {
  const byBlob = new Map<string, Finding[]>()
  for (const finding of findings) {
    const { origin } = finding
    // Offsets in an archive's entry are none in the blob.
    if (origin.kind !== 'git' || origin.blob === undefined || origin.path.includes('!')) continue
    byBlob.set(origin.blob, [...(byBlob.get(origin.blob) ?? []), finding])
  }
  const names = [...byBlob.keys()]
  const texts: FoundText[] = []
  for (let at = 0; at < names.length; at += blobsAtOnce) {
    for (const [name, bytes] of readBlobs(repository, names.slice(at, at + blobsAtOnce))) {
      for (const { origin, start, end } of byBlob.get(name) ?? []) {
        const text = withoutBlanks(bytes.subarray(start, end).toString())
        texts.push({ path: origin.path, text })
      }
    }
  }
  return texts
}

/** Private keys come with line feeds as they are, escaped, or without. */
function withoutBlanks(text: string): string {
  return text.replaceAll(/\s|\\[nr]/g, '')
}

function readBlobs(repository: string, names: readonly string[]): Map<string, Buffer> {
  const output = gitBytes(repository, ['cat-file', '--batch'], `${names.join('\n')}\n`)
  const blobs = new Map<string, Buffer>()
  for (let at = 0; at < output.length;) {
    const feed = output.indexOf(10, at)
    const [name, , size] = output.subarray(at, feed).toString().split(' ')
    const end = feed + 1 + Number(size)
    blobs.set(name!, output.subarray(feed + 1, end))
    at = end + 1
  }
  return blobs
}
