import { appendFileSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { canonicalJson } from '../../incident/canonical-json.ts'
import { incidentIdPattern } from './incident-id.ts'
import type { JournalSeal } from './journal-seal.ts'

interface IndexLine {
  readonly incident: string
  readonly identities: readonly string[]
}

/**
 * Which incident has which identity, in `index.jsonl`. Journals are the truth: what the index lacks, or what of it is not
 * sealed, is read from them. So it may be appended to without a lock, and a line that is lost costs nothing.
 */
export class IncidentIndex {
  readonly #path: string
  readonly #directory: string
  readonly #seal: JournalSeal
  readonly #byIdentity = new Map<string, string>()
  readonly #known = new Set<string>()
  #readTo = 0

  /** @param path of the store */
  constructor(path: string, seal: JournalSeal) {
    this.#path = join(path, 'index.jsonl')
    this.#directory = join(path, 'incidents')
    this.#seal = seal
  }

  /** Ids, the newest first; also of those whose files somebody removed. */
  ids(): string[] {
    this.#readNew()
    const there = this.#there()
    return [...new Set([...there, ...this.#known])].sort((left, right) => (left < right ? 1 : -1))
  }

  /** Whether it was here once. */
  knows(id: string): boolean {
    this.#readNew()
    return this.#known.has(id)
  }

  /**
   * The oldest incident that has one of the identities.
   *
   * @param read identities of an incident that the index lacks
   */
  find(identities: readonly string[], read: (id: string) => readonly string[]): string | undefined {
    this.#readNew()
    for (const id of this.#there()) if (!this.#known.has(id)) this.add(id, read(id))
    const ids = identities.flatMap((one) => this.#byIdentity.get(one) ?? [])
    return ids.sort()[0]
  }

  /** Failing to write it is no failure. */
  add(incident: string, identities: readonly string[]): void {
    const line = { incident, identities }
    this.#take(line)
    const text = canonicalJson({ ...line, seal: this.#seal.of('index', canonicalJson(line)) })
    try {
      // In front, too: the line before may have been torn.
      appendFileSync(this.#path, `\n${text}\n`, { mode: 0o600 })
    } catch {
      // It is read from the journal next time.
    }
  }

  #there(): string[] {
    return readdirSync(this.#directory).filter((name) => incidentIdPattern.test(name))
  }

  #readNew(): void {
    const size = statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0
    if (size === this.#readTo) return
    const bytes = size === 0 ? Buffer.alloc(0) : readFileSync(this.#path)
    if (size < this.#readTo) {
      this.#byIdentity.clear()
      this.#known.clear()
      this.#readTo = 0
    }
    const end = bytes.lastIndexOf(10) + 1
    for (const text of bytes.toString('utf8', this.#readTo, end).split('\n')) this.#read(text)
    this.#readTo = Math.max(end, this.#readTo)
  }

  /** `seal` is the last key, so the text before it is what was sealed. */
  #read(text: string): void {
    const [, body, seal] = /^(\{.*),"seal":"([0-9a-f]{32})"\}$/.exec(text) ?? []
    if (body === undefined || !this.#seal.fits('index', `${body}}`, seal)) return
    this.#take(JSON.parse(`${body}}`) as IndexLine)
  }

  #take({ incident, identities }: IndexLine): void {
    this.#known.add(incident)
    for (const identity of identities) {
      const other = this.#byIdentity.get(identity)
      if (other === undefined || incident < other) this.#byIdentity.set(identity, incident)
    }
  }
}
