import { randomBytes } from 'node:crypto'
import {
  closeSync,
  openSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { reasonOf, StanchError } from '../../text/error.ts'

/** Who holds a lock, as its file says. */
interface Holder {
  readonly pid: number
  readonly host: string
  /** Where numbers of processes mean the same: the machine's start and the container's. */
  readonly space: string
  /** When the process started; a number is given again. */
  readonly start: string
  readonly token: string
  readonly since: string
  /** Who works with it, as he says himself. */
  readonly person?: string
}

/** What is locked, in messages and codes. */
export interface LockSubject {
  /** With its article: `the inventory`. */
  readonly noun: string
  readonly busyCode: string
  readonly lostCode: string
  readonly notWrittenCode: string
}

export interface LockOptions {
  /** For messages. */
  readonly name: string
  /** 0: whoever finds it taken is refused at once. */
  readonly waitMs: number
  /** The inventory by default. */
  readonly subject?: LockSubject
  /** Said to those who find it taken. */
  readonly person?: string
  /** Ends the waiting. */
  readonly signal?: AbortSignal
}

const inventory: LockSubject = {
  noun: 'the inventory',
  busyCode: 'INVENTORY_LOCKED',
  lostCode: 'INVENTORY_LOCK_LOST',
  notWrittenCode: 'INVENTORY_NOT_WRITTEN',
}

/** A lock that this process holds. */
export interface HeldLock {
  /** @throws StanchError `INVENTORY_LOCK_LOST` or the subject's when somebody took the file away. To be asked right before the effect. */
  readonly assertHeld: () => void
}

/** A file without content was left by a process that ended between two calls. */
const emptyMs = 10_000
const pollMs = [5, 60] as const

/**
 * Runs `action` while no other process runs one under the same lock: a file that is created exclusively, with the holder's
 * number and host inside. The lock of a process that no longer runs is taken over; one whose holder is on another machine
 * or in another container is waited for.
 *
 * @throws StanchError `INVENTORY_LOCKED` after `waitMs`, naming the holder; `INVENTORY_NOT_WRITTEN`; or the subject's codes
 */
export async function withLock<T>(
  path: string,
  options: LockOptions,
  action: (lock: HeldLock) => T | Promise<T>,
): Promise<T> {
  const token = randomBytes(8).toString('hex')
  const until = Date.now() + options.waitMs
  while (!tryCreate(path, token, options)) {
    if (isStale(path) && takeOver(path)) continue
    if (Date.now() >= until) throw locked(path, options)
    await pause(options.signal)
  }
  const isHeld = () => readHolder(path)?.token === token
  try {
    return await action({
      assertHeld: () => {
        if (!isHeld()) throw lost(path, options)
      },
    })
  } finally {
    if (isHeld()) rmSync(path, { force: true })
  }
}

async function pause(signal: AbortSignal | undefined): Promise<void> {
  const milliseconds = pollMs[0] + Math.random() * (pollMs[1] - pollMs[0])
  try {
    await sleep(milliseconds, undefined, signal && { signal })
  } catch (error) {
    throw signal?.aborted ? signal.reason : error
  }
}

function tryCreate(path: string, token: string, options: LockOptions): boolean {
  let descriptor: number
  try {
    descriptor = openSync(path, 'wx', 0o644)
  } catch (error) {
    if (isInUse(error)) return false
    throw notLocked(path, options, error)
  }
  try {
    const since = new Date().toISOString()
    const { pid } = process
    const { person } = options
    const which = { pid, host: hostname(), space: spaceOf(), start: startOf(pid) }
    const holder = { ...which, token, since, ...(person === undefined ? {} : { person }) }
    writeSync(descriptor, JSON.stringify(holder satisfies Holder))
  } catch (error) {
    // Of a full disk: an empty lock would be waited for by all others.
    rmSync(path, { force: true })
    throw notLocked(path, options, error)
  } finally {
    closeSync(descriptor)
  }
  return true
}

/** Windows says that access is denied as long as somebody has a file open that was removed. */
function isInUse(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EEXIST') return true
  return process.platform === 'win32' && (code === 'EPERM' || code === 'EACCES' || code === 'EBUSY')
}

/**
 * Two that wait may both see that a lock is stale; the second must not remove the lock that the first has taken since. So
 * only who holds a further lock looks once more and removes. It is held for no longer than that; when its holder ends
 * within, nobody takes over any more, and the message of {@link locked} says what to do.
 */
function takeOver(path: string): boolean {
  const guard = `${path}.takeover`
  try {
    closeSync(openSync(guard, 'wx'))
  } catch {
    return false
  }
  try {
    if (isStale(path)) rmSync(path, { force: true })
    return true
  } finally {
    rmSync(guard, { force: true })
  }
}

function isStale(path: string): boolean {
  const holder = readHolder(path)
  if (holder === undefined) return isAbandoned(path)
  const isHere = holder.host === hostname() && holder.space === spaceOf()
  return isHere && !isRunning(holder)
}

function isAbandoned(path: string): boolean {
  try {
    const { size, mtimeMs } = statSync(path)
    return size === 0 && Date.now() - mtimeMs > emptyMs
  } catch {
    return false
  }
}

function isRunning({ pid, start }: Holder): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
  return startOf(pid) === start
}

function readHolder(path: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8')) as Holder
    return Number.isInteger(holder.pid) && holder.pid > 0 ? holder : undefined
  } catch {
    return undefined
  }
}

/** Empty where the system does not say. */
function spaceOf(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return ''
  }
}

/** Ticks since the machine's start, field 22 of https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html; empty elsewhere. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

function notLocked(path: string, options: LockOptions, error: unknown): StanchError {
  const { noun, notWrittenCode } = options.subject ?? inventory
  return new StanchError(
    notWrittenCode,
    `${options.name}: expected to lock ${noun} by ${path}: ${reasonOf(error)}.\n` +
      'Check that its directory may be written to and has room; nothing was changed.',
    { cause: error },
  )
}

function locked(path: string, { name, waitMs, subject }: LockOptions): StanchError {
  const { noun, busyCode } = subject ?? inventory
  const waited = waitMs === 0 ? '' : `, and was waited for ${Math.round(waitMs / 1000)} s`
  return new StanchError(
    busyCode,
    `${name}: expected that nobody else changes ${noun}; ${whoHolds(path)} does${waited}.\n` +
      `Try again. If that process no longer runs, remove ${path}* and try again; nothing was changed.`,
  )
}

function whoHolds(path: string): string {
  const holder = readHolder(path)
  if (holder === undefined) return 'another process'
  const which = `process ${holder.pid} on ${holder.host} since ${holder.since}`
  return holder.person === undefined ? which : `${holder.person} (${which})`
}

function lost(path: string, { name, subject }: LockOptions): StanchError {
  return new StanchError(
    (subject ?? inventory).lostCode,
    `${name}: expected to hold ${path} until the end; somebody removed it.\nTry again; nothing was changed.`,
  )
}
