import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { variableOf } from '../../src/action/inputs.ts'
import { testDirectory } from '../git/git-process.ts'
import { testKey } from './payloads.ts'
import { parseOutputs, repositoryName } from './run-entry.ts'

export const builtAction = join(import.meta.dirname, '../../dist/bin/action.js')

export interface BuiltEnded {
  readonly status: number | null
  readonly output: string
  readonly outputs: Record<string, string>
  readonly summary: string
  readonly left: readonly string[]
}

export interface BuiltServer {
  /** Of the web and of git; the interface is below. */
  readonly url: string
  readonly token: string
}

/** The built file, as a step of a workflow runs it. */
export async function runBuilt(
  server: BuiltServer,
  event: string,
  payload: unknown,
  env: Record<string, string> = {},
): Promise<BuiltEnded> {
  const directory = testDirectory()
  const place = (name: string) => join(directory, name)
  mkdirSync(place('temp'))
  mkdirSync(place('workspace'))
  writeFileSync(place('event.json'), JSON.stringify(payload))
  const child = spawn(process.execPath, [builtAction], {
    cwd: place('workspace'),
    env: {
      PATH: process.env['PATH'],
      HOME: directory,
      GITHUB_EVENT_NAME: event,
      GITHUB_EVENT_PATH: place('event.json'),
      GITHUB_REPOSITORY: repositoryName,
      GITHUB_SERVER_URL: server.url,
      GITHUB_API_URL: `${server.url}/api/v3`,
      GITHUB_GRAPHQL_URL: `${server.url}/api/graphql`,
      GITHUB_OUTPUT: place('output'),
      GITHUB_STEP_SUMMARY: place('summary'),
      GITHUB_WORKSPACE: place('workspace'),
      RUNNER_TEMP: place('temp'),
      STANCH_KEY: testKey,
      [variableOf('token')]: server.token,
      ...env,
    },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve))
  const read = (name: string) => (existsSync(place(name)) ? readFileSync(place(name), 'utf8') : '')
  return {
    status,
    output,
    outputs: parseOutputs(read('output')),
    summary: read('summary'),
    left: readdirSync(place('temp')),
  }
}
