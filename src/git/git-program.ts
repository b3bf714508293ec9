import { statSync } from 'node:fs'
import { win32 } from 'node:path'
import { reasonOf, StanchError } from '../text/error.ts'

let found: string | undefined

/**
 * What is started when git is wanted. On Windows a bare name is looked for in the working directory first, where a change can
 * have a `git.exe`; Node 20 does so whatever `NoDefaultCurrentDirectoryInExePath` says.
 *
 * @throws StanchError `GIT_MISSING`
 */
export function gitProgram(): string {
  if (process.platform !== 'win32') return 'git'
  return (found ??= findGitForWindows(process.env['PATH'] ?? '', isFile))
}

/** @param path the variable: only what is the same wherever one stands counts */
export function findGitForWindows(path: string, isThere: (file: string) => boolean): string {
  const directories = path.split(win32.delimiter).map((part) => part.replaceAll('"', ''))
  const program = directories
    .filter((directory) => /^(?:[A-Za-z]:[/\\]|[/\\]{2})/.test(directory))
    .map((directory) => win32.join(directory, 'git.exe'))
    .find(isThere)
  if (program !== undefined) return program
  throw new StanchError(
    'GIT_MISSING',
    'git.exe is in none of the directories of PATH. Install Git.',
  )
}

/** @param error of the attempt to start it */
export function gitMissing(error: unknown): StanchError {
  return new StanchError(
    'GIT_MISSING',
    `git cannot be started: ${reasonOf(error)}. Install git 2.31 or newer.`,
    { cause: error },
  )
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}
