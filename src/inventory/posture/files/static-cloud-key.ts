import { uniqueBy } from '../../../text/unique-by.ts'
import { practices } from '../practice.ts'
import { clouds, type Cloud } from './cloud.ts'
import { lineOf, type Leaf } from './leaf.ts'
import type { AuditedFile, FileCheck, FileSign } from './file-check.ts'
import { fileKindOf, type Platform } from './file-kind.ts'
import { isLiteral } from './literal-secret.ts'
import { jobsOf, type WorkflowJob } from './workflow-jobs.ts'

const platformNames: Readonly<Record<Platform, string>> = {
  github: 'GitHub Actions',
  gitlab: 'GitLab CI',
  bitbucket: 'Bitbucket Pipelines',
  circleci: 'CircleCI',
}

export const staticCloudKey: FileCheck = {
  id: 'ci-static-cloud-key',
  title: 'A build uses a long-lived key where it could use its own identity',
  severity: 'high',
  practice: practices.workloadIdentity,
  remedy: 'Let the cloud trust the platform’s tokens (OIDC), then delete the key there and here.',
  find(file) {
    const platform = fileKindOf(file.path)
    if (platform === undefined || platform === 'agent') return []
    return jobsOf(file, platform)
      .filter(({ hasIdentity }) => !hasIdentity)
      .flatMap((job) => clouds.flatMap((cloud) => signOf(cloud, job, platform, file)))
  },
}

/** One sign for all keys of a cloud in a job. */
function signOf(
  cloud: Cloud,
  job: WorkflowJob,
  platform: Platform,
  file: AuditedFile,
): readonly FileSign[] {
  if (job.leaves.some(({ key, value }) => cloud.elsewhere?.test(`${key}\n${value}`))) return []
  const assigned = namesSetBy(job)
  const uses = uniqueBy(
    job.leaves.flatMap((leaf) =>
      namesIn(leaf, platform, usesOf(leaf, job.leaves))
        .filter(({ name, isInput }) => isKeyOf(cloud, name, isInput, usesOf(leaf, job.leaves)))
        .filter(({ name, isInput }) => isInput || !assigned.has(name))
        .map(({ name, needle }) => ({ name, line: lineOf(leaf, needle, file.text) })),
    ),
    // The secret's own name says more than that of the input it is given to.
    ({ line }) => String(line),
  )
  const [first] = uses
  if (!first) return []
  const where = job.name === '' ? '' : `job ${job.name}: `
  const names = uniqueBy(uses, ({ name }) => name).map(({ name, line }) => `${name} (line ${line})`)
  return [
    {
      line: first.line,
      evidence: [`${where}${names.join(', ')}`],
      remedy: `${platformNames[platform]} gives each build a token that ${cloud.name} can trust: ${cloud.identity[platform]}. Then delete the key.`,
    },
  ]
}

interface UsedName {
  readonly name: string
  /** It names an input of an action or orb that is given a secret. */
  readonly isInput: boolean
  /** The text to look for in the file. */
  readonly needle: string
}

/** On GitHub a secret has to be named; elsewhere it is a variable like any other. */
const githubSecret =
  /\$\{\{[^}]*\b(?:secrets|vars)\s*(?:\.\s*([\w-]+)|\[\s*'([\w-]+)'\s*\])[^}]*\}\}/g
const variable = /\$\{?([A-Za-z_]\w*)\}?/g

function namesIn(leaf: Leaf, platform: Platform, uses: string): UsedName[] {
  const { key, value } = leaf
  if (platform === 'github') {
    return Array.from(value.matchAll(githubSecret), ([whole, dotted, quoted]) => [
      { name: (dotted ?? quoted)!, isInput: false, needle: whole },
      { name: key, isInput: true, needle: whole },
    ]).flat()
  }
  const named = Array.from(value.matchAll(variable), ([whole, name]) => ({
    name: name!,
    isInput: false,
    needle: whole,
  }))
  const isGiven = /^[A-Z][A-Z0-9_]+$/.test(value) && platform === 'circleci'
  const isDeclared = typeof leaf.path.at(-1) === 'string' && isLiteral(value) && uses === ''
  if (isGiven) return [{ name: key, isInput: true, needle: value }]
  return isDeclared && named.length === 0 ? [{ name: key, isInput: false, needle: value }] : named
}

/** What is given a name that only says `token` counts where it is given to that cloud's action. */
function isKeyOf(cloud: Cloud, name: string, isInput: boolean, uses: string): boolean {
  if (!isInput) return cloud.names.test(name)
  if (cloud.inputs.test(name)) return cloud.uses === undefined || cloud.uses.test(uses)
  return cloud.names.test(name)
}

/** The action of the step that a text belongs to. */
function usesOf({ path }: Leaf, leaves: readonly Leaf[]): string {
  const at = path.indexOf('steps')
  if (at < 0) return ''
  const step = path.slice(0, at + 2).join('\n')
  const uses = leaves.find(
    (leaf) => leaf.key === 'uses' && leaf.path.slice(0, -1).join('\n') === step,
  )
  return uses?.value ?? ''
}

/** Variables that a script of the job fills itself, as with what the cloud has answered. */
function namesSetBy({ leaves }: WorkflowJob): Set<string> {
  const names = leaves.flatMap(({ value }) =>
    Array.from(
      value.matchAll(/(?:^|[\s;&("'])(?:export\s+)?([A-Za-z_]\w*)=(?=\$\(|`|\$\{?[a-z%])/g),
      ([, name]) => name!,
    ),
  )
  return new Set(names)
}
