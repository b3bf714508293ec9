import { practices } from '../practice.ts'
import { lineOf, type Leaf } from './leaf.ts'
import type { AuditedFile, FileCheck, FileSign } from './file-check.ts'
import { fileKindOf } from './file-kind.ts'
import { printedIn } from './printed-secret.ts'
import { staticCloudKey } from './static-cloud-key.ts'

/** https://docs.github.com/en/actions/reference/security/secure-use */
export const workflowChecks: readonly FileCheck[] = [
  staticCloudKey,
  {
    id: 'ci-secrets-inherited',
    title: 'A workflow of others is given every secret',
    severity: 'medium',
    practice: practices.thirdParty,
    remedy: 'Name under `secrets:` those that it needs, and pin it by the full SHA of a commit.',
    find: (file) => (fileKindOf(file.path) === 'github' ? inherited(file) : []),
  },
  {
    id: 'ci-secret-printed',
    title: 'A build prints a secret',
    severity: 'high',
    practice: practices.outOfSight,
    remedy: 'Take the line out, rotate the secret, and delete the logs: masks fail on anything that is encoded or cut.',
    find: (file) => printed(file),
  },
  {
    id: 'ci-untrusted-checkout',
    title: 'Code of a stranger’s pull request runs beside secrets',
    severity: 'critical',
    practice: practices.leastPrivilege,
    remedy: 'Build it under pull_request, which has no secrets, and do what needs them in a workflow_run that runs none of its code.',
    find: (file) => (fileKindOf(file.path) === 'github' ? untrusted(file) : []),
  },
] // prettier-ignore

function inherited({ tree }: AuditedFile): FileSign[] {
  return tree.leaves.flatMap((leaf) => {
    const [top, job, key] = leaf.path
    if (top !== 'jobs' || key !== 'secrets' || leaf.path.length !== 3 || leaf.value !== 'inherit') {
      return []
    }
    const uses = tree.leaves.find(
      ({ path }) => path.length === 3 && path[1] === job && path[2] === 'uses',
    )
    if (!uses || uses.value.startsWith('./')) return []
    const isPinned = /@[0-9a-f]{40}$/.test(uses.value)
    return [
      {
        line: leaf.line,
        evidence: [
          `job ${job}: secrets: inherit to ${uses.value}${isPinned ? '' : ', which is not pinned'}`,
        ],
        ...(isPinned ? {} : { severity: 'high' as const }),
      },
    ]
  })
}

const scriptKeys = /^(?:run|script|before_script|after_script|after-script|command)$/

function printed(file: AuditedFile): FileSign[] {
  const kind = fileKindOf(file.path)
  if (kind === undefined || kind === 'agent') return []
  const secretVariables = new Set(file.tree.leaves.filter(isGivenSecret).map(({ key }) => key))
  const scripts = file.tree.leaves.filter(({ key }) => scriptKeys.test(key))
  return scripts.flatMap((leaf) =>
    printedIn(leaf.value, secretVariables, kind === 'github').map(({ name, text }) => ({
      line: lineOf(leaf, text, file.text),
      evidence: [`${name} goes to the log`],
    })),
  )
}

/** `env: NAME: ${{ secrets.X }}` */
function isGivenSecret({ value }: Leaf): boolean {
  return /\$\{\{[^}]*\bsecrets\b[^}]*\}\}/.test(value)
}

/** What `pull_request_target` checks out, if it is not the base. */
const headOfStranger =
  /github\.event\.pull_request\.head\.(?:sha|ref|repo)|github\.head_ref|refs\/pull\/\$\{\{/

function untrusted({ tree, text }: AuditedFile): FileSign[] {
  if (!hasTrigger(tree.root, 'pull_request_target')) return []
  const secret = tree.leaves.find(({ value }) =>
    /\$\{\{[^}]*\bsecrets\.(?!GITHUB_TOKEN\b)/.test(value),
  )
  if (!secret) return []
  const checkouts = tree.leaves.filter(
    ({ key, value, path }) =>
      headOfStranger.test(value) &&
      (key === 'ref' || key === 'repository' || scriptKeys.test(key)) &&
      path[0] === 'jobs',
  )
  const [first] = checkouts
  if (!first) return []
  return [
    {
      line: lineOf(first, headOfStranger.exec(first.value)?.[0] ?? '', text),
      evidence: [
        'runs on pull_request_target and checks the head of the pull request out',
        `has secrets (line ${secret.line})`,
      ],
    },
  ]
}

/** `on: name`, `on: [name]`, `on: {name: …}`; YAML 1.1 readers take `on` for true. */
function hasTrigger(root: unknown, name: string): boolean {
  if (typeof root !== 'object' || root === null) return false
  const { on } = root as { on?: unknown }
  if (typeof on === 'string') return on === name
  if (Array.isArray(on)) return on.includes(name)
  return typeof on === 'object' && on !== null && name in on
}
