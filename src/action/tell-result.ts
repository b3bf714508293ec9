import { annotateChange } from '../report/change/annotate-change.ts'
import type { ChangeFacts, ChangeVerdict, NoticeOutcome } from '../report/change/change-facts.ts'
import { markerOf } from '../report/change/comment-marker.ts'
import { publicViewOf } from '../report/change/public-view.ts'
import { describeBounded, renderSummary } from '../report/change/render-summary.ts'
import type { SuppressionProposal } from '../report/change/suppression-entry.ts'
import { loadReport, type ReportFormat } from '../report/load-report.ts'
import type { ReportOptions } from '../report/report-options.ts'
import type { ScanResult } from '../report/scan-result.ts'
import { packOf } from '../scan/load-engine.ts'
import type { FingerprintKeys } from '../scan/read-keys.ts'
import { readVersion } from '../scan/read-version.ts'
import type { ActionHost } from './action-host.ts'
import type { ActionLog } from './action-log.ts'
import { decideVerdict, exitStatusOf, publicVerdictOf } from './decide-verdict.ts'
import type { Forge } from './forge.ts'
import type { Inputs } from './inputs.ts'
import { proposeSuppressions } from './propose-suppressions.ts'
import { writeOutputs, writeSummary } from './runner-files.ts'
import { rangeOf, type TargetScan } from './scan-target.ts'
import { syncComments, type CommentReport } from './sync-comments.ts'
import type { Target } from './target.ts'
import { tellOnFinding } from './tell-on-finding.ts'
import { writeInWorkspace } from './write-in-workspace.ts'

export interface TellRequest {
  readonly target: Target
  readonly inputs: Inputs
  readonly host: ActionHost
  readonly log: ActionLog
  readonly forge: Forge | undefined
  readonly scan: TargetScan
  readonly keys: FingerprintKeys
}

/**
 * Decides, and tells everybody: what is written where others read goes by the public view in a public repository, the decision
 * and the messages to one's own receivers by the full result.
 *
 * @returns the exit status
 */
export async function tellResult(request: TellRequest): Promise<0 | 1 | 2 | 130> {
  const { target, inputs, host, log, scan } = request
  const { result, isPublic } = scan
  const verdict = decideVerdict(result, inputs)
  const shown = isPublic ? publicViewOf(result) : result
  const told = tellable(verdict, result)
  const options = reportOptions(scan, host)
  // The slow hashes are made while texts are.
  const proposing = propose(request)
  // Whatever fails first is told.
  proposing.catch(() => undefined)
  const notice = await tellOnFinding(request, told)
  const text = await reportText('text', shown, options)
  const known = factsOf(request, { verdict, notice })
  const annotations = inputs.annotations ? annotateChange(shown, known) : ''
  const suppression = await proposing
  const facts: ChangeFacts = { ...known, ...(suppression !== undefined && { suppression }) }
  const comments = await comment(request, shown, facts, verdict)
  const whole: ChangeFacts = { ...facts, comments: comments.outcome, former: comments.former }
  log.show(text)
  if (inputs.annotations) host.writeOut(annotations)
  if (inputs.summary) writeSummary(renderSummary(shown, whole), host.env)
  const files = await writeFiles(inputs, shown, options, host)
  writeOutputs(
    {
      exposures: String(result.exposures.length),
      findings: String(result.findings.length),
      complete: String(result.coverage.complete && !result.coverage.interrupted),
      ...files,
    },
    host.env,
  )
  sayEnd(log, verdict, shown, comments, inputs)
  if (notice !== undefined) sayNotice(log, notice, isPublic)
  if (target.event === 'pull_request_target')
    log.say('pull_request_target: nothing of the head was checked out or run')
  return exitStatusOf(verdict, result.coverage)
}

/** Rules on trial wake nobody. */
function tellable(verdict: ChangeVerdict, { exposures }: ScanResult) {
  return exposures.filter(({ fingerprint }) => verdict.judged.get(fingerprint) !== 'trial')
}

function propose({ scan, host }: TellRequest): Promise<SuppressionProposal | undefined> {
  const { configured, policy, found, result } = scan
  return proposeSuppressions({
    exposures: result.exposures,
    found,
    directory: configured.directory,
    file: configured.configuration.suppressions.file,
    repository: policy.repository,
    today: new Date(host.now()).toISOString().slice(0, 10),
    isPublic: scan.isPublic,
  })
}

function factsOf(
  { target, scan, host }: TellRequest,
  {
    verdict,
    notice,
  }: { readonly verdict: ChangeVerdict; readonly notice: NoticeOutcome | undefined },
): ChangeFacts {
  const { env } = host
  const { repository } = target
  const serverUrl = repository.url.slice(0, -repository.name.length - 1)
  const run = env['GITHUB_RUN_ID']
  const range = rangeOf(target)
  const { isPublic, pushedAway } = scan
  return {
    repository: repository.name,
    serverUrl,
    ...(run !== undefined && /^\d{1,20}$/.test(run) && { runUrl: `${repository.url}/actions/runs/${run}` }), // prettier-ignore
    isPublic,
    eventName: target.event,
    ...(target.kind === 'pull' && {
      pull: { number: target.number, url: target.url, isFork: target.isFork },
    }),
    ...(range !== undefined && { range }),
    verdict: isPublic ? publicVerdictOf(verdict) : verdict,
    comments: { kind: 'none', why: 'they are written after this' },
    pushedAway,
    former: [],
    revokePages: revokePagesOf(scan),
    ...(notice !== undefined && { notice }),
  }
}

/** Of the rules that found something. */
function revokePagesOf({ result, configured }: TargetScan): ReadonlyMap<string, string> {
  const found = new Set(result.exposures.map(({ rule }) => rule))
  const rules = packOf(configured.rules).rules.filter(({ id }) => found.has(id))
  return new Map(rules.flatMap(({ id, revoke }) => (revoke === undefined ? [] : [[id, revoke]])))
}

async function comment(
  { target, inputs, forge, scan, host }: TellRequest,
  shown: ScanResult,
  facts: ChangeFacts,
  { judged }: ChangeVerdict,
): Promise<CommentReport> {
  const none = (why: string): CommentReport => ({ outcome: { kind: 'none', why }, former: [] })
  if (target.kind !== 'pull') return none('this is no pull request')
  if (inputs.comments === 'false') return none('comments are switched off')
  if (forge === undefined) return none('there is no token')
  if (target.isFork && target.event === 'pull_request' && inputs.comments === 'auto')
    return none('the token of a fork can only read')
  return syncComments({
    result: shown,
    facts,
    comments: forge.commentsOf(target),
    withoutComment: new Set([...judged].filter(([, one]) => one === 'trial').map(([print]) => print)), // prettier-ignore
    dead: new Set(
      scan.result.exposures
        .filter(({ status }) => status === 'inactive')
        .map(({ fingerprint }) => fingerprint),
    ),
    suppressed: new Set(
      scan.suppressed.map((finding) => markerOf([finding], shown.coverage.key).id),
    ),
    head: target.head,
    signal: host.signal,
  })
}

async function writeFiles(
  { sarif, report }: Inputs,
  shown: ScanResult,
  options: ReportOptions,
  { env }: ActionHost,
): Promise<{ readonly sarif: string; readonly report: string }> {
  const workspace = env['GITHUB_WORKSPACE'] || process.cwd()
  const write = async (path: string | undefined, format: ReportFormat) =>
    path === undefined
      ? ''
      : writeInWorkspace(workspace, path, await reportText(format, shown, options))
  return { sarif: await write(sarif, 'sarif'), report: await write(report, 'json') }
}

async function reportText(
  format: ReportFormat,
  result: ScanResult,
  options: ReportOptions,
): Promise<string> {
  const report = await loadReport(format, options)
  const lines = result.findings.map((finding) => report.onFinding(finding))
  return lines.join('') + report.onEnd(result)
}

function reportOptions({ configured: { rules } }: TargetScan, { now }: ActionHost): ReportOptions {
  const references = new Map(packOf(rules).rules.map((rule) => [rule.id, rule.reference]))
  const at = new Date(now()).toISOString()
  return {
    color: false,
    hyperlinks: false,
    width: 120,
    allPlaces: false,
    byRun: false,
    toolVersion: readVersion(),
    startedAt: at,
    endedAt: at,
    referenceOf: (id) => references.get(id),
  }
}

function sayEnd(
  log: ActionLog,
  { conclusion, onIncomplete }: ChangeVerdict,
  { coverage: { complete, problems } }: ScanResult,
  { outcome }: CommentReport,
  { comments }: Inputs,
): void {
  if (!complete) {
    const first =
      problems[0] === undefined
        ? ''
        : `: ${problems[0].path}: ${problems[0].reason.replace(/\.$/, '')}`
    log.mark(
      onIncomplete === 'fail' ? 'error' : 'warning',
      `Not everything was scanned${first}${problems.length > 1 ? ` (and ${problems.length - 1} more problems)` : ''}. This says nothing about what was not.`,
    )
  }
  if (outcome.kind === 'none' || outcome.trouble !== undefined) {
    const why = `no comments: ${outcome.kind === 'none' ? outcome.why : outcome.trouble}`
    if (comments === 'true') log.mark('warning', why)
    else log.say(why)
  }
  log.say(`verdict: ${complete || conclusion === 'failure' ? conclusion : 'neutral: incomplete'}`)
}

/** What a receiver answered may tell where it stands. */
function sayNotice(
  log: ActionLog,
  { told, failure, onFinding, bounded }: NoticeOutcome,
  isPublic: boolean,
) {
  log.say(`on-finding: ${onFinding}: ${told} told`)
  if (bounded > 0) log.say(`on-finding: ${describeBounded(bounded)}`)
  if (failure !== undefined)
    log.mark('warning', `on-finding: ${onFinding}: ${isPublic ? 'not all were told' : failure}`)
}
