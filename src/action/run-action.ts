import { mkdtempSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fenceOf } from '../report/change/markdown.ts'
import { removeDirectory } from '../git/remove-directory.ts'
import { readFingerprintKeys } from '../scan/read-keys.ts'
import { reasonOf, StanchError } from '../text/error.ts'
import type { ActionHost } from './action-host.ts'
import { ActionLog } from './action-log.ts'
import { readInputs, type Inputs } from './inputs.ts'
import { writeOutputs, writeSummary } from './runner-files.ts'
import { scanTarget } from './scan-target.ts'
import type { Target } from './target.ts'
import { targetOfEvent } from './target-of-event.ts'
import { tellResult } from './tell-result.ts'

/** GitHub sends at most 25 MB. */
const payloadBytesMax = 64 << 20

/** What a network or a forge does to a scan; the rest is configured wrong, or ours. */
const troubleCodes = /^(?:FETCH_|FORGE_|GITHUB_|HTTP_)/

/** Their messages are of what the repository has anyway; others may say where a store is. */
const tellableCodes =
  /^(?:ACTION_|FETCH_|FORGE_|GITHUB_|GIT_|RANGE_|CONFIGURATION_|RULES_|SUPPRESSIONS_|KEY_|POLICY_|REMOTE_)/

/**
 * The Action: environment and payload of the event in, annotations, summary, comments and outputs out. Nothing of the change is
 * ever checked out or run, so that it may run with secrets (`pull_request_target`).
 *
 * @returns the exit status; it throws nothing
 */
export async function runAction(host: ActionHost): Promise<0 | 1 | 2 | 130> {
  const log = new ActionLog(host.writeError)
  let inputs: Inputs | undefined
  // Until somebody knows better.
  let isPublic = true
  try {
    inputs = readInputs(host.env)
    const { env } = host
    const target = targetOfEvent(env['GITHUB_EVENT_NAME'] ?? '', readPayload(env), env)
    isPublic = target.repository.isPublic ?? true
    return await runOn(target, inputs, host, log)
  } catch (error) {
    return fail(error, { inputs, isPublic }, host, log)
  }
}

async function runOn(
  target: Target,
  inputs: Inputs,
  host: ActionHost,
  log: ActionLog,
): Promise<0 | 1 | 2 | 130> {
  const { env, signal } = host
  const keys = readFingerprintKeys(env)
  const forge =
    inputs.token === undefined
      ? undefined
      : await host.openForge({
          token: inputs.token,
          env,
          signal,
          onNote: (note) => log.say(note),
        })
  const temporaryDirectory = mkdtempSync(join(env['RUNNER_TEMP'] || tmpdir(), 'stanch-'))
  const remove = () => removeDirectory(temporaryDirectory)
  // Whoever ends the process at once leaves nothing either.
  process.once('exit', remove)
  try {
    const request = { target, inputs, keys, host, log, forge, temporaryDirectory }
    return await scanTarget(request, (scan) =>
      tellResult({ ...request, target: scan.target, scan }),
    )
  } finally {
    await forge?.close()
    process.off('exit', remove)
    remove()
  }
}

function readPayload(env: ActionHost['env']): unknown {
  const path = env['GITHUB_EVENT_PATH']
  const fault = (what: string, cause?: unknown) =>
    new StanchError(
      'ACTION_EVENT',
      `GITHUB_EVENT_PATH: expected the file of an event, as the runner writes it; ${what}. Nothing was scanned.`,
      { cause },
    )
  if (!path) throw fault('it is not set')
  try {
    if (statSync(path).size > payloadBytesMax) throw fault('it is too large')
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error instanceof StanchError) throw error
    // The reason would quote the file.
    throw fault(error instanceof SyntaxError ? 'it is no JSON' : 'it cannot be read')
  }
}

/** What could not be scanned is told like any other incomplete scan, as far as somebody still listens. */
function fail(
  error: unknown,
  { inputs, isPublic }: { readonly inputs: Inputs | undefined; readonly isPublic: boolean },
  { env, signal }: ActionHost,
  log: ActionLog,
): 2 | 0 | 130 {
  const isTrouble = error instanceof StanchError && troubleCodes.test(error.code)
  const isNeutral = isTrouble && inputs?.onIncomplete === 'neutral'
  const message =
    error instanceof StanchError
      ? isPublic && !tellableCodes.test(error.code)
        ? `${error.code}: the details are withheld, since this repository is public`
        : `${error.code}: ${error.message}`
      : `an error of Stanch itself (${error instanceof Error ? error.name : typeof error}); please report it`
  if (!signal.aborted) log.mark(isNeutral ? 'warning' : 'error', message)
  if (!(error instanceof StanchError) && error instanceof Error) log.say(framesOf(error))
  try {
    const none = { exposures: '', findings: '', report: '', sarif: '' }
    writeOutputs({ ...none, complete: 'false' }, env)
    if (inputs?.summary !== false)
      writeSummary(
        `### ${isNeutral ? '⚠️' : '❌'} Stanch did not finish\n\nThis says nothing about the change.\n\n${fenceOf(message.replaceAll('. ', '.\n'), 'text')}`,
        env,
      )
  } catch (second) {
    log.say(reasonOf(second))
  }
  if (signal.aborted) return 130
  return isNeutral ? 0 : 2
}

/** Where it happened, without what it says: that may quote what was read. */
function framesOf({ stack = '' }: Error): string {
  return stack
    .split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .join('\n')
}
