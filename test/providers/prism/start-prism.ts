import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { requiredProgram } from '../../required-program.ts'

/** Answers by a description of an interface (https://stoplight.io/open-source/prism), and refuses what does not fit it. */
export const prism = requiredProgram(
  'stanch-prism/node_modules/.bin/prism',
  'mkdir -p /opt/stanch-prism && cp test/providers/prism/package.json /opt/stanch-prism/ && ' +
    'npm install --ignore-scripts --prefix /opt/stanch-prism',
  ['/opt'],
)

export interface RunningPrism {
  readonly url: string
  stop(): void
}

/**
 * GitHub, as GitHub itself describes it (https://github.com/github/rest-api-description).
 *
 * @param paths as the description writes them; of all of it Prism would have to read a minute
 */
export async function startGithubByDescription(paths: readonly string[]): Promise<RunningPrism> {
  const directory = mkdtempSync(join(tmpdir(), 'stanch-prism-'))
  const description = join(directory, 'github.json')
  writeFileSync(description, JSON.stringify(describe(paths)))
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

interface Description {
  readonly paths: Readonly<Record<string, unknown>>
}

function describe(paths: readonly string[]): Description {
  const modules = dirname(dirname(prism.path!))
  const file = join(modules, '@octokit/openapi/generated/api.github.com.json')
  const whole = JSON.parse(readFileSync(file, 'utf8')) as Description
  const kept = Object.fromEntries(paths.map((path) => [path, whole.paths[path]]))
  if (Object.values(kept).includes(undefined)) throw new Error('a path is not described')
  const described = { ...whole, paths: kept, components: {}, 'x-webhooks': {} }
  const pending = [...refsIn(kept)]
  for (let ref = pending.pop(); ref !== undefined; ref = pending.pop()) {
    const [, , kind, name] = ref.split('/')
    const groups = described.components as Record<string, Record<string, unknown>>
    if (groups[kind!]?.[name!] !== undefined) continue
    const part = (whole as unknown as typeof described & { components: typeof groups }).components[
      kind!
    ]![name!]
    ;(groups[kind!] ??= {})[name!] = part
    pending.push(...refsIn(part))
  }
  return described
}

/** `#/components/<kind>/<name>`. */
function refsIn(value: unknown): string[] {
  return [...JSON.stringify(value).matchAll(/"\$ref":"(#\/components\/[^"]+)"/g)].map(
    ([, ref]) => ref!,
  )
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
