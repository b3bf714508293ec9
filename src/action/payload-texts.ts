import type { GithubOrigin, GithubPart } from '../engine/document.ts'
import type { TextEvent } from '../scan/change/change.ts'
import { bytesOfUtf8 } from '../text/bytes.ts'
import type { Payload } from './payload.ts'
import type { TargetRepository } from './target.ts'

type Where = Pick<GithubOrigin, 'path' | 'number' | 'url' | 'association'>

/**
 * Gathers what a payload says itself. Of an edit the former text stands in `changes` and may be read in the history of the
 * text by whoever may read it.
 */
export class PayloadTexts {
  readonly all: TextEvent[] = []
  readonly #read: Payload
  readonly #repository: TargetRepository

  constructor(read: Payload, repository: TargetRepository) {
    this.#read = read
    this.#repository = repository
  }

  /** @param at of the issue or discussion in the payload */
  addThread(
    at: string,
    { number, kind }: { number: number; kind: 'issues' | 'discussions' },
  ): void {
    const where = this.#where(`${kind}/${number}`, number, at)
    this.#add(where, at, 'title')
    this.#add(where, at, 'body')
  }

  addPull(at: string, number: number): void {
    const where = this.#where(`pull/${number}`, number, at)
    this.#add(where, at, 'title')
    this.#add(where, at, 'body')
    this.#addText(where, 'branch', this.#read.text(`${at}.head.ref`), at)
  }

  addComment(
    at: string,
    { number, kind, id }: { number: number; kind: 'issues' | 'pull' | 'discussions'; id: number },
  ): void {
    const anchor = kind === 'discussions' ? 'discussioncomment' : 'issuecomment'
    const where = this.#where(`${kind}/${number}#${anchor}-${id}`, number, at)
    this.#add(where, at, 'body', 'comment')
  }

  addReview(at: string, { number, id }: { number: number; id: number }): void {
    const where = this.#where(`pull/${number}#pullrequestreview-${id}`, number, at)
    this.#add(where, at, 'body', 'review')
  }

  addReviewComment(at: string, { number, id }: { number: number; id: number }): void {
    const where = this.#where(`pull/${number}#discussion_r${id}`, number, at)
    this.#add(where, at, 'body', 'review-comment')
  }

  addRelease(at: string): void {
    const tag = this.#read.text(`${at}.tag_name`) ?? ''
    const where = this.#where(`releases/tag/${encoded(tag)}`)
    this.#add(where, at, 'name', 'title')
    this.#add(where, at, 'body')
    this.#addText(where, 'tag', tag, at)
  }

  addReference(ref: string): void {
    const [, kind, name] = /^refs\/([^/]+)\/(.+)$/s.exec(ref)!
    const part = kind === 'tags' ? 'tag' : 'branch'
    this.#addText(this.#where(`tree/${name!.split('/').map(encoded).join('/')}`), part, name)
  }

  /** The text, and the one before it. */
  #add(where: Where, at: string, field: 'title' | 'body' | 'name', part: GithubPart = field as GithubPart): void {
    this.#addText(where, part, this.#read.text(`${at}.${field}`), at)
    this.#addText(where, part, this.#read.text(`changes.${field}.from`), undefined, true)
  } // prettier-ignore

  #addText(
    where: Where,
    part: GithubPart,
    text: string | undefined,
    at?: string,
    isFormer = false,
  ): void {
    if (text === undefined || text === '') return
    const user = at === undefined ? undefined : this.#loginOf(at)
    const time = at === undefined ? undefined : this.#timeOf(at)
    const origin: GithubOrigin = {
      kind: 'github',
      ...where,
      repository: this.#repository.name,
      part,
      ...(user !== undefined && { user }),
      ...(time !== undefined && { time }),
      ...(isFormer && { isFormer }),
    }
    this.all.push({ kind: 'text', origin, bytes: bytesOfUtf8(text) })
  }

  #where(path: string, number?: number, at?: string): Where {
    const { name, url } = this.#repository
    const association = at === undefined ? undefined : associationAt(this.#read, at)
    return {
      path: `${name}/${path}`,
      ...(number !== undefined && { number }),
      url: `${url}/${path}`,
      ...(association !== undefined && { association }),
    }
  }

  #loginOf(at: string): string | undefined {
    const form = /^[\w-]{1,100}(?:\[bot\])?$/
    return this.#read.formed(`${at}.user.login`, form) ?? this.#read.formed(`${at}.author.login`, form) // prettier-ignore
  }

  #timeOf(at: string): string | undefined {
    const form = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[-+]\d\d:\d\d)$/
    const fields = ['updated_at', 'submitted_at', 'published_at', 'created_at']
    const time = fields.map((name) => this.#read.formed(`${at}.${name}`, form)).find(Boolean)
    const ms = time === undefined ? NaN : Date.parse(time)
    return Number.isNaN(ms) ? undefined : new Date(ms).toISOString()
  }
}

/** What who wrote it is to the repository; of an edit, who wrote it first. */
export function associationAt(read: Payload, at: string): string | undefined {
  return read.formed(`${at}.author_association`, /^[A-Z_]{1,40}$/)
}

/** Half a pair of UTF-16 cannot be encoded. */
function encoded(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\uFFFD'))
}
