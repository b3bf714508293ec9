import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { runInTerminal } from '../stream/exec/in-terminal.ts'
import { requiredProgram } from '../required-program.ts'
import { makeDirectory, program, run, testKey, type RunOptions } from './run-stanch.ts'

const random = seededRandom(66)
const token = () => assembleSample('⟦ghp_<base62:30><crc32-base62>⟧', random).text
const mask = String.raw`\[stanch:github-token:[0-9a-f]{8}:[0-9a-f]{16}\]`

/** Runs a script of Node under `stanch exec`. */
function exec(script: string, options: Partial<RunOptions> = {}, args: readonly string[] = []) {
  const cwd = makeDirectory({ 'a.cjs': script })
  return run(['exec', '--quiet', ...args, '--', process.execPath, 'a.cjs'], { cwd, ...options })
}

/** Under `sh`. */
function shell(script: string, options: Partial<RunOptions> = {}) {
  return run(['exec', '--quiet', '--', 'sh', '-c', script], { cwd: makeDirectory(), ...options })
}

describe('output', () => {
  test('both streams are masked, each by itself, byte by byte as they come', async () => {
    const [first, second] = [token(), token()]
    const { status, stdout, stderr } = await exec(`
      const { writeSync } = require('fs')
      const [out, err] = [${JSON.stringify(`a ${first} b\n`)}, ${JSON.stringify(`c ${second} d\n`)}]
      for (let at = 0; at < out.length; at++) { writeSync(1, out[at]); writeSync(2, err[at]) }
    `)
    expect(status).toBe(0)
    expect(stdout).toMatch(new RegExp(`^a ${mask} b\n$`))
    expect(stderr).toMatch(new RegExp(`^c ${mask} d\n$`))
  })

  test('a secret with silence in the middle is masked, before and after the longest wait', async () => {
    for (const [hold, waitMs] of [['2000', 300], ['100', 400]] as const) {
      const secret = token()
      const { stdout } = await exec(
        `process.stdout.write('key ${secret.slice(0, 20)}'); setTimeout(() => process.stdout.write('${secret.slice(20)} end\\n'), ${waitMs})`,
        {},
        ['--max-hold', hold],
      )
      expect(stdout).not.toContain(secret.slice(20))
      expect(stdout).not.toContain(secret.slice(0, 20))
      expect(stdout).toMatch(/^key .*end\n$/)
    }
  }) // prettier-ignore

  test('bytes that are no text come out as they are', async () => {
    const { stdout } = await hashBoth()
    expect(stdout).toMatch(/^([0-9a-f]{64}) \1$/)
  })

  test('ten megabytes with a slow reader, all of it and in order', async () => {
    const cwd = makeDirectory()
    const child = spawn(process.execPath, [program, 'exec', '--quiet', '--', 'seq', '1', '1400000'], {
      cwd, env: { PATH: process.env['PATH'], STANCH_KEY: testKey }, stdio: ['ignore', 'pipe', 'inherit'],
    })
    let [lines, rest, reads] = [0, '', 0]
    for await (const chunk of child.stdout) {
      if (++reads % 40 === 0) await sleep(5)
      const parts = (rest + String(chunk)).split('\n')
      rest = parts.pop()!
      for (const line of parts) if (line !== String(++lines)) expect.fail(`line ${lines} is ${line}`)
    }
    expect([lines, rest, child.exitCode ?? (await once(child, 'exit'))[0]]).toEqual([1_400_000, '', 0])
  }) // prettier-ignore

  test('/dev/stderr and /dev/stdout can be opened', async () => {
    const { status, stdout, stderr } = await shell('echo a > /dev/stderr; echo b | tee /dev/stdout')
    expect([status, stdout, stderr]).toEqual([0, 'b\nb\n', 'a\n'])
  })

  test('a prompt without a line feed is there before it is answered', async () => {
    const cwd = makeDirectory()
    const script = 'printf "name? "; read name; printf "hello %s. pass: " "$name"; read pass; echo done'
    const child = spawn(process.execPath, [program, 'exec', '--quiet', '--', 'sh', '-c', script], {
      cwd, env: { PATH: process.env['PATH'], STANCH_KEY: testKey }, stdio: ['pipe', 'pipe', 'inherit'],
    })
    let text = ''
    const answers = ['bob\n', 'x\n']
    const prompts = [/name\? ?$/, /hello bob\. pass: ?$/]
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (prompts[0]?.test(text)) {
        prompts.shift()
        child.stdin.write(answers.shift()!)
      }
    })
    const [status] = (await once(child, 'close')) as [number]
    expect([status, text]).toEqual([0, 'name? hello bob. pass: done\n'])
  }) // prettier-ignore
})

/** Of what a program writes and of what comes out: two hashes. */
async function hashBoth() {
  const script = `
    const { createHash } = require('crypto')
    const bytes = Buffer.from(Array.from({ length: 200000 }, (_, at) => (at * 7919 + (at >> 8)) & 255))
    process.stderr.write(createHash('sha256').update(bytes).digest('hex'))
    process.stdout.write(bytes)`
  const cwd = makeDirectory({ 'a.cjs': script })
  return run(
    ['exec', '--quiet', '--', 'sh', '-c', `${process.execPath} ${program} exec --quiet -- ${process.execPath} a.cjs 2>want | sha256sum | cut -c1-64 | tr -d '\\n' > got; printf '%s %s' "$(cat want)" "$(cat got)"`],
    { cwd },
  ) // prettier-ignore
}

describe('known values', () => {
  const password = () => assembleSample('⟦<base62:20>⟧', random).text
  const script = 'for name in DB_PASS OTHER SITE; do eval "echo \\$$name is \\"\\$$name\\""; eval "printf %s \\"\\$$name\\"" | base64; done; echo true'

  test('secrets of the environment are masked in any form, by the names of variables', async () => {
    const [pass, other, site] = [password(), password(), password()]
    const env = { DB_PASS: pass, OTHER: other, SITE: `redis://:${site}@h`, A_TOKEN: 'true' }
    const { stdout, stderr, status } = await run(
      ['exec', '--known-env', 'OTHER', '--known-env', 'A_TOKEN', '--', 'sh', '-c', `${script}; echo ${site}`],
      { cwd: makeDirectory(), env },
    )
    expect(status).toBe(0)
    for (const secret of [pass, other, site]) {
      expect(stdout).not.toContain(secret)
      expect(stdout).not.toContain(btoa(secret).slice(0, 20))
    }
    expect(stdout).toContain('\ntrue\n')
    expect(stderr).toMatch(/a known value is not looked for.* name=A_TOKEN/)
  })
}) // prettier-ignore

describe('status', () => {
  test.for([
    ['exit 0', 0], ['exit 1', 1], ['exit 77', 77], ['kill -TERM $$', 143], ['kill -KILL $$', 137], ['kill -INT $$', 130],
  ] as const)('%s ends with %i', async ([script, expected]) => {
    expect((await shell(script)).status).toBe(expected)
  }) // prettier-ignore

  test.for([['/nonexistent/x'], ['nonexistent-program'], ['./a.txt'], ['.']])(
    'what cannot be started is 2: %s',
    async ([name]) => {
      const cwd = makeDirectory({ 'a.txt': '' })
      const { status, stdout, stderr } = await run(['exec', '--', name!], { cwd })
      expect([status, stdout]).toEqual([2, ''])
      expect(stderr).toContain(`There is no program "${name}"`)
    },
  )

  test.for(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2'] as const)('%s is passed on', async (signal) => {
    const name = signal.slice(3)
    const { status, stdout } = await shell(
      `trap 'echo got ${name}; exit 9' ${name}; echo ready; while :; do sleep 0.05; done`,
      {
        onStart: (child) =>
          child.stdout!.on('data', (chunk: Buffer) => {
            if (chunk.includes('ready')) child.kill(signal)
          }),
      },
    )
    expect([status, stdout]).toEqual([9, `ready\ngot ${name}\n`])
  }) // prettier-ignore

  test('SIGTSTP stops both, SIGCONT lets both go on', async () => {
    const states: string[] = []
    const { status, stdout } = await shell('echo $$; sleep 1; echo on; exit 4', {
      onStart: (child) =>
        child.stdout!.once('data', (chunk: Buffer) => {
          const pids = [child.pid!, Number(chunk.toString())]
          child.kill('SIGTSTP')
          const until = Date.now() + 5000
          const look = () => {
            const now = pids.map(stateOf)
            const isOver = now.every((state) => state === 'T') || Date.now() > until
            if (!isOver) return void setTimeout(look, 100)
            states.push(...now)
            child.kill('SIGCONT')
          }
          setTimeout(look, 100)
        }),
    })
    expect(states).toEqual(['T', 'T'])
    expect([status, stdout.endsWith('on\n')]).toEqual([4, true])
  })

  test('a reader that is gone ends a program as in any pipeline', async () => {
    const cwd = makeDirectory()
    const line = `{ ${process.execPath} ${program} exec --quiet -- seq 1 1000000; echo $? >status; } | head -n 1; cat status`
    const { stdout } = await run(['exec', '--quiet', '--', 'sh', '-c', line], { cwd })
    expect(stdout).toBe('1\n141\n')
  })

  test('one that ignores the signal gets an error, and its status counts', async () => {
    const cwd = makeDirectory({
      'a.py': `import os, signal, sys
signal.signal(signal.SIGPIPE, signal.SIG_IGN)
try:
    while True: os.write(1, b'x' * 1000 + b'\\n')
except BrokenPipeError: sys.exit(5)
`,
    })
    const line = `{ ${process.execPath} ${program} exec --quiet -- python3 a.py; echo $? >status; } | head -c 5; cat status`
    const { stdout } = await run(['exec', '--quiet', '--', 'sh', '-c', line], { cwd })
    expect(stdout).toBe('xxxxx5\n')
  })

  test('killed itself, it lets nothing of what follows through', async () => {
    const secret = token()
    const cwd = makeDirectory()
    const script = `trap '' PIPE; echo $$; for i in $(seq 100); do echo "t=${secret}"; sleep 0.02; done; echo "$?" > ended`
    const { stdout, stderr } = await run(['exec', '--quiet', '--', 'sh', '-c', script], {
      cwd,
      onStart: (child) =>
        child.stdout!.on('data', (chunk: Buffer) => {
          if (chunk.includes('[stanch:')) child.kill('SIGKILL')
        }),
    })
    expect(stdout).toContain('[stanch:')
    expect(stdout + stderr).not.toContain(secret.slice(0, 12))
  })
})

/** `T`: stopped. */
function stateOf(pid: number): string {
  return readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /s, '')
    .slice(0, 1)
}

const script = requiredProgram('script', 'apt-get install -y bsdutils')

describe.skipIf(script.path === undefined)(`in a terminal (${script.skip})`, () => {
  const env = { PATH: process.env['PATH'], TERM: 'xterm', STANCH_KEY: testKey, SHELL: '/bin/bash' }
  const stanch = [process.execPath, program, 'exec', '--quiet', '--']

  test('the program has a terminal of the same size, and its own keys and colours', async () => {
    const secret = token()
    const line = `test -t 0 && test -t 1 && test -t 2 && stty size && echo $SHELL; printf 'name? '; read name; echo "got $name ${secret}"; exit 3`
    const { output, status } = await runInTerminal([...stanch, 'sh', '-c', line], {
      cwd: makeDirectory(),
      env,
      steps: [{ after: 'name? ', type: 'bob\r' }],
    })
    expect(status).toBe(3)
    expect(output.replaceAll('\r', '')).toMatch(
      new RegExp(`^24 80\n/bin/bash\nname\\? bob\ngot bob ${mask}\n$`),
    )
  })

  test('keys that are signals reach the program, once', async () => {
    const line = `trap 'echo interrupted; n=$((n+1))' INT; echo ready; for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.1; done; exit $n`
    const { output, status } = await runInTerminal([...stanch, 'sh', '-c', line], {
      cwd: makeDirectory(),
      env,
      steps: [{ after: 'ready', type: '\x03' }],
    })
    expect([status, output.split('interrupted').length - 1]).toEqual([1, 1])
  })

  test('the program hears of another size, and of signals', async () => {
    const line = `trap 'stty size' WINCH; trap 'echo term; exit 8' TERM; echo ready; while :; do sleep 0.05; done`
    const { output, status } = await runInTerminal([...stanch, 'sh', '-c', line], {
      cwd: makeDirectory(),
      env,
      steps: [
        { after: 'ready', size: [30, 99] },
        { after: '30 99', signal: 'SIGTERM' },
      ],
    })
    expect([status, output.includes('term')]).toEqual([8, true])
  })

  test('what is no terminal here is none there, and stays apart', async () => {
    const cwd = makeDirectory()
    const inner = `cat; test -t 0 || echo input; test -t 1 && echo terminal; stty size <&1; test -t 2 || echo error >/dev/stderr`
    const line = `echo piped | ${stanch.join(' ')} sh -c '${inner}' 2>errors; cat errors`
    const { output } = await runInTerminal(['sh', '-c', line], { cwd, env })
    expect(output).toBe('piped\r\ninput\r\nterminal\r\n24 80\r\nerror\r\n')
  })

  test('with output that is no terminal an interrupt comes once as well', async () => {
    const cwd = makeDirectory()
    const inner = `trap "echo interrupted; n=\\$((n+1))" INT; echo ready >&2; for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.1; done; exit \\$n`
    const line = `trap : INT; ${stanch.join(' ')} sh -c '${inner.replaceAll('\\$', '$')}' >out; echo "status $?"; cat out`
    const { output } = await runInTerminal(['sh', '-c', line], {
      cwd,
      env,
      steps: [{ after: 'ready', type: '\x03' }],
    })
    expect(output.replaceAll('\r', '')).toMatch(/status 1\ninterrupted\n$/)
  })
})

test('options stand before the program, its own behind it', async () => {
  const cwd = makeDirectory()
  const first = await run(['exec', '--quiet', 'printf', '%s.', '--quiet', '--', '-x'], { cwd })
  expect(first.stdout).toBe('--quiet.--.-x.')
  const second = await run(['exec', '--max-hold', '1h', '--', 'true'], { cwd })
  expect([second.status, second.stdout]).toEqual([2, ''])
  expect(second.stderr).toContain('--max-hold')
  const third = await run(['exec', '--known-env', 'NO_SUCH', '--', 'true'], { cwd })
  expect([third.status, third.stderr.includes('NO_SUCH')]).toEqual([2, true])
})
