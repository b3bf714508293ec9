import type { Platform } from './file-kind.ts'
import type { AuditedFile } from './file-check.ts'
import type { Leaf } from './leaf.ts'

/** A job, or the step that has credentials of its own, and what of the file is its. */
export interface WorkflowJob {
  /** As people name it; empty for what holds for all jobs. */
  readonly name: string
  readonly leaves: readonly Leaf[]
  /** Whether it asks its platform for a token of its own, and so can do without keys. */
  readonly hasIdentity: boolean
}

/** The jobs of a workflow, in the file's order. */
export function jobsOf({ tree, text }: AuditedFile, platform: Platform): WorkflowJob[] {
  const byName = new Map<string, Leaf[]>()
  for (const leaf of tree.leaves) {
    const name = jobNameOf(leaf.path, platform)
    const known = byName.get(name)
    if (known) known.push(leaf)
    else byName.set(name, [leaf])
  }
  return [...byName].map(([name, leaves]) => ({
    name,
    leaves,
    hasIdentity: hasIdentity(platform, { name, leaves, root: tree.root, text }),
  }))
}

function jobNameOf(path: readonly (string | number)[], platform: Platform): string {
  const [first = '', second] = path
  switch (platform) {
    case 'github':
    case 'circleci':
      return first === 'jobs' && second !== undefined ? String(second) : ''
    case 'gitlab':
      return wordsOfGitlab.has(String(first)) ? '' : String(first)
    case 'bitbucket': {
      const at = path.lastIndexOf('step')
      return at < 0 ? '' : path.slice(0, at + 1).join('.')
    }
  }
}

/** Keys at the top that are no jobs (https://docs.gitlab.com/ci/yaml/#global-keywords). */
const wordsOfGitlab = new Set([
  'default', 'include', 'stages', 'variables', 'workflow', 'spec', 'image', 'services', 'cache', 'before_script',
  'after_script', 'pages',
]) // prettier-ignore

interface JobFacts {
  readonly name: string
  readonly leaves: readonly Leaf[]
  readonly root: unknown
  readonly text: string
}

/** On GitHub a permission alone says little: what counts there is whether a key is used. */
function hasIdentity(platform: Platform, { name, leaves, root, text }: JobFacts): boolean {
  switch (platform) {
    case 'github':
      return false
    case 'gitlab':
      return jobAndTemplates(root, name).some((job) => 'id_tokens' in job)
    case 'bitbucket': {
      const step = stepAt(root, name)
      return step?.['oidc'] === true || /\bBITBUCKET_STEP_OIDC_TOKEN\b/.test(valuesOf(leaves))
    }
    case 'circleci': {
      const values = valuesOf(leaves)
      if (/\bCIRCLE_OIDC_TOKEN(?:_V2)?\b/.test(values)) return true
      return (
        leaves.some(({ key }) => key === 'role_arn') || (name === '' && /\brole_arn:/.test(text))
      )
    }
  }
}

function valuesOf(leaves: readonly Leaf[]): string {
  return leaves.map(({ value }) => value).join('\n')
}

/** A job of GitLab with `default` and all that it extends in the same file. */
function jobAndTemplates(root: unknown, name: string): Readonly<Record<string, unknown>>[] {
  const jobs = objectOf(root)
  const found: Readonly<Record<string, unknown>>[] = [objectOf(jobs['default'])]
  const open = [name]
  const seen = new Set<string>()
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue
    seen.add(next)
    const job = objectOf(jobs[next])
    found.push(job)
    const parents = job['extends']
    open.push(
      ...(Array.isArray(parents) ? parents : [parents]).filter((one) => typeof one === 'string'),
    )
  }
  return found
}

function stepAt(root: unknown, name: string): Readonly<Record<string, unknown>> | undefined {
  if (name === '') return undefined
  let node: unknown = root
  for (const part of name.split('.')) {
    node = Array.isArray(node) ? node[Number(part)] : objectOf(node)[part]
  }
  return objectOf(node)
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {}
}
