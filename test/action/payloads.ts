import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { changed, exampleOf } from './example-events.ts'

type Fields = Record<string, unknown>

/** A token of GitHub that is none; different for each seed. */
export function madeToken(seed: number): string {
  return assembleSample('ghp_<base62:30><crc32-base62>', seededRandom(seed)).text
}

export const testKey = '0123456789abcdef'.repeat(4)

/** Number 7, in a private repository. */
export function pullPayload(
  base: string,
  head: string,
  fields: Fields = {},
  action = 'opened',
): Fields {
  return changed('pull_request', exampleOf('pull_request', action), {
    number: 7,
    'pull_request.number': 7,
    'pull_request.base.sha': base,
    'pull_request.head.sha': head,
    'pull_request.title': 'a title',
    'pull_request.body': 'a body',
    'pull_request.head.ref': 'topic',
    'repository.private': true,
    ...fields,
  })
}

export function pushPayload(fields: Fields): Fields {
  return changed('push', exampleOf('push'), {
    ref: 'refs/heads/topic',
    'repository.default_branch': 'main',
    'repository.private': true,
    ...fields,
  })
}
