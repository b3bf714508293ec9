import type { GithubOrigin, GithubPart } from '../engine/document.ts'
import { describeTime } from './describe-record.ts'

const partWords: Readonly<Record<GithubPart, string>> = {
  title: 'title',
  body: 'description',
  branch: 'branch name',
  label: 'label',
  comment: 'comment',
  review: 'review',
  'review-comment': 'review comment',
  'commit-comment': 'comment on a commit',
  answer: 'answer',
  tag: 'tag name',
  asset: 'release asset',
  gist: 'gist',
  wiki: 'wiki page',
  log: 'log',
  artifact: 'artifact',
  repository: 'description of the repository',
}

/** `comment by ann`, `title of #12`; may hold control characters, as the text does. */
export function describePart({ part, number, user, isFormer }: GithubOrigin): string {
  const by = user === undefined ? '' : ` by ${user}`
  const of = number === undefined ? '' : `${by === '' ? ' of' : ' on'} #${number}`
  return `${isFormer ? 'former ' : ''}${partWords[part] ?? part}${by}${of}`
}

/** What a forge says of a text, as pieces for one line; never empty. */
export function describeGithub(origin: GithubOrigin): string[] {
  const { repository, time } = origin
  return [describePart(origin), repository, ...(time === undefined ? [] : [describeTime(time)])]
}

/** The same by name, in the order in which people ask. */
export function githubDetailsOf({
  repository,
  number,
  part,
  user,
  time,
  url,
  isFormer,
}: GithubOrigin): (readonly [name: string, text: string])[] {
  const told: (readonly [string, string | undefined])[] = [
    ['repository', repository],
    ['number', number === undefined ? undefined : String(number)],
    ['part', part],
    ['user', user],
    ['time', time],
    ['url', url],
    ['former', isFormer ? 'true' : undefined],
  ]
  return told.filter((pair): pair is readonly [string, string] => pair[1] !== undefined)
}
