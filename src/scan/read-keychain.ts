import { spawnSync } from 'node:child_process'
import { StanchError } from '../text/error.ts'

/** How the keychain of each system is asked: a program, and its arguments for an entry's name. */
const programs: Readonly<Record<string, readonly [string, (name: string) => readonly string[]]>> = {
  darwin: ['security', (name) => ['find-generic-password', '-w', '-s', name]],
  // libsecret: GNOME Keyring, KWallet, KeePassXC.
  linux: ['secret-tool', (name) => ['lookup', 'service', name]],
}

/**
 * Reads an entry of the system's keychain: the password of service `name` in macOS' keychain, what has `service=name` in
 * the Secret Service of a Linux desktop.
 *
 * @throws StanchError `KEYCHAIN_UNREADABLE`; never with what was read
 */
export function readKeychain(name: string, platform: string = process.platform): string {
  const known = programs[platform]
  if (!known) throw unreadable(name, `there is no keychain that is known of on ${platform}`)
  const [program, argumentsFor] = known
  const { status, stdout, error } = spawnSync(program, argumentsFor(name), {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  if (error) throw unreadable(name, `${program} cannot be run (${error.message})`)
  if (status !== 0 || stdout.trim() === '') {
    throw unreadable(name, `${program} knows no such entry (exit status ${status})`)
  }
  return stdout
}

function unreadable(name: string, why: string): StanchError {
  return new StanchError(
    'KEYCHAIN_UNREADABLE',
    `STANCH_KEY_KEYCHAIN names the entry ${name}: ${why}.\n` +
      'Set STANCH_KEY or STANCH_KEY_FILE instead, or store a key there.',
  )
}
