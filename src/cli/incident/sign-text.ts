import { spawn } from 'node:child_process'
import { StanchError } from '../../text/error.ts'

/** What `ssh-keygen` needs of the environment: to be found, to reach an agent, and to ask for a passphrase. */
const passedOn =
  /^(?:PATH|PATHEXT|HOME|USER|LOGNAME|USERPROFILE|APPDATA|LOCALAPPDATA|SystemRoot|TEMP|TMP|TMPDIR|TERM|LANG|LC_\w+|SSH_AUTH_SOCK|SSH_ASKPASS(?:_REQUIRE)?|SSH_SK_\w+|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|XDG_RUNTIME_DIR)$/i

/**
 * Signs a text with `ssh-keygen -Y sign`, which asks for a passphrase on the terminal, or an agent
 * (https://man.openbsd.org/ssh-keygen.1#Y~3).
 *
 * @param keyPath of a private key, or of a public one whose other half an agent has
 * @returns armoured
 * @throws StanchError `SIGNING_FAILED`
 */
export async function signText(text: string, keyPath: string, namespace: string): Promise<string> {
  const args = ['-Y', 'sign', '-q', '-n', namespace, '-f', keyPath]
  return runKeygen(args, keyPath, text)
}

/**
 * The key's name, `SHA256:…`; no passphrase is asked for.
 *
 * @throws StanchError `SIGNING_FAILED` for what is no key, or none of the type ed25519
 */
export async function nameOfKeyFile(keyPath: string): Promise<string> {
  const told = await runKeygen(['-l', '-E', 'sha256', '-f', keyPath], keyPath, '')
  const [, name, type] = /^\d+ (SHA256:\S+) .*\(([\w-]+)\)\s*$/.exec(told) ?? []
  if (name !== undefined && type === 'ED25519') return name
  throw failed(keyPath, `it is of the type ${type ?? 'unknown'}`)
}

function runKeygen(args: readonly string[], keyPath: string, input: string): Promise<string> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => passedOn.test(name)),
  )
  const child = spawn('ssh-keygen', args, { stdio: ['pipe', 'pipe', 'pipe'], env })
  const out: Buffer[] = []
  const told: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => told.push(chunk))
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(notStarted(error as NodeJS.ErrnoException)))
    child.on('close', (status) => {
      if (status === 0) return resolve(Buffer.concat(out).toString())
      const last = Buffer.concat(told).toString().trim().split('\n').at(-1)
      reject(failed(keyPath, last || `ssh-keygen ended with ${status}`))
    })
  })
}

function notStarted({ code }: NodeJS.ErrnoException): StanchError {
  return new StanchError(
    'SIGNING_FAILED',
    `ssh-keygen could not be started (${code}): it comes with OpenSSH, 8.2 or newer.\n` +
      'Install it, or sign on another machine: --print-text there shows how. Nothing was signed.',
  )
}

function failed(keyPath: string, what: string): StanchError {
  return new StanchError(
    'SIGNING_FAILED',
    `--key ${keyPath}: expected an ed25519 key that ssh-keygen can sign with; ${what}.\n` +
      'A private key is given by its file, one that ssh-agent has by its .pub file. Nothing was signed.',
  )
}
