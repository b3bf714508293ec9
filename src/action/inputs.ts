import { confidences, type Confidence } from '../rules/rule.ts'
import { nearestWord } from '../text/strict/nearest-word.ts'
import { StanchError } from '../text/error.ts'

/** An input of the Action, as `action.yml` and the README tell of it. */
export interface InputDescription {
  readonly name: string
  /** One sentence or two, Markdown. */
  readonly description: string
  /** As `action.yml` has it; the empty text stands for none. */
  readonly default: string
  readonly choices?: readonly string[]
}

/** What the Action tells later steps, or what it reads besides its inputs. */
export interface NamedDescription {
  readonly name: string
  readonly description: string
}

const failOn = ['any', 'high', 'verified', 'never'] as const
const onIncomplete = ['fail', 'neutral'] as const
const comments = ['auto', 'true', 'false'] as const
const switches = ['true', 'false'] as const
const onFinding = ['none', 'webhook', 'open-incident'] as const
const scans = ['history', 'github'] as const

/** All inputs, in the order in which they are documented: the one source of `action.yml` and README. */
export const inputDescriptions = [
  {
    name: 'token',
    description:
      'Token of the job, to read the pull request and its commits and to comment. With `contents: read` and `pull-requests: read` everything is scanned; comments want `pull-requests: write`.',
    default: '${{ github.token }}',
  },
  {
    name: 'fail-on',
    description:
      'What makes the job fail: `any` secret, one of `high` confidence, only one that is `verified` to work (wants `validate: true`), or `never`. Rules on trial never do.',
    default: 'any',
    choices: failOn,
  },
  {
    name: 'on-incomplete',
    description:
      'What an incomplete scan does: `fail` the job, or warn and stay `neutral`. It is never called a success, and the output `complete` is `false`.',
    default: 'fail',
    choices: onIncomplete,
  },
  {
    name: 'comments',
    description:
      'One review comment for each secret, kept up to date. `auto` and `true` comment on pull requests; with `auto` a token that may not write is no warning.',
    default: 'auto',
    choices: comments,
  },
  {
    name: 'annotations',
    description: 'Annotations on the exact lines, the gravest first (GitHub shows ten).',
    default: 'true',
    choices: switches,
  },
  {
    name: 'summary',
    description: 'A summary of the job: what was found, what was scanned, what to do next.',
    default: 'true',
    choices: switches,
  },
  {
    name: 'sarif',
    description: 'Path of a SARIF file to write, from the workspace; empty: none.',
    default: '',
  },
  {
    name: 'report',
    description: 'Path of a JSON report to write, from the workspace; empty: none.',
    default: '',
  },
  {
    name: 'policy',
    description:
      'Where configuration, suppressions, ignores and own rules are read: `OWNER/REPO@` and a full commit id. Empty: at the base of the change. Never from the change itself.',
    default: '',
  },
  {
    name: 'validate',
    description: 'Whether providers are asked if what was found works.',
    default: 'false',
    choices: switches,
  },
  {
    name: 'min-confidence',
    description: 'The least confidence that is reported; empty: as configured, else `medium`.',
    default: '',
    choices: confidences,
  },
  {
    name: 'inventory',
    description:
      'Store that is asked whose a secret is, for example `postgres://host/database`; empty: as configured by the base.',
    default: '',
  },
  {
    name: 'on-finding',
    description:
      'What happens besides when a secret is found: `webhook` sends a thin signed message for each one, `open-incident` opens an incident in the store that the base configures; at most 20 a run. In a public repository what only outsiders wrote does that only if an inventory knows it, or it is known to work. `pull_request` of a fork never does.',
    default: 'none',
    choices: onFinding,
  },
  {
    name: 'webhook-url',
    description:
      'Where `on-finding: webhook` sends to; https. The key that signs is the variable `STANCH_WEBHOOK_SECRET`.',
    default: '',
  },
  {
    name: 'scan',
    description:
      'What `schedule` and `workflow_dispatch` scan: all `history`, or the texts of `github` as well: issues, pull requests, comments, releases, logs.',
    default: 'history',
    choices: scans,
  },
] as const satisfies readonly InputDescription[]

/** Set by the Action for later steps. */
export const outputDescriptions = [
  { name: 'exposures', description: 'How many different secrets were found.' },
  { name: 'findings', description: 'At how many places.' },
  { name: 'complete', description: '`true` when everything was scanned, else `false`.' },
  { name: 'report', description: 'Path of the JSON report; empty: none was written.' },
  { name: 'sarif', description: 'Path of the SARIF file; empty: none was written.' },
] as const satisfies readonly NamedDescription[]

/** Read from the environment of the step only, so that no input's log shows them. */
export const environmentDescriptions = [
  {
    name: 'STANCH_KEY',
    description:
      'Key of fingerprints, 64 hex digits, as a secret of the repository or organisation. Without it everything is found, and an inventory is asked by its hashes.',
  },
  {
    name: 'STANCH_WEBHOOK_SECRET',
    description: 'What signs those messages, made by `echo whsec_$(openssl rand -base64 32)`.',
  },
] as const satisfies readonly NamedDescription[]

export type OutputName = (typeof outputDescriptions)[number]['name']

/** What somebody wants of the Action. */
export interface Inputs {
  readonly token: string | undefined
  readonly failOn: (typeof failOn)[number]
  readonly onIncomplete: (typeof onIncomplete)[number]
  readonly comments: (typeof comments)[number]
  readonly annotations: boolean
  readonly summary: boolean
  readonly sarif: string | undefined
  readonly report: string | undefined
  /** Of another repository; `undefined`: the base's. */
  readonly policy: CentralPolicy | undefined
  readonly validate: boolean
  readonly minConfidence: Confidence | undefined
  readonly inventory: string | undefined
  readonly onFinding: (typeof onFinding)[number]
  readonly webhookUrl: URL | undefined
  readonly scan: (typeof scans)[number]
}

export interface CentralPolicy {
  /** `OWNER/REPO`. */
  readonly repository: string
  readonly commit: string
}

type InputName = (typeof inputDescriptions)[number]['name']

/**
 * Reads `STANCH_INPUT_<NAME>`: the steps of a composite action are given no `INPUT_*`. An empty text is the default.
 *
 * @throws StanchError `ACTION_INPUT` with every fault, one a line; it repeats no value
 */
export function readInputs(env: Readonly<Record<string, string | undefined>>): Inputs {
  const faults: string[] = [...unknownInputs(env)]
  const text = (name: InputName): string | undefined => {
    const typed = env[variableOf(name)]?.trim()
    if (typed) return typed
    const { default: usual } = inputDescriptions.find((one) => one.name === name)!
    // An expression of GitHub has a value only in action.yml.
    return usual === '' || usual.startsWith('${{') ? undefined : usual
  }
  const choice = <Choice extends string>(name: InputName, choices: readonly Choice[]): Choice => {
    const typed = text(name)
    const found = choices.find((one) => one === typed)
    if (found === undefined) faults.push(`${name}: expected ${listOf(choices)}, got another word`)
    return found ?? choices[0]!
  }
  const isOn = (name: InputName) => choice(name, switches) === 'true'
  const formed = <Value>(
    name: InputName,
    read: (typed: string) => Value | undefined,
    what: string,
  ): Value | undefined => {
    const typed = text(name)
    const value = typed === undefined ? undefined : read(typed)
    if (typed !== undefined && value === undefined) faults.push(`${name}: expected ${what}`)
    return value
  }
  const inputs: Inputs = {
    token: formed('token', tokenOf, 'a token, without blanks and line ends'),
    failOn: choice('fail-on', failOn),
    onIncomplete: choice('on-incomplete', onIncomplete),
    comments: choice('comments', comments),
    annotations: isOn('annotations'),
    summary: isOn('summary'),
    sarif: formed('sarif', pathOf, 'a path inside of the workspace'),
    report: formed('report', pathOf, 'a path inside of the workspace'),
    policy: formed('policy', policyOf, 'OWNER/REPO@ and a full commit id of 40 hex digits'),
    validate: isOn('validate'),
    minConfidence:
      text('min-confidence') === undefined ? undefined : choice('min-confidence', confidences),
    inventory: text('inventory'),
    onFinding: choice('on-finding', onFinding),
    webhookUrl: formed('webhook-url', addressOf, 'an https address without credentials'),
    scan: choice('scan', scans),
  }
  if (inputs.onFinding === 'webhook' && text('webhook-url') === undefined)
    faults.push('webhook-url: expected an address, since on-finding is webhook')
  if (inputs.failOn === 'verified' && !inputs.validate)
    faults.push('fail-on: verified wants validate: true, else nothing is ever verified')
  if (faults.length > 0)
    throw new StanchError('ACTION_INPUT', faults.map((fault) => `input ${fault}`).join('\n'))
  return inputs
}

/** The variable by which `action.yml` hands an input on. */
export function variableOf(name: string): string {
  return `${prefix}${name.toUpperCase().replaceAll('-', '_')}`
}

const prefix = 'STANCH_INPUT_'

function unknownInputs(env: Readonly<Record<string, string | undefined>>): string[] {
  const names = inputDescriptions.map(({ name }) => name)
  const known = new Set(names.map(variableOf))
  return Object.keys(env)
    .filter((name) => name.startsWith(prefix) && !known.has(name))
    .map((name) => name.slice(prefix.length).toLowerCase().replaceAll('_', '-'))
    .map((name) => {
      const nearest = nearestWord(name, names)
      const shown = /^[a-z0-9-]{1,40}$/.test(name) ? name : 'one'
      return `${shown}: there is none of this name${nearest ? `; do you mean ${nearest}?` : ''}`
    })
}

function listOf(choices: readonly string[]): string {
  return `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`
}

function tokenOf(typed: string): string | undefined {
  return /^[\x21-\x7e]{1,4096}$/.test(typed) ? typed : undefined
}

/** Relative, and never out of the workspace: files of the runner are not ours to write. */
function pathOf(typed: string): string | undefined {
  if (/^(?:[/\\]|[A-Za-z]:)|[\0\r\n]/.test(typed)) return undefined
  return typed.split(/[/\\]/).includes('..') ? undefined : typed
}

function policyOf(typed: string): CentralPolicy | undefined {
  const found = /^([\w-]{1,100}\/[\w.-]{1,100})@([0-9a-f]{40}|[0-9a-f]{64})$/.exec(typed)
  return found === null ? undefined : { repository: found[1]!, commit: found[2]! }
}

/** Plain http only to this machine. */
function addressOf(typed: string): URL | undefined {
  if (!URL.canParse(typed)) return undefined
  const url = new URL(typed)
  const isLoopback = /^(?:127\.0\.0\.1|\[::1\]|localhost)$/.test(url.hostname)
  const isAllowed = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback)
  return isAllowed && url.username === '' && url.password === '' ? url : undefined
}
