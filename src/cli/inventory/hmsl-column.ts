import { readFileSync } from 'node:fs'
import { hmslOf } from '../../inventory/hmsl.ts'
import type { Log } from '../log.ts'
import { nodeScrypt } from '../../scan/node-scrypt.ts'

export interface HmslColumnOptions {
  /** `--hmsl` or `inventory.hmsl: true`; off by default. */
  readonly isOn: boolean
  /** `--public`; otherwise only what GitHub says of the repository is known. */
  readonly isPublic?: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  readonly log: Log
}

/**
 * Makes the unkeyed column for who writes an inventory, `FormOptions.hmslOf`, and says what it means when it first does.
 *
 * @returns `undefined` when it is off
 */
export function hmslColumn({
  isOn,
  isPublic = false,
  env,
  log,
}: HmslColumnOptions): ((value: Uint8Array) => string | undefined) | undefined {
  if (!isOn) return undefined
  let isTold = false
  return (value) => {
    const hash = hmslOf(value, nodeScrypt)
    if (hash !== undefined && !isTold) {
      isTold = true
      log.warn({}, isPublic || isPublicOnGithub(env) ? inPublic : inPrivate)
    }
    return hash
  }
}

const inPrivate =
  'the unkeyed column (hmsl) is written: who has the file can try guesses of each value without any key. ' +
  'Values that a guesser could reach are left out, yet do not commit it to a public repository'

const inPublic =
  'the unkeyed column (hmsl) is written, and the repository is public: anybody can try guesses of each value, for ever, ' +
  'and see whether a secret of theirs is yours. Only the keyed column is safe to publish'

/**
 * What the payload of the event says that started this workflow.
 *
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads
 */
function isPublicOnGithub(env: HmslColumnOptions['env']): boolean {
  const path = env['GITHUB_EVENT_PATH']
  if (!path) return false
  try {
    const { repository } = JSON.parse(readFileSync(path, 'utf8')) as {
      repository?: { private?: unknown; visibility?: unknown }
    }
    return repository?.private === false || repository?.visibility === 'public'
  } catch {
    return false
  }
}
