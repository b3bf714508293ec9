import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Target } from '../../src/action/target.ts'
import { knownEvents, targetOfEvent } from '../../src/action/target-of-event.ts'
import { StanchError } from '../../src/text/error.ts'
import { changed, exampleOf, examplesOf } from './example-events.ts'

const [a, b, c] = ['a', 'b', 'c'].map((digit) => digit.repeat(40)) as [string, string, string]
const zeros = '0'.repeat(40)
const env = {
  GITHUB_REPOSITORY: 'octo/shop',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_SHA: c,
}

const read = (event: string, payload: unknown, over: Record<string, string> = {}): Target =>
  targetOfEvent(event, payload, { ...env, ...over })

const texts = (target: Target) =>
  target.texts.flatMap((one) =>
    one.kind === 'text'
      ? [[one.origin.part, Buffer.from(one.bytes).toString(), one.origin.isFormer ?? false]]
      : [],
  )

const pull = (action: string, fields: Record<string, unknown> = {}) =>
  changed('pull_request', exampleOf('pull_request', action), {
    'pull_request.number': 7,
    'pull_request.base.sha': a,
    'pull_request.head.sha': b,
    'pull_request.title': 'a title',
    'pull_request.body': 'a body',
    'pull_request.head.ref': 'topic',
    ...fields,
  })

test('every example that GitHub gives of the events becomes a target', () => {
  let count = 0
  for (const event of knownEvents)
    for (const payload of examplesOf(event.replace('_target', ''))) {
      const target = read(event, payload)
      expect(target.event).toBe(event)
      count++
    }
  expect(count).toBeGreaterThan(100)
})

test('a pull request is its range, its number and its texts, whichever event tells of it', () => {
  for (const event of ['pull_request', 'pull_request_target']) {
    const target = read(event, pull('opened', { 'pull_request.commits': 3 }))
    expect(target).toMatchObject({
      kind: 'pull',
      number: 7,
      base: a,
      head: b,
      formerHeads: [],
      commitCount: 3,
      isFork: false,
      url: 'https://github.com/octo/shop/pull/7',
      policy: { kind: 'commit', commit: a },
    })
    expect(texts(target)).toEqual([['title', 'a title', false], ['body', 'a body', false], ['branch', 'topic', false]]) // prettier-ignore
  }
})

test.each([
  ['a push to it', { before: c, after: b }, [c]],
  ['a push, and another one since', { before: a, after: c }, [c]],
  ['the base as the former head', { before: a, after: b }, []],
  ['no former head', { before: zeros, after: b }, []],
])('synchronize: %s', (_name, pushed, formerHeads) => {
  expect(read('pull_request', pull('synchronize', pushed))).toMatchObject({ formerHeads })
})

test.each([
  ['of the same repository', {}, false],
  ['of a fork', { 'pull_request.head.repo.id': 99 }, true],
  ['of a fork that was deleted', { 'pull_request.head.repo': null }, true],
])('a pull request %s', (_name, fields, isFork) => {
  const target = pull('opened')
  for (const [path, value] of Object.entries(fields)) {
    const keys = path.split('.')
    let inner = target as Record<string, unknown>
    for (const key of keys.slice(0, -1)) inner = inner[key] as Record<string, unknown>
    inner[keys.at(-1)!] = value
  }
  expect(read('pull_request', target)).toMatchObject({ isFork })
})

test('a closed one and a draft are scanned like any other', () => {
  expect(read('pull_request', pull('closed'))).toMatchObject({ kind: 'pull', base: a, head: b })
  const draft = pull('converted_to_draft')
  expect(read('pull_request', draft)).toMatchObject({ kind: 'pull', base: a, head: b })
})

test('of an edit the former text is one more text', () => {
  const edited = { ...pull('opened'), action: 'edited' }
  const payload = changed('pull_request', edited, {
    'changes.title.from': 'former title',
    'changes.body.from': 'former body',
  })
  expect(texts(read('pull_request', payload))).toContainEqual(['title', 'former title', true])
  expect(texts(read('pull_request', payload))).toContainEqual(['body', 'former body', true])
})

/** Schemas are compiled here: the largest takes longer than a test may. */
for (const event of ['pull_request', 'push', 'issue_comment', 'merge_group', 'release'])
  exampleOf(event)

const push = (fields: Record<string, unknown>) =>
  changed('push', exampleOf('push'), {
    ref: 'refs/heads/topic',
    before: a,
    after: b,
    'repository.default_branch': 'main',
    ...fields,
  })

test.each<[string, Record<string, unknown>, Partial<Target> & Record<string, unknown>]>([
  ['an ordinary one', { ref: 'refs/heads/main' }, { before: a, after: b, isForced: false, policy: { kind: 'commit', commit: a } }],
  ['a branch, whose former push may have brought a policy of its own', {}, { before: a, after: b, policy: { kind: 'default-branch' } }],
  ['a forced one', { forced: true }, { before: a, after: b, isForced: true, policy: { kind: 'default-branch' } }],
  ['a new branch', { before: zeros, created: true }, { before: undefined, after: b, policy: { kind: 'default-branch' } }],
  ['a deleted branch', { after: zeros, deleted: true }, { before: a, after: undefined }],
  ['the first commit', { before: zeros, ref: 'refs/heads/main' }, { before: undefined, after: b, policy: { kind: 'none', why: 'the default branch is new' } }],
  ['a tag', { before: zeros, ref: 'refs/tags/v1' }, { before: undefined, after: b, policy: { kind: 'default-branch' } }],
])('push: %s', (_name, fields, expected) => {
  expect(read('push', push(fields))).toMatchObject({ kind: 'push', ...expected })
}) // prettier-ignore

test('a merge queue is a range, of a branch', () => {
  const payload = changed('merge_group', exampleOf('merge_group'), {
    'merge_group.base_sha': a,
    'merge_group.head_sha': b,
  })
  expect(read('merge_group', payload)).toMatchObject({
    kind: 'merge-group',
    baseRef: 'refs/heads/main',
    base: a,
    head: b,
    policy: { kind: 'commit', commit: a },
  })
})

test('schedule has no repository in its payload; who dispatches chooses no policy', () => {
  expect(read('schedule', { schedule: '0 3 * * *' })).toMatchObject({
    kind: 'whole',
    repository: { name: 'octo/shop', isPublic: undefined },
    policy: { kind: 'commit', commit: c },
  })
  const dispatched = read('workflow_dispatch', exampleOf('workflow_dispatch'))
  expect(dispatched).toMatchObject({ kind: 'whole', policy: { kind: 'default-branch' } })
})

test('a comment is on an issue or on a pull request; a deleted one stands in the payload only', () => {
  const comment = (fields: Record<string, unknown>, action = 'created') =>
    changed('issue_comment', exampleOf('issue_comment', action), {
      'issue.number': 5,
      'comment.id': 11,
      'comment.body': 'said',
      ...fields,
    })
  expect(read('issue_comment', comment({}))).toMatchObject({
    kind: 'texts',
    subject: { kind: 'issue-comment', of: 'issue', number: 5, id: 11 },
    isGone: false,
    policy: { kind: 'commit', commit: c },
  })
  const url = 'https://api.github.com/repos/octo/shop/pulls/5'
  const onPull = comment({ 'issue.pull_request': { url, html_url: url, diff_url: url, patch_url: url } }) // prettier-ignore
  expect(read('issue_comment', onPull)).toMatchObject({ subject: { of: 'pull' } })
  const deleted = read('issue_comment', comment({}, 'deleted'))
  expect(deleted).toMatchObject({ isGone: true })
  expect(texts(deleted)).toEqual([['comment', 'said', false]])
})

test.each([
  ['issues', 'edited', { 'changes.title.from': 'former' }, 'title'],
  ['discussion', 'edited', { 'changes.title.from': 'former' }, 'title'],
  ['issue_comment', 'edited', { 'changes.body.from': 'former' }, 'comment'],
  ['discussion_comment', 'edited', { 'changes.body.from': 'former' }, 'comment'],
  ['pull_request_review_comment', 'edited', { 'changes.body.from': 'former' }, 'review-comment'],
  ['release', 'edited', { 'changes.name.from': 'former' }, 'title'],
])('%s: its former text is scanned', (event, action, fields, part) => {
  const payload = changed(event, exampleOf(event, action), fields)
  expect(texts(read(event, payload))).toContainEqual([part, 'former', true])
})

test('a review is judged by the base of its pull request, a release by the default branch', () => {
  const review = changed('pull_request_review', exampleOf('pull_request_review', 'submitted'), {
    'pull_request.base.sha': a,
  })
  expect(read('pull_request_review', review)).toMatchObject({
    policy: { kind: 'commit', commit: a },
  })
  const release = read('release', exampleOf('release', 'published'))
  expect(release).toMatchObject({ kind: 'texts', policy: { kind: 'default-branch' } })
})

test('a repository is public until the payload says that it is not', () => {
  const isPublic = (value: unknown) => {
    const payload = pull('opened')
    ;(payload['repository'] as Record<string, unknown>)['private'] = value
    return read('pull_request', payload).repository.isPublic
  }
  expect([isPublic(true), isPublic(false), isPublic(undefined), isPublic('no')]).toEqual([false, true, undefined, undefined]) // prettier-ignore
})

const without = (payload: Record<string, unknown>, path: string) => {
  const keys = path.split('.')
  let inner = payload
  for (const key of keys.slice(0, -1)) inner = inner[key] as Record<string, unknown>
  delete inner[keys.at(-1)!]
  return payload
}

test.each([
  ['pull_request', 'pull_request.head.sha'],
  ['pull_request', 'pull_request.base'],
  ['pull_request', 'pull_request.number'],
  ['push', 'after'],
  ['push', 'ref'],
  ['merge_group', 'merge_group.base_sha'],
  ['issue_comment', 'comment.id'],
  ['release', 'release.id'],
])('%s without %s is refused, and says which field', (event, path) => {
  const payload = without(event === 'push' ? push({}) : exampleOf(event), path)
  expect(() => read(event, payload)).toThrow(StanchError)
  expect(() => read(event, payload)).toThrow(path)
})

const hostile = ['HEAD', '-x', '--upload-pack=touch x', `${a}\n`, `${a}^{}`, 'A'.repeat(40), '$(touch x)', `${a};x`, a.slice(1), '', 7, null, {}, [a]] // prettier-ignore

test('only a full commit id is one', () => {
  for (const value of hostile) {
    const payload = pull('opened')
    ;(payload['pull_request'] as { head: Record<string, unknown> }).head['sha'] = value
    expect(() => read('pull_request', payload), JSON.stringify(value)).toThrow(
      'pull_request.head.sha',
    )
    const pushed = push({})
    pushed['before'] = value
    expect(() => read('push', pushed), JSON.stringify(value)).toThrow('before')
  }
})

test('a reference is refused where git would refuse it, and taken with all signs of a shell', () => {
  const ref = (value: unknown) => {
    const payload = push({})
    payload['ref'] = value
    return read('push', payload)
  }
  for (const name of ['$(touch${IFS}x)', '`id`', 'a;b|c&d', "a'b\"c", '--upload-pack=x', '%0A%3A%3Aerror', 'ünïcode-🔑'])
    expect(ref(`refs/heads/${name}`)).toMatchObject({ ref: `refs/heads/${name}` })
  for (const name of ['main', 'refs/heads/', 'refs/heads/a b', 'refs/heads/a\nb', 'refs/heads/..', 'refs/heads/a..b', 'refs/heads/a^', 'refs/heads/a:b', 'refs/heads/a.lock', 'refs/heads/a\0', 7])
    expect(() => ref(name), String(name)).toThrow('ref')
}) // prettier-ignore

test('another event is refused by a clear error that does not repeat hostile words', () => {
  expect(() => read('workflow_run', {})).toThrow(/Event workflow_run: expected one of pull_request/)
  for (const event of ['__proto__', 'constructor', 'toString', '::error::x\n', ''])
    expect(() => read(event, {})).toThrow('expected one of')
  expect(() => read('::error::x', {})).not.toThrow('::error')
})

test('an error of an event never repeats what stood there', () => {
  const secret = 'not-to-be-told'
  for (const path of ['pull_request.head.sha', 'pull_request.base.sha', 'pull_request.number']) {
    const payload = without(pull('opened'), path)
    const keys = path.split('.')
    let inner = payload
    for (const key of keys.slice(0, -1)) inner = inner[key] as Record<string, unknown>
    inner[keys.at(-1)!] = secret
    let message = ''
    try {
      read('pull_request', payload)
    } catch (error) {
      message = String(error)
    }
    expect(message).toContain(path)
    expect(message).not.toContain(secret)
  }
})

test('whatever stands in a payload: a target or a StanchError, nothing else', () => {
  const events = fc.constantFrom(...knownEvents)
  fc.assert(
    fc.property(events, fc.jsonValue({ maxDepth: 4 }), fc.nat(200), (event, junk, at) => {
      const [payload] = examplesOf(event.replace('_target', ''))
      const mutated = payload === undefined ? junk : mutate(payload, junk, at)
      try {
        const target = read(event, mutated)
        expect(target.repository.name).toBe('octo/shop')
      } catch (error) {
        expect(error).toBeInstanceOf(StanchError)
      }
    }),
    { numRuns: 500 },
  )
})

/** Puts something else in the place of the `at`th field. */
function mutate(payload: Record<string, unknown>, junk: unknown, at: number): unknown {
  const places: [Record<string, unknown>, string][] = []
  const visit = (value: unknown) => {
    if (typeof value !== 'object' || value === null) return
    for (const key of Object.keys(value)) {
      places.push([value as Record<string, unknown>, key])
      visit((value as Record<string, unknown>)[key])
    }
  }
  visit(payload)
  const [inner, key] = places[at % places.length]!
  inner[key] = junk
  return payload
}
