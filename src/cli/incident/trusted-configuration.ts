import { appendFileSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { digestOf } from '../../incident/journal.ts'
import { configurationName } from '../../scan/find-configuration.ts'
import { stateDirectory } from '../../scan/incident/state-directory.ts'
import { StanchError } from '../../text/error.ts'
import { shownFrom, type ReadConfiguration } from '../read-configuration.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** What of a configuration rules incidents, by its key; what is left out says nothing. */
export function rulingPartOf({
  configuration,
}: Pick<ReadConfiguration, 'configuration'>): Record<string, unknown> {
  const { incidents, approvers, notify, playbooks, rotation, inventory } = configuration
  const isDatabase = /^postgres(?:ql)?:/i.test(inventory.store ?? '')
  return {
    ...(incidents.store !== undefined && { incidents }),
    ...(approvers.length > 0 && { approvers }),
    ...(notify !== undefined && notify.length > 0 && { notify }),
    ...(playbooks !== undefined && { playbooks }),
    // Its hooks are commands that are run, with a new value.
    ...(rotation !== undefined && { rotation }),
    // A password of the environment would be shown to it.
    ...(isDatabase && { inventory: inventory.store }),
  }
}

/**
 * A stanch.yaml that was found, not named, is of whoever wrote the repository in which somebody stands, and leaks are looked
 * into in clones. It does not say who approves, who is told, with which variable of the environment, or where records are
 * kept, until a person has let it; and no longer once that part of it was changed.
 *
 * @param named by `--config`: to name a file is to trust it
 * @throws StanchError `CONFIGURATION_UNTRUSTED`
 */
export function assertTrusted(
  configured: ReadConfiguration,
  named: string | undefined,
  env: Environment,
): void {
  const ruling = rulingPartOf(configured)
  const keys = Object.keys(ruling)
  if (named !== undefined || keys.length === 0 || isTrusted(configured, env)) return
  throw new StanchError(
    'CONFIGURATION_UNTRUSTED',
    `${shownFrom(join(configured.directory, configurationName))}: ${keys.join(', ')}: expected a file that somebody here has let rule incidents; ` +
      'this one was found, or was changed since. Whoever writes this repository could name himself. Nothing was done.\n' +
      'Look at it; if it is yours: stanch incident trust\n' +
      'Or name another file with --config; --config /dev/null goes on without any.',
  )
}

/** Lets the file as it is now rule incidents of this user on this machine. */
export function trust(configured: ReadConfiguration, env: Environment): void {
  if (isTrusted(configured, env)) return
  const path = trustedPath(env)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  appendFileSync(path, `${lineOf(configured)}\n`, { mode: 0o600 })
}

function isTrusted(configured: ReadConfiguration, env: Environment): boolean {
  try {
    return readFileSync(trustedPath(env), 'utf8').split('\n').includes(lineOf(configured))
  } catch {
    return false
  }
}

/** Digest of what rules, and where it stands: elsewhere a relative path means another place. */
function lineOf(configured: ReadConfiguration): string {
  return `${digestOf(rulingPartOf(configured))} ${JSON.stringify(configured.directory)}`
}

function trustedPath(env: Environment): string {
  return join(stateDirectory(env), 'trusted')
}
