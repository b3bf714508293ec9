import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { gitWord, runGit, testDirectory } from '../git/git-process.ts'

const root = join(import.meta.dirname, '../..')
const secret = (seed: number) =>
  assembleSample('ghp_<base62:30><crc32-base62>', seededRandom(seed)).text
const zeros = '0'.repeat(40)

interface Place {
  /** Its default branch has a secret in an old commit; `topic` adds one commit, `clean` another. */
  readonly origin: string
  readonly first: string
  readonly main: string
  readonly topic: string
  readonly clean: string
}

function makePlace(): Place {
  const directory = testDirectory()
  const git = (...args: string[]) => runGit(directory, args)
  const commit = (path: string, text: string) => {
    writeFileSync(join(directory, path), text)
    git('add', path)
    git('commit', '-q', '-m', path)
    return gitWord(directory, ['rev-parse', 'HEAD'])
  }
  git('init', '-q', '-b', 'main', '.')
  const first = commit('old.env', `TOKEN=${secret(1)}\n`)
  const main = commit('a.txt', 'one\n')
  git('checkout', '-q', '-b', 'topic')
  const topic = commit('new.env', `TOKEN=${secret(2)}\n`)
  git('checkout', '-q', '-b', 'clean', main)
  const clean = commit('b.txt', 'two\n')
  git('checkout', '-q', 'main')
  return { origin: directory, first, main, topic, clean }
}

type Variables = Record<string, string>

const scripts: Record<string, () => string> = {
  gitlab: () => (yaml('gitlab.yml') as { stanch: { script: string[] } }).stanch.script.join('\n'),
  bitbucket: () => {
    const { definitions } = yaml('bitbucket-pipelines.yml') as { definitions: { steps: { step: { script: string[] } }[] } } // prettier-ignore
    return definitions.steps[0]!.step.script.slice(1).join('\n')
  },
  circleci: () => {
    const { jobs } = yaml('circleci.yml') as { jobs: { stanch: { steps: { run?: { command: string } }[] } } } // prettier-ignore
    return jobs.stanch.steps.at(-1)!.run!.command
  },
  // What the upload of a pipeline makes of it.
  buildkite: () =>
    (yaml('buildkite.yml') as { steps: { command: string }[] }).steps[0]!.command.replaceAll('$$', '$'), // prettier-ignore
  jenkins: () => /sh '''([\s\S]*?)'''/.exec(read('Jenkinsfile'))![1]!,
}

const read = (name: string) => readFileSync(join(root, 'src/action/forges', name), 'utf8')
const yaml = (name: string) => parse(read(name)) as unknown

/** In a clone of one branch, as runners make them; `depth` of commits. */
function run(
  forge: string,
  place: Place,
  branch: string,
  variables: Variables,
  depth?: number,
  isAway = false,
) {
  const directory = testDirectory()
  const clone = join(directory, 'clone')
  const limits = depth === undefined ? [] : [`--depth=${depth}`]
  runGit(directory, ['clone', '-q', '--single-branch', '-b', branch, ...limits, `file://${place.origin}`, clone]) // prettier-ignore
  if (isAway) runGit(clone, ['remote', 'set-url', 'origin', join(directory, 'nowhere')])
  const programs = testDirectory()
  const stanch = `#!/bin/sh\nexec '${process.execPath}' '${root}/dist/bin/main.js' "$@"\n`
  for (const [name, text] of [
    ['stanch', stanch],
    ['npm', '#!/bin/sh\nexit 0\n'],
  ] as const) {
    writeFileSync(join(programs, name), text)
    chmodSync(join(programs, name), 0o755)
  }
  const env = {
    PATH: `${programs}${delimiter}${process.env['PATH']}`,
    HOME: directory,
    STANCH_PACKAGE: 'stanch.tgz',
    ...variables,
  }
  // A step of every forge ends with the first command that fails.
  const { status, stdout, stderr } = spawnSync('sh', ['-e', '-c', scripts[forge]!()], { cwd: clone, env }) // prettier-ignore
  return { status, said: `${stdout.toString()}${stderr.toString()}`, clone }
}

/** What each forge says of a request to merge, and of a branch. */
const variablesOf: Record<
  string,
  {
    readonly merge: (head: string, place: Place) => Variables
    readonly branch: (name: string, head: string, before: string) => Variables
  }
> = {
  gitlab: {
    merge: (head, { main }) => ({ CI_MERGE_REQUEST_DIFF_BASE_SHA: main, CI_COMMIT_SHA: head, CI_COMMIT_BEFORE_SHA: zeros, CI_DEFAULT_BRANCH: 'main' }), // prettier-ignore
    branch: (name, head, before) => ({ CI_COMMIT_BRANCH: name, CI_COMMIT_SHA: head, CI_COMMIT_BEFORE_SHA: before, CI_DEFAULT_BRANCH: 'main' }), // prettier-ignore
  },
  bitbucket: {
    merge: (head) => ({ BITBUCKET_PR_ID: '7', BITBUCKET_PR_DESTINATION_BRANCH: 'main', BITBUCKET_BRANCH: 'topic', BITBUCKET_COMMIT: head }), // prettier-ignore
    branch: (name, head) => ({ BITBUCKET_BRANCH: name, BITBUCKET_COMMIT: head }),
  },
  circleci: {
    merge: (head) => ({ CIRCLE_BRANCH: 'topic', CIRCLE_SHA1: head }),
    branch: (name, head) => ({ CIRCLE_BRANCH: name, CIRCLE_SHA1: head }),
  },
  buildkite: {
    merge: () => ({ BUILDKITE_BRANCH: 'topic', BUILDKITE_PULL_REQUEST_BASE_BRANCH: 'main', BUILDKITE_PIPELINE_DEFAULT_BRANCH: 'main' }), // prettier-ignore
    branch: (name) => ({ BUILDKITE_BRANCH: name, BUILDKITE_PULL_REQUEST_BASE_BRANCH: '', BUILDKITE_PIPELINE_DEFAULT_BRANCH: 'main' }), // prettier-ignore
  },
  jenkins: {
    merge: () => ({ BRANCH_NAME: 'PR-7', CHANGE_ID: '7', CHANGE_TARGET: 'main' }),
    branch: (name) => ({ BRANCH_NAME: name }),
  },
}

test.for(Object.keys(scripts))(
  '%s: a request to merge, a new branch, the default branch, a clone too short',
  (forge) => {
    const place = makePlace()
    const { merge, branch } = variablesOf[forge]!
    const check = (
      what: string,
      name: string,
      variables: Variables,
      expected: number,
      depth?: number,
    ) => {
      const { status, said, clone } = run(forge, place, name, variables, depth)
      expect(status, `${what}: ${said}`).toBe(expected)
      expect(said).not.toContain(secret(1))
      expect(said).not.toContain(secret(2))
      return { said, clone }
    }
    const found = check('merge', 'topic', merge(place.topic, place), 1)
    expect(found.said).toContain('new.env')
    // What the target has is not of the change.
    expect(found.said).not.toContain('old.env')
    check('merge, clean', 'clean', merge(place.clean, place), 0)
    check('new branch', 'topic', branch('topic', place.topic, zeros), 1)
    check('new branch, clean', 'clean', branch('clean', place.clean, zeros), 0)
    expect(check('first push', 'main', branch('main', place.main, zeros), 1).said).toContain('old.env') // prettier-ignore
    // The rest is fetched, so that its past is seen; where it cannot be, nothing looks clean.
    const short = check('shallow', 'main', branch('main', place.main, zeros), 1, 1)
    expect(short.said).toContain('old.env')
    const away = run(forge, place, 'main', branch('main', place.main, zeros), 1, true)
    expect(away.status, away.said).toBeGreaterThan(1)
  },
)

test('gitlab: a push is scanned from what was there; one that was forced from what the default branch has', () => {
  const place = makePlace()
  const { branch } = variablesOf['gitlab']!
  const pushed = run('gitlab', place, 'main', branch('main', place.main, place.first))
  expect(pushed.status, pushed.said).toBe(0)
  const forced = run('gitlab', place, 'topic', branch('topic', place.topic, 'a'.repeat(40)))
  expect(forced.status, forced.said).toBe(1)
  const report = JSON.parse(readFileSync(join(forced.clone, 'gl-secret-detection-report.json'), 'utf8')) as { vulnerabilities: { location: { file: string } }[] } // prettier-ignore
  expect(report.vulnerabilities.map(({ location }) => location.file)).toEqual(['new.env'])
})
