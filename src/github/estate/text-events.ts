import type { GithubOrigin, GithubPart } from '../../engine/document.ts'
import { isAssociation } from '../text-events.ts'
import type { GithubEvent } from './github-event.ts'

/** Where a text stands, as an answer of GitHub tells it: nothing in it is trusted to be of its kind. */
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

/** @returns nothing where there is no text */
export function textEvents(text: unknown, place: TextPlace): GithubEvent[] {
  if (typeof text !== 'string' || text === '') return []
  return [{ kind: 'text', origin: originOf(place), bytes: Buffer.from(text) }]
}

export function originOf(place: TextPlace): GithubOrigin {
  const { path, repository, part, number, url, user, association, time, isFormer } = place
  return {
    kind: 'github',
    path,
    repository,
    ...(typeof number === 'number' && Number.isSafeInteger(number) && { number }),
    part,
    ...(typeof url === 'string' && url !== '' && { url }),
    ...(typeof user === 'string' && user !== '' && { user }),
    ...(typeof time === 'string' && isTime(time) && { time }),
    ...(isAssociation(association) && { association }),
    ...(isFormer && { isFormer }),
  }
}

export function isTime(text: unknown): text is string {
  return typeof text === 'string' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/.test(text)
}
