import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describePart, prism, readGithubDescription } from './describe-github.ts'

export interface RunningPrism {
  readonly url: string
  stop(): void
}

/** @param paths of GitHub's, as its description writes them */
export async function startGithubByDescription(paths: readonly string[]): Promise<RunningPrism> {
  const directory = mkdtempSync(join(tmpdir(), 'stanch-prism-'))
  const description = join(directory, 'github.json')
  writeFileSync(description, JSON.stringify(describePart(readGithubDescription(), paths)))
  const port = await freePort()
  const child = spawn(
    process.execPath,
    [prism.path!, 'mock', '--host', '127.0.0.1', '--port', String(port), '--errors', description],
    { stdio: 'ignore' },
  )
  const stop = () => {
    child.kill('SIGKILL')
    rmSync(directory, { recursive: true, force: true })
  }
  const url = `http://127.0.0.1:${port}`
  for (let tries = 0; tries < 600 && child.exitCode === null; tries++) {
    const isUp = await fetch(url).then(() => true, () => false) // prettier-ignore
    if (isUp) return { url, stop }
    await sleep(100)
  }
  stop()
  throw new Error('Prism did not start, not within 60 s')
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
