import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { parseOutputs } from './run-entry.ts'

interface Step {
  readonly name: string
  readonly id?: string
  readonly if?: string
  readonly uses?: string
  readonly with?: Record<string, unknown>
  readonly shell?: string
  readonly env?: Record<string, string>
  readonly run?: string
}

export interface Action {
  readonly name: string
  readonly inputs: Record<string, { description: string; required: boolean; default: string }>
  readonly outputs: Record<string, { description: string; value: string }>
  readonly runs: { readonly using: string; readonly steps: readonly Step[] }
}

export interface CompositeRequest {
  /** Where the Action's repository was checked out. */
  readonly actionPath: string
  readonly event: string
  readonly payload: unknown
  readonly workspace: string
  /** For files of the runner; empty. */
  readonly directory: string
  readonly inputs?: Record<string, string>
  /** Of the step that uses the Action, and of the runner. */
  readonly env?: Record<string, string>
  /** Outputs of steps that use other actions, by the action's name. */
  readonly others?: Record<string, Record<string, string>>
  /** Of the Action's own steps, by name: noted like those of others, and not run. */
  readonly notRun?: readonly string[]
}

export interface CompositeEnded {
  readonly status: number
  /** Of everything that ran, in order; of actions of others their name and commit. */
  readonly steps: readonly string[]
  readonly log: string
  readonly outputs: Record<string, string>
  readonly summary: string
}

export function readAction(actionPath: string): Action {
  return parse(readFileSync(join(actionPath, 'action.yml'), 'utf8')) as Action
}

/**
 * Does what a runner does with a composite action: evaluates expressions, runs `bash` steps in order with the
 * environment that GitHub documents, and skips what follows a failure. Actions of others are only noted.
 */
export async function runComposite(request: CompositeRequest): Promise<CompositeEnded> {
  const { actionPath, directory, event, payload, workspace, env = {}, others = {}, notRun = [] } = request // prettier-ignore
  const action = readAction(actionPath)
  const temp = join(directory, 'temp')
  mkdirSync(temp)
  const eventPath = join(directory, 'event.json')
  writeFileSync(eventPath, JSON.stringify(payload))
  const context: Record<string, string> = { 'github.token': '' }
  for (const [name, { default: usual }] of Object.entries(action.inputs))
    context[`inputs.${name}`] = request.inputs?.[name] ?? evaluate(usual, context)
  const runnerEnv = {
    PATH: process.env['PATH']!,
    HOME: directory,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION_PATH: actionPath,
    GITHUB_EVENT_NAME: event,
    GITHUB_EVENT_PATH: eventPath,
    GITHUB_RUN_ID: '42',
    GITHUB_WORKSPACE: workspace,
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: 'X64',
    RUNNER_TEMP: temp,
    ...env,
  }
  const ran: string[] = []
  let [log, summary, status] = ['', '', 0]
  for (const [at, step] of action.runs.steps.entries()) {
    if (status !== 0 || !holds(step.if, context)) continue
    const keep = (outputs: Record<string, string>) => {
      for (const [name, value] of Object.entries(outputs))
        context[`steps.${step.id}.outputs.${name}`] = value
    }
    if (step.uses !== undefined) {
      for (const value of Object.values(step.with ?? {})) evaluate(String(value), context)
      ran.push(step.uses)
      keep(others[step.uses.split('@')[0]!] ?? {})
      continue
    }
    if (step.shell !== 'bash') throw new Error(`${step.name}: expected the shell bash`)
    if (step.run!.includes('${{')) throw new Error(`${step.name}: an expression in a script`)
    ran.push(step.name)
    if (notRun.includes(step.name)) continue
    const [script, output, page] = ['script.sh', 'output', 'summary'].map((name) => join(directory, `${at}-${name}`)) as [string, string, string] // prettier-ignore
    writeFileSync(script, step.run!)
    for (const path of [output, page]) writeFileSync(path, '')
    const own = Object.entries(step.env ?? {}).map(([name, value]) => [name, evaluate(String(value), context)]) // prettier-ignore
    const ended = await runBash(script, workspace, {
      ...runnerEnv,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: page,
      ...(Object.fromEntries(own) as Record<string, string>),
    })
    status = ended.status
    log += ended.log
    summary += readFileSync(page, 'utf8')
    const text = readFileSync(output, 'utf8')
    keep({ ...parsePairs(text), ...parseOutputs(text) })
  }
  const outputs = Object.entries(action.outputs).map(([name, { value }]) => [name, evaluate(value, context)]) // prettier-ignore
  return { status, steps: ran, log, outputs: Object.fromEntries(outputs), summary }
}

/** As the runner starts `shell: bash`. */
async function runBash(script: string, cwd: string, env: Record<string, string>) {
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (log += chunk.toString()))
  const status = await new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? -1))) // prettier-ignore
  return { status, log }
}

/** What a step that did not run has said is the empty text. */
function evaluate(text: string, context: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{\{ (.*?) \}\}/g, (_, expression: string) =>
    valueOf(expression, context),
  )
}

function valueOf(path: string, context: Readonly<Record<string, string>>): string {
  if (!/^(?:github\.token|inputs\.[a-z-]+|steps\.[a-z-]+\.outputs\.[a-z-]+)$/.test(path))
    throw new Error(`an expression of another form: ${path}`)
  return context[path] ?? ''
}

/** Only `A == 'x'` and `A != 'x'`, joined by `&&`. */
function holds(condition: string | undefined, context: Readonly<Record<string, string>>): boolean {
  if (condition === undefined) return true
  return condition.split(' && ').every((part) => {
    const found = /^(\S+) (==|!=) '([^']*)'$/.exec(part)
    if (found === null) throw new Error(`a condition of another form: ${part}`)
    return (valueOf(found[1]!, context) === found[3]) === (found[2] === '==')
  })
}

function parsePairs(text: string): Record<string, string> {
  const pairs = Array.from(text.matchAll(/^([a-z-]+)=(.*)$/gm), ([, name, value]) => [name, value])
  return Object.fromEntries(pairs) as Record<string, string>
}

/** Whether a hostile text was run by a shell anywhere. */
export function wasRun(...directories: readonly string[]): boolean {
  return directories.some((directory) => existsSync(join(directory, 'pwned')))
}
