import type { AuditedFile, FileSign } from './file-check.ts'
import { jobsOf, type WorkflowJob } from './workflow-jobs.ts'
import { lineOf, type Leaf } from './leaf.ts'

/** What `pull_request_target` checks out, if it is not the base. */
const headOfStranger =
  /github\.event\.pull_request\.head\.(?:sha|ref|repo)|github\.head_ref|refs\/pull\/\$\{\{/

const fetchesCode =
  /\bgit\s+(?:-\S+\s+)*(?:fetch|checkout|clone|pull|switch)\b|\bgh\s+pr\s+checkout\b/

/** Whether the head is of this repository, where only who may write makes branches. */
const ownHead =
  /head\.repo\.full_name\s*==\s*github\.repository\b|github\.repository\s*==\s*github\.event\.pull_request\.head\.repo\.full_name|!\s*github\.event\.pull_request\.head\.repo\.fork\b|head\.repo\.fork\s*==\s*false/

/** A job that runs though one before it was left out. */
const runsAnyway = /\b(?:always|cancelled|failure)\s*\(/

/**
 * A job of a workflow on `pull_request_target` that checks the head of the pull request out, and has secrets. The first
 * one alone: what is done about it is done for the file.
 *
 * (https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/)
 */
export function untrustedCheckout(file: AuditedFile): FileSign[] {
  if (!hasTrigger(file.tree.root, 'pull_request_target')) return []
  const jobs = jobsOf(file, 'github')
  const common = jobs
    .find(({ name }) => name === '')
    ?.leaves.filter(({ path }) => path[0] === 'env')
  for (const job of jobs) {
    if (job.name === '' || isGuarded(job, jobs)) continue
    const secret = [...job.leaves, ...(common ?? [])].find(isSecret)
    const checkout = job.leaves.find((leaf) => isCheckout(leaf, job) && !isStepGuarded(leaf, job))
    if (secret === undefined || checkout === undefined) continue
    return [
      {
        line: lineOf(checkout, headOfStranger.exec(checkout.value)?.[0] ?? '', file.text),
        evidence: [
          'runs on pull_request_target and checks the head of the pull request out',
          `has secrets (line ${secret.line})`,
        ],
      },
    ]
  }
  return []
}

/** By its name, or by what a script has made of that for a checkout of the same job. */
function isCheckout({ key, value }: Leaf, { leaves }: WorkflowJob): boolean {
  if (!headOfStranger.test(value)) return false
  if (key === 'ref' || key === 'repository') return true
  if (key !== 'run') return false
  const isPassedOn = /\bGITHUB_(?:OUTPUT|ENV)\b/.test(value)
  return (
    fetchesCode.test(value) ||
    (isPassedOn &&
      leaves.some((one) => one.key === 'ref' && /\$\{\{\s*(?:steps|env)\./.test(one.value)))
  )
}

/** The token of the run itself is short-lived, and what it may do is said elsewhere. */
function isSecret({ key, value, path }: Leaf): boolean {
  if (path.length === 3 && key === 'secrets' && value === 'inherit') return true
  return /\$\{\{[^}]*\bsecrets(?:\.(?!GITHUB_TOKEN\b)|\[)/.test(value)
}

function isGuarded(
  job: WorkflowJob,
  jobs: readonly WorkflowJob[],
  seen = new Set<string>(),
): boolean {
  const condition = valueAt(job, 'if') ?? ''
  if (isOwnHead(condition)) return true
  if (runsAnyway.test(condition) || seen.has(job.name)) return false
  seen.add(job.name)
  const needed = job.leaves.filter(({ path }) => path[2] === 'needs').map(({ value }) => value)
  return jobs.some((one) => needed.includes(one.name) && isGuarded(one, jobs, seen))
}

function isStepGuarded({ path }: Leaf, { leaves }: WorkflowJob): boolean {
  if (path[2] !== 'steps') return false
  const condition = leaves.find((one) => one.key === 'if' && one.path.length === 5 && one.path[3] === path[3]) // prettier-ignore
  return isOwnHead(condition?.value ?? '')
}

/** With an alternative beside it the condition asks for nothing. */
function isOwnHead(condition: string): boolean {
  return ownHead.test(condition) && !condition.includes('||')
}

function valueAt({ leaves }: WorkflowJob, key: string): string | undefined {
  return leaves.find(({ path }) => path.length === 3 && path[2] === key)?.value
}

/** `on: name`, `on: [name]`, `on: {name: …}`; YAML 1.1 readers take `on` for true. */
function hasTrigger(root: unknown, name: string): boolean {
  if (typeof root !== 'object' || root === null) return false
  const { on } = root as { on?: unknown }
  if (typeof on === 'string') return on === name
  if (Array.isArray(on)) return on.includes(name)
  return typeof on === 'object' && on !== null && name in on
}
