import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { renderAction, withTables } from '../../src/build/render-action.ts'

const root = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const workflows = readdirSync(join(root, '.github/workflows')).map((name) => `.github/workflows/${name}`) // prettier-ignore

test('action.yml and the README are what the table of inputs says: npm run action:metadata', () => {
  expect(read('action.yml')).toBe(renderAction())
  expect(read('README.md')).toBe(withTables(read('README.md')))
})

/** Ours, and the one whose commit the reader chooses. */
const placeholder = /^(?:OWNER\/stanch|github\/codeql-action\/upload-sarif)@<commit>/

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
