import { onTestFinished } from 'vitest'
import type { ChildProcess } from 'node:child_process'
import type { Finding } from '../../src/engine/finding.ts'
import type { Coverage } from '../../src/report/scan-result.ts'
import { run, type Ended } from '../cli/run-stanch.ts'
import { startEstateServer, type EstateServer } from './estate-server.ts'
import type { EstateWorld } from './estate-world.ts'

export interface EstateRun extends Ended {
  readonly findings: readonly Finding[]
  readonly coverage: Coverage
}

export async function serveEstate(world: EstateWorld): Promise<EstateServer> {
  const server = await startEstateServer(world)
  onTestFinished(() => server.close())
  return server
}

export function environmentOf(server: EstateServer): NodeJS.ProcessEnv {
  return {
    GITHUB_API_URL: `${server.url}/api/v3`,
    GITHUB_SERVER_URL: server.url,
    GITHUB_TOKEN: server.token,
  }
}

/** Runs `stanch scan github` to its end, with JSON on standard output. */
export async function scanEstate(
  server: EstateServer,
  cwd: string,
  args: readonly string[],
  options: {
    readonly env?: NodeJS.ProcessEnv
    readonly onStart?: (child: ChildProcess) => void
  } = {},
): Promise<EstateRun> {
  const ended = await run(['scan', 'github', ...args, '--format', 'json'], {
    cwd,
    ...(options.onStart && { onStart: options.onStart }),
    env: { ...environmentOf(server), ...options.env },
  })
  const parsed = (
    ended.stdout === '' ? { findings: [], coverage: undefined } : JSON.parse(ended.stdout)
  ) as Pick<EstateRun, 'findings' | 'coverage'>
  return { ...ended, ...parsed }
}

/** Everything in one line each, to be compared: where a finding stands. */
export function placesOf({ findings }: Pick<EstateRun, 'findings'>): string[] {
  return findings
    .map(({ origin }) => {
      const { part } = origin as { part?: string }
      return `${origin.path.replaceAll(/\d{4,}/g, 'N')} ${part ?? ''}`.trimEnd()
    })
    .toSorted()
}
