import { fileURLToPath } from 'node:url'
import { hookNames, type HookName } from '../git/hook-script.ts'
import {
  installHooks,
  uninstallHooks,
  type FormerHook,
  type HookChange,
  type HookRequest,
} from '../git/install-hooks.ts'
import { escapeControls } from '../report/escape-controls.ts'
import { StanchError } from '../text/error.ts'
import { exitStatus, type ExitStatus } from './exit-status.ts'

/** `stanch hook git` as typed. */
export interface TypedHookOptions {
  readonly install?: boolean
  readonly uninstall?: boolean
  readonly hook?: readonly string[]
  readonly hooksPath?: string
}

/** `stanch hook git`. @throws StanchError `USAGE`, and what the installer throws */
export async function runHook(
  directory: string | undefined,
  typed: TypedHookOptions,
): Promise<ExitStatus> {
  if ((typed.install ?? false) === (typed.uninstall ?? false)) {
    throw usage('stanch hook git wants either --install or --uninstall.')
  }
  const request: HookRequest = {
    directory: directory ?? '.',
    hooks: typed.hook && [...new Set(typed.hook)].map(parseHook),
    hooksPath: typed.hooksPath,
  }
  const changes = typed.install
    ? await installHooks(request, thisProgram())
    : await uninstallHooks(request)
  if (changes.length === 0) say('no hook of Stanch is installed')
  for (const change of changes) say(sentenceOf(change))
  const elsewhere = changes.find(({ gitLooksIn }) => gitLooksIn !== undefined)
  if (typed.install && elsewhere) say(`git looks for hooks in ${elsewhere.gitLooksIn}, not there`)
  return exitStatus.clean
}

function parseHook(name: string): HookName {
  const hook = hookNames.find((known) => known === name)
  if (hook) return hook
  throw usage(`--hook: expected one of ${hookNames.join(', ')}, got "${name}".`)
}

function thisProgram() {
  return { node: process.execPath, main: fileURLToPath(new URL('main.js', import.meta.url)) }
}

function sentenceOf({ hook, path, outcome, former }: HookChange): string {
  return `${hook} ${verbs[outcome]} ${path}${former ? sequels[outcome](former) : ''}`
}

const verbs = {
  installed: 'installed in',
  renewed: 'renewed in',
  removed: 'removed from',
  left: 'left alone, it is not ours:',
} as const

const sequels = {
  installed: kept,
  renewed: kept,
  removed: () => '; the former hook is back in its place',
  left: ({ path }: FormerHook) => `; a former hook waits in ${path}`,
} as const

function kept({ path, isExecutable }: FormerHook): string {
  return isExecutable
    ? `; it runs ${path} first`
    : `; what was there is kept as ${path}, but never ran: it is not executable`
}

function say(message: string): void {
  process.stderr.write(`stanch: ${escapeControls(message)}\n`)
}

function usage(message: string): StanchError {
  return new StanchError('USAGE', message)
}
