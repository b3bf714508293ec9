import { spawn } from 'node:child_process'

const outputBytesMax = 64 << 10

export interface HookRun {
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly input: Uint8Array | undefined
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** What it wrote, unless the input stands in it. */
  readonly onOutput: (text: string) => void
}

export interface HookEnd {
  /** Exit status; else `timed-out`, `not-started`, or the name of the signal that ended it. */
  readonly status: number | string
}

/** Runs a command without a shell. What is handed to it, in any of its usual forms, is not shown again. */
export function runHook(run: HookRun): Promise<HookEnd> {
  const { command, env, input, timeoutMs, signal, onOutput } = run
  const [program = '', ...parameters] = command
  return new Promise((resolve, reject) => {
    let isLate = false
    const child = spawn(program, parameters, { env, stdio: ['pipe', 'pipe', 'pipe'], detached: true }) // prettier-ignore
    const end = () => {
      try {
        // The whole group: what it started holds the value, too.
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      } catch {
        child.kill('SIGKILL')
      }
    }
    const timer = setTimeout(() => {
      isLate = true
      end()
    }, timeoutMs)
    signal.addEventListener('abort', end, { once: true })
    const chunks: Buffer[] = []
    let length = 0
    const take = (chunk: Buffer) => {
      if (length < outputBytesMax) chunks.push(chunk)
      length += chunk.length
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    // A command may close its input early; its status says what that means.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
    const settle = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
    }
    child.on('error', () => {
      settle()
      resolve({ status: 'not-started' })
    })
    child.on('close', (code, killedBy) => {
      settle()
      if (signal.aborted) return reject(signal.reason as Error)
      show(Buffer.concat(chunks).subarray(0, outputBytesMax), input, onOutput)
      resolve({ status: isLate ? 'timed-out' : (code ?? killedBy ?? 'an unknown end') })
    })
  })
}

function show(
  output: Buffer,
  input: Uint8Array | undefined,
  onOutput: (text: string) => void,
): void {
  if (output.length === 0) return
  const text = output.toString('utf8')
  const value = input && Buffer.from(input).toString('utf8').trim()
  if (value && formsOf(value).some((form) => text.includes(form)))
    return onOutput('its output is not shown, for the value stands in it')
  onOutput(text)
}

/** As programs echo it: as it is, encoded, or in parts of at least 8 characters. */
function formsOf(value: string): string[] {
  const bytes = Buffer.from(value)
  const pieces = value.length < 16 ? [value] : Array.from({ length: value.length - 15 }, (_, at) => value.slice(at, at + 16)) // prettier-ignore
  return [value, ...pieces, bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url'), bytes.toString('hex'), encodeURIComponent(value), JSON.stringify(value).slice(1, -1)] // prettier-ignore
}
