import { practices } from '../practice.ts'
import { lineOf, type Leaf } from './leaf.ts'
import type { AuditedFile, FileCheck, FileSign } from './file-check.ts'
import { fileKindOf } from './file-kind.ts'
import { printedIn } from './printed-secret.ts'
import { staticCloudKey } from './static-cloud-key.ts'
import { untrustedCheckout } from './untrusted-checkout.ts'

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
    find: (file) => (fileKindOf(file.path) === 'github' ? untrustedCheckout(file) : []),
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

/** Kept among secrets, yet none: echoing it shows a place. */
const placeName = /(?:BUCKET|REGION|HOST|URL|ENDPOINT|ACCOUNT_ID|PROJECT_ID)(?:_NAME)?$/i

const scriptKeys = /^(?:run|script|before_script|after_script|after-script|command)$/

function printed(file: AuditedFile): FileSign[] {
  const kind = fileKindOf(file.path)
  if (kind === undefined || kind === 'agent') return []
  const secretVariables = new Set(file.tree.leaves.filter(isGivenSecret).map(({ key }) => key))
  const scripts = file.tree.leaves.filter(({ key }) => scriptKeys.test(key))
  return scripts.flatMap((leaf) =>
    printedIn(leaf.value, secretVariables, kind === 'github')
      .filter(({ name }) => !placeName.test(name))
      .map(({ name, text }) => ({
        line: lineOf(leaf, text, file.text),
        evidence: [`${name} goes to the log`],
      })),
  )
}

/** `env: NAME: ${{ secrets.X }}` */
function isGivenSecret({ value }: Leaf): boolean {
  return /\$\{\{[^}]*\bsecrets\b[^}]*\}\}/.test(value)
}
