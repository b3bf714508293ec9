import { spawn } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { requiredProgram } from '../../required-program.ts'

/** AWS's interfaces in Python (https://docs.getmoto.org/), as a server of its own. */
export const moto = requiredProgram(
  'stanch-moto/bin/moto_server',
  'python3 -m venv /opt/stanch-moto && ' +
    '/opt/stanch-moto/bin/pip install --no-deps -r test/providers/moto-requirements.txt',
  ['/opt'],
)

export interface RunningMoto {
  readonly url: string
  stop(): void
}

/** @param env further variables of its, such as `MOTO_IAM_LOAD_MANAGED_POLICIES` */
export async function startMoto(env: Readonly<Record<string, string>> = {}): Promise<RunningMoto> {
  const port = await freePort()
  const child = spawn(moto.path!, ['-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
    env: { ...process.env, ...env },
  })
  const url = `http://127.0.0.1:${port}`
  for (let tries = 0; tries < 300; tries++) {
    const isUp = await fetch(`${url}/moto-api/`).then(({ ok }) => ok, () => false) // prettier-ignore
    if (isUp) return { url, stop: () => void child.kill() }
    await sleep(100)
  }
  child.kill()
  throw new Error('moto_server did not start within 30 s')
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
