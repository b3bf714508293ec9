import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { reasonOf, StanchError } from '../text/error.ts'
import { findHookPlaces, type HookPlace } from './hook-place.ts'
import {
  formerSuffix,
  hookNames,
  hookScript,
  isHookScript,
  type HookName,
  type HookProgram,
} from './hook-script.ts'

export interface HookRequest {
  /** Inside of the repository. */
  readonly directory: string
  /** `undefined`: those that a repository of this kind runs; to uninstall, all. */
  readonly hooks: readonly HookName[] | undefined
  /** Instead of where git looks, relative to the working directory; then any place is right. */
  readonly hooksPath: string | undefined
}

/** What became of one hook. */
export interface HookChange {
  readonly hook: HookName
  readonly path: string
  /** `left`: what stands there is not ours. */
  readonly outcome: 'installed' | 'renewed' | 'removed' | 'left'
  readonly former: FormerHook | undefined
  /** Where git looks, when `path` is elsewhere. */
  readonly gitLooksIn: string | undefined
}

/** The hook that stood there before ours. */
export interface FormerHook {
  readonly path: string
  /** Git passes over a hook that cannot be executed, and so does our script. */
  readonly isExecutable: boolean
}

/**
 * Writes the scripts. A hook that stands there already is kept beside ours, which runs it first; one of ours is
 * replaced. What is in the way of one hook is found before any is written.
 *
 * @throws StanchError `NOT_A_REPOSITORY`, `GIT_FAILED`, `HOOKS_OUTSIDE`, `HOOKS_GENERATED`, `HOOK_FORMER_EXISTS`,
 * `HOOK_NOT_WRITTEN`
 */
export async function installHooks(
  request: HookRequest,
  program: HookProgram,
): Promise<HookChange[]> {
  const { isBare, placeOf } = await findHookPlaces(request)
  const slots = (request.hooks ?? defaultHooks(isBare)).map((hook) => slotOf(hook, placeOf(hook)))
  for (const slot of slots) {
    refuseGenerated(slot)
    refuseSecondFormer(slot)
  }
  return slots.map((slot) => install(slot, hookScript(slot.hook, program)))
}

/**
 * Takes our scripts away and puts the former hooks back; what is not ours stays.
 *
 * @returns nothing for a hook that is not there
 * @throws StanchError `NOT_A_REPOSITORY`, `GIT_FAILED`, `HOOKS_OUTSIDE`, `HOOK_NOT_WRITTEN`
 */
export async function uninstallHooks(request: HookRequest): Promise<HookChange[]> {
  const { placeOf } = await findHookPlaces(request)
  return (request.hooks ?? hookNames).flatMap((hook) => uninstall(slotOf(hook, placeOf(hook))))
}

function defaultHooks(isBare: boolean): readonly HookName[] {
  return isBare ? ['pre-receive'] : ['pre-commit', 'pre-push']
}

/** Where a hook stands, and what is there now. */
interface Slot extends HookPlace {
  readonly hook: HookName
  readonly path: string
  readonly holds: Holds
  readonly formerPath: string
  readonly formerHolds: Holds
}

/** A link is never ours: others may own what it leads to. */
type Holds = 'nothing' | 'ours' | 'link' | 'other'

function slotOf(hook: HookName, place: HookPlace): Slot {
  const path = join(place.directory, hook)
  const formerPath = `${path}${formerSuffix}`
  return {
    ...place,
    hook,
    path,
    holds: attempt(path, () => holdsOf(path)),
    formerPath,
    formerHolds: attempt(formerPath, () => holdsOf(formerPath)),
  }
}

function holdsOf(path: string): Holds {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (!stats) return 'nothing'
  if (stats.isSymbolicLink()) return 'link'
  return stats.isFile() && isHookScript(readFileSync(path, 'latin1')) ? 'ours' : 'other'
}

function isForeign(holds: Holds): boolean {
  return holds === 'link' || holds === 'other'
}

function refuseGenerated({ directory }: Slot): void {
  if (basename(directory) !== '_' || !existsSync(join(directory, 'h'))) return
  const own = dirname(directory)
  throw new StanchError(
    'HOOKS_GENERATED',
    `${directory} is written anew by husky, ours would get lost there. Add to husky's own files:\n` +
      `${join(own, 'pre-commit')}: npx --no-install stanch scan git --staged\n` +
      `${join(own, 'pre-push')}: while read -r _ new ref old; do echo "$old $new $ref"; done | ` +
      'npx --no-install stanch scan git --pre-receive --not-remote "$1"',
  )
}

function refuseSecondFormer({ path, holds, formerPath, formerHolds }: Slot): void {
  if (!isForeign(holds) || !isForeign(formerHolds)) return
  throw new StanchError(
    'HOOK_FORMER_EXISTS',
    `${path} is not Stanch's and would be kept as ${basename(formerPath)}, but that exists already. ` +
      'Remove one of them, or make one call the other; then install again.',
  )
}

function install(slot: Slot, script: string): HookChange {
  const { hook, directory, path, holds, formerPath, formerHolds, gitLooksIn } = slot
  const temporary = join(directory, `.${hook}.${process.pid}.tmp`)
  attempt(path, () => {
    mkdirSync(directory, { recursive: true })
    try {
      writeFileSync(temporary, script, { flag: 'wx' })
      // Whatever the umask says.
      chmodSync(temporary, 0o755)
      if (formerHolds === 'ours') rmSync(formerPath)
      if (isForeign(holds)) keepFormer(slot)
      renameSync(temporary, path)
    } finally {
      rmSync(temporary, { force: true })
    }
  })
  return {
    hook,
    path,
    outcome: holds === 'ours' ? 'renewed' : 'installed',
    former: isForeign(holds) || isForeign(formerHolds) ? formerHook(formerPath) : undefined,
    gitLooksIn,
  }
}

/** Gives it a second name, which fails where that is taken; its first name then goes to our script. */
function keepFormer({ path, holds, formerPath }: Slot): void {
  if (holds === 'link') symlinkSync(readlinkSync(path), formerPath)
  else linkSync(path, formerPath)
}

function uninstall(slot: Slot): HookChange[] {
  const { hook, path, holds, formerPath, formerHolds, gitLooksIn } = slot
  const hasFormer = isForeign(formerHolds)
  if (isForeign(holds)) {
    const former = hasFormer ? formerHook(formerPath) : undefined
    return [{ hook, path, outcome: 'left', former, gitLooksIn }]
  }
  if (holds === 'nothing' && !hasFormer) return []
  attempt(path, () => (hasFormer ? renameSync(formerPath, path) : rmSync(path)))
  const former = hasFormer ? formerHook(path) : undefined
  return [{ hook, path, outcome: 'removed', former, gitLooksIn }]
}

function formerHook(path: string): FormerHook {
  try {
    accessSync(path, constants.X_OK)
    return { path, isExecutable: true }
  } catch {
    return { path, isExecutable: false }
  }
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw new StanchError('HOOK_NOT_WRITTEN', `${path}: ${reasonOf(error)}`, { cause: error })
  }
}
