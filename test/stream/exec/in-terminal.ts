import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** One thing to do once a text has been written: type something, or send a signal. */
export interface Step {
  readonly after: string
  readonly type?: string
  readonly signal?: 'SIGTERM' | 'SIGKILL' | 'SIGWINCH' | 'SIGHUP'
  /** New size of the terminal: rows and columns. */
  readonly size?: readonly [number, number]
}

export interface TerminalRun {
  /** One character per byte. */
  readonly output: string
  /** As a shell says it. */
  readonly status: number
}

export interface TerminalOptions {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly steps?: readonly Step[]
}

/** Runs a program in a terminal of 24 rows and 80 columns. Gives up after 20 s. */
export async function runInTerminal(
  command: readonly string[],
  { cwd, env, steps = [] }: TerminalOptions,
): Promise<TerminalRun> {
  const child = spawn('python3', ['-c', driver], { cwd, env, stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(JSON.stringify({ command, steps }))
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
  await once(child, 'close')
  return JSON.parse(text) as TerminalRun
}

const driver = `
import fcntl, json, os, pty, select, signal, struct, sys, termios, time
plan = json.load(sys.stdin)
pid, fd = pty.fork()
if pid == 0:
    os.execvp(plan['command'][0], plan['command'])
def resize(rows, columns):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))
resize(24, 80)
output, steps, end, seen = b'', list(plan['steps']), time.time() + 20, 0
while time.time() < end:
    if select.select([fd], [], [], 0.1)[0]:
        try:
            read = os.read(fd, 65536)
        except OSError:
            break
        if not read:
            break
        output += read
    while steps and steps[0]['after'].encode() in output[seen:]:
        step = steps.pop(0)
        seen = len(output)
        if 'size' in step:
            resize(*step['size'])
        if 'signal' in step:
            os.kill(pid, getattr(signal, step['signal']))
        if 'type' in step:
            os.write(fd, step['type'].encode('latin1'))
if time.time() >= end:
    os.kill(pid, signal.SIGKILL)
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
json.dump({'output': output.decode('latin1'), 'status': status if status >= 0 else 128 - status}, sys.stdout)
`
