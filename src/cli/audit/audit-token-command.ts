import { join } from 'node:path'
import type { Connector } from '../../inventory/posture/connector.ts'
import { checkToken } from '../../inventory/token/check-token.ts'
import { algorithmsOf } from '../../inventory/token/check-header.ts'
import { parseToken } from '../../inventory/token/parse-token.ts'
import type { SignatureResult } from '../../inventory/token/token-check.ts'
import { StanchError } from '../../text/error.ts'
import { nearestWord } from '../../text/strict/nearest-word.ts'
import { exitStatus, type ExitStatus } from '../exit-status.ts'
import { readText } from '../read-configuration.ts'
import { readWholeInput } from '../read-whole-input.ts'
import { usage } from '../usage.ts'
import { formatTokenAudit } from './format-token-audit.ts'
import { readPostureConfiguration, type PostureSettings } from './read-posture-configuration.ts'

/** `stanch audit token` as typed. */
export interface TypedTokenOptions {
  readonly connector?: string
  readonly config?: string
  readonly format?: string
}

/** No token is as long: 64 KiB are eight times what servers take as a header. */
const tokenBytesMax = 1 << 16

/** `stanch audit token`: 0 when all that was checked holds, 1 when something fails, 2 for what is no JWT. */
export async function runTokenAudit(
  argument: readonly string[],
  { connector: id, config, format = 'text' }: TypedTokenOptions,
): Promise<ExitStatus> {
  if (argument.some((one) => one !== '-')) {
    throw usage(
      'A token is never an argument: every process of the machine can read it there, and the shell keeps it.\n' +
        'Give it on standard input: stanch audit token - < token.jwt. If what was typed is a token, have it revoked.',
    )
  }
  if (format !== 'text' && format !== 'json') {
    throw usage(`--format: expected text or json, got "${format}".`)
  }
  const settings = await readPostureConfiguration(config)
  const connector = connectorOf(settings, id)
  const token = parseToken(await readInput())
  if ('reason' in token) {
    throw new StanchError('TOKEN_UNREADABLE', `The token cannot be checked: ${token.reason}.`)
  }
  const signature = await verify(token.compact, connector, settings)
  const checks = checkToken(token, connector, { signature, now: Date.now() })
  process.stdout.write(formatTokenAudit({ connector: connector.id, checks }, format))
  return checks.some(({ verdict }) => verdict === 'fails') ? exitStatus.found : exitStatus.clean
}

function connectorOf({ configuration }: PostureSettings, id: string | undefined): Connector {
  const connectors = configuration.connectors ?? []
  const ids = connectors.map((connector) => connector.id)
  const [only] = connectors
  if (!only) {
    throw usage(
      'There is no connector to check against: declare one under connectors in stanch.yaml, with id, issuers, audience and scopes.',
    )
  }
  if (id === undefined) {
    if (connectors.length === 1) return only
    throw usage(`--connector: expected one of ${ids.join(', ')}.`)
  }
  const found = connectors.find((connector) => connector.id === id)
  if (found) return found
  // What was typed is not repeated: it may be the token.
  const near = nearestWord(id, ids)
  const hint = near === undefined ? `there are ${ids.join(', ')}` : `do you mean ${near}?`
  throw usage(`--connector: no connector of this name; ${hint}`)
}

function readInput(): Promise<Uint8Array> {
  if (process.stdin.isTTY) {
    process.stderr.write('stanch: paste the token, then press Ctrl-D\n')
  }
  return readWholeInput(
    tokenBytesMax,
    () =>
      new StanchError(
        'TOKEN_UNREADABLE',
        `standard input: expected one token, at most ${tokenBytesMax} bytes, got more.`,
      ),
  )
}

async function verify(
  compact: string,
  connector: Connector,
  { directory }: PostureSettings,
): Promise<SignatureResult> {
  const { jwks, id } = connector
  if (jwks === undefined) return 'no keys declared'
  const { verifySignature } = await import('../../scan/token/verify-signature.ts')
  const where = typeof jwks === 'string' ? jwks : `connector ${id}: jwks`
  const keys: unknown = typeof jwks === 'string' ? readKeys(join(directory, jwks), jwks) : jwks
  return verifySignature(compact, keys, { algorithms: algorithmsOf(connector), where })
}

function readKeys(path: string, shown: string): unknown {
  try {
    return JSON.parse(readText(path, 'CONNECTOR_KEYS_UNREADABLE'))
  } catch (error) {
    if (error instanceof StanchError) throw error
    throw new StanchError(
      'CONNECTOR_KEYS_INVALID',
      `${shown}: expected JSON, got text that is none.`,
    )
  }
}
