import type { GithubOrigin, GithubPart } from '../engine/document.ts'
import { bytesOfUtf8 } from '../text/bytes.ts'
import type { TextEvent } from './text-event.ts'

/** Where a text stands, as an answer tells it: nothing in it is trusted to be of its kind. */
export interface TextPlace {
  readonly path: string
  readonly repository: string
  readonly part: GithubPart
  readonly number?: unknown
  readonly url?: unknown
  readonly user?: unknown
  readonly association?: unknown
  readonly time?: unknown
  readonly isFormer?: true
}

/** @returns nothing where there is no text; half a pair of UTF-16 becomes U+FFFD */
export function textEvents(text: unknown, place: TextPlace): TextEvent[] {
  if (typeof text !== 'string' || text === '') return []
  return [{ kind: 'text', origin: originOf(place), bytes: bytesOfUtf8(text) }]
}

export function originOf(place: TextPlace): GithubOrigin {
  const { path, repository, part, number, url, user, association, time, isFormer } = place
  const isLogin = typeof user === 'string' && /^[\w.-]{1,100}(?:\[bot\])?$/.test(user)
  return {
    kind: 'github',
    path,
    repository,
    ...(typeof number === 'number' && Number.isSafeInteger(number) && { number }),
    part,
    ...(typeof url === 'string' && /^https?:\/\/[^\s<>"]+$/.test(url) && { url }),
    ...(isLogin && { user }),
    ...(isTime(time) && { time }),
    ...(isAssociation(association) && { association }),
    ...(isFormer && { isFormer }),
  }
}

/** https://docs.github.com/en/graphql/reference/enums#commentauthorassociation */
function isAssociation(word: unknown): word is string {
  return typeof word === 'string' && /^[A-Z_]{1,40}$/.test(word)
}

export function isTime(text: unknown): text is string {
  return typeof text === 'string' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/.test(text)
}
