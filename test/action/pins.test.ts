import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { runGit } from '../git/git-process.ts'
import { knownEvents } from '../../src/action/target-of-event.ts'
import { renderAction, withTables } from '../../src/build/render-action.ts'

const root = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const workflows = readdirSync(join(root, '.github/workflows')).map((name) => `.github/workflows/${name}`) // prettier-ignore

test('action.yml and the README are what the table of inputs says: npm run action:metadata', () => {
  expect(read('action.yml')).toBe(renderAction())
  expect(read('README.md')).toBe(withTables(read('README.md')))
})

/** Ours, whose commit the reader chooses. */
const placeholder = /^OWNER\/stanch@<commit>/

test.for([...workflows, 'action.yml', 'README.md'])(
  '%s: every action is pinned by a full commit',
  (path) => {
    // prettier-ignore
    const used = Array.from(read(path).matchAll(/^\s*(?:- )?uses: (.*)$/gm), ([, name]) => name!)
    expect(used).not.toEqual([])
    for (const name of used) {
      if (name.startsWith('./') || (path === 'README.md' && placeholder.test(name))) continue
      expect(name).toMatch(/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
    }
  },
)

test('a checkout on any system has the bytes of the commit', () => {
  const paths = ['action.yml', 'package-lock.json', 'src/action/main.ts', 'rules/README.md']
  const said = runGit(root, ['check-attr', 'text', '--', ...paths]).toString()
  expect(said).toBe(paths.map((path) => `${path}: text: unset\n`).join(''))
})

test('what the README shows of the Action can be copied', () => {
  const [, section = ''] = read('README.md').split('\n## On pull requests')
  const blocks = section.split('\n## ')[0]!.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)
  const [workflow, upload] = Array.from(blocks, ([, text]) => parse(text!) as unknown)
  const { on, permissions, jobs } = workflow as Workflow & { on: Record<string, unknown> }
  expect(knownEvents).toEqual(expect.arrayContaining(Object.keys(on)))
  expect(permissions).toEqual({})
  const [job] = Object.values(jobs)
  // What the table below it asks for, to comment as well.
  expect(job!.permissions).toEqual({ contents: 'read', 'pull-requests': 'write' })
  expect(job!.steps[0]!.with).toEqual({ 'persist-credentials': false })
  const { inputs, outputs } = parse(read('action.yml')) as Record<string, Record<string, unknown>>
  const steps = [...job!.steps, ...(upload as Workflow['jobs'][string]['steps'])]
  const ours = steps.filter(({ uses }) => uses?.startsWith('OWNER/stanch@'))
  expect(ours).toHaveLength(2)
  for (const step of ours)
    expect(Object.keys(inputs!)).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})))
  const used = Array.from(section.matchAll(/steps\.stanch\.outputs\.(\w+)/g), ([, name]) => name!)
  expect(used).toEqual(['sarif', 'sarif'])
  expect(outputs).toHaveProperty('sarif')
})

interface Workflow {
  readonly permissions: unknown
  readonly jobs: Record<string, { permissions?: Record<string, string>; steps: { uses?: string; with?: Record<string, unknown>; run?: string }[] }> // prettier-ignore
}

test.for(workflows)(
  '%s: least permissions, no kept credentials, no expression in a script',
  (path) => {
    // prettier-ignore
    const { permissions, jobs } = parse(read(path)) as Workflow
    expect(permissions).toEqual({})
    for (const job of Object.values(jobs)) {
      expect(job.permissions).toBeDefined()
      for (const step of job.steps) {
        expect(step.run ?? '').not.toContain('${{')
        if (step.uses?.startsWith('actions/checkout@'))
          expect(step.with).toMatchObject({ 'persist-credentials': false })
      }
    }
  },
)
