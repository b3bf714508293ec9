import type { Incident } from '../../incident/incident.ts'
import type { Ledger } from '../../incident/ledger.ts'
import { dispositions } from '../../incident/event.ts'
import { settleCommandOf } from '../../incident/settle-command-of.ts'
import { listMinted } from '../../incident/list-minted.ts'
import { verifyDead, type VerifyOptions, type VerifyResult } from '../../incident/verify-dead.ts'
import { escapeControls, toJson } from '../../report/escape-controls.ts'
import { formatSpan } from '../../report/incident/format-span.ts'
import { wrapped } from '../../report/incident/text-plan-step.ts'
import type { Ink } from '../../report/terminal-ink.ts'
import { exitStatus, type ExitStatus } from '../exit-status.ts'
import { assertFormat } from '../inventory/assert-format.ts'
import { layoutTable } from '../layout-table.ts'
import { parseDuration } from '../parse-duration.ts'
import { usage } from '../usage.ts'
import type { TypedValueOptions } from './credential-reader.ts'
import { idsOfTyped } from './ids-of-typed.ts'
import { incidentScreen } from './incident-screen.ts'
import { showProgress } from './show-progress.ts'
import { inkOfOutput, tellNext, writeLines } from './tell-next.ts'
import type { TypedIncidentOptions } from './with-incidents.ts'
import { withRunner } from './with-runner.ts'

/** As typed. */
export interface TypedVerifyOptions extends TypedIncidentOptions, TypedValueOptions {
  readonly untilDead?: string
  readonly times?: string
  readonly every?: string
  readonly contained?: boolean
  readonly format?: string
}

/**
 * `stanch incident verify`: proves that the credential is dead, and lists what was made with it.
 *
 * @returns 0 when it is proven dead, or contained and that was accepted, and all that was made with it is settled; else 1
 */
export function verifyIncident(id: string, typed: TypedVerifyOptions): Promise<ExitStatus> {
  const { format = 'text' } = typed
  assertFormat(format, ['text', 'json'])
  const options = optionsOf(typed)
  return withRunner(
    {
      typed,
      idsOf: (desk) => idsOfTyped(desk, id, undefined),
      onProgress: showProgress(format, false),
    },
    async ({ setting, ledgers }) => {
      const [ledger] = [...ledgers.values()] as [Ledger]
      const result = await verifyDead(setting, ledger, options)
      const isProven = result.verdict === 'dead' || result.verdict === 'contained'
      const open = isProven ? await listMinted(setting, ledger) : []
      if (format === 'json')
        process.stdout.write(`${toJson({ incident: ledger.incident.id, ...result, unsettled: open, minted: ledger.incident.minted }, 2)}\n`) // prettier-ignore
      else writeLines(textOf(result, ledger.incident, inkOfOutput()))
      const isEnough =
        result.verdict === 'dead' || (result.verdict === 'contained' && typed.contained === true)
      return isEnough && open.length === 0 ? exitStatus.clean : exitStatus.found
    },
  )
}

/** Each answer is a record; a journal of many times as many is slow to read. */
const answersMax = 2000

function optionsOf({ untilDead, times = '3', every = '10s' }: TypedVerifyOptions): VerifyOptions {
  const count = /^\d{1,2}$/.test(times) ? Number(times) : NaN
  if (!(count >= 2 && count <= 20))
    throw usage(`--times: expected 2 to 20 answers in a row, got "${times}".`)
  const untilMs =
    untilDead === undefined
      ? 0
      : parseDuration(untilDead, '--until-dead', { least: 1000, most: 86_400_000 })
  const everyMs = parseDuration(every, '--every', { least: 100, most: 3_600_000 })
  return { times: count, everyMs: Math.max(everyMs, Math.ceil(untilMs / answersMax)), untilMs }
}

function textOf(result: VerifyResult, incident: Incident, ink: Ink): string[] {
  const { verdict, detail, propagationMs, advice } = result
  const style = verdict === 'dead' ? 'good' : verdict === 'contained' ? 'medium' : 'bad'
  const word = verdict === 'dead' ? 'DEAD' : verdict === 'contained' ? 'CONTAINED' : 'NOT PROVEN'
  const { width } = incidentScreen()
  const span =
    propagationMs === undefined
      ? ''
      : `, at most ${formatSpan(propagationMs)} after the last effect`
  return [
    '',
    ...wrapped(`${word}  ${detail}${span}`, { ink, width }, 0).map((line, at) =>
      at === 0 ? line.replace(word, ink.paint(style, word)) : line,
    ),
    ...(verdict === 'contained'
      ? ['It lives on, but cannot do what it could. That is not dead.']
      : []),
    ...(advice === undefined ? [] : [escapeControls(advice)]),
    ...mintedOf(incident, ink),
    ...tellNext(incident, ink),
  ]
}

function mintedOf({ id, minted }: Incident, ink: Ink): string[] {
  if (minted.length === 0) return []
  const open = minted.filter(({ disposition }) => disposition === undefined)
  const rows = minted.map(({ kind, id: item, createdAt = '', disposition, detail = '' }) => [
    `  ${disposition ?? 'OPEN'}`,
    escapeControls(`${kind}:${item}`),
    escapeControls(createdAt),
    escapeControls(detail),
  ])
  const [first] = open
  return [
    '',
    ink.paint('strong', `Made with it since the leak: ${minted.length}, ${open.length} open`),
    ...layoutTable(rows),
    ...(first === undefined
      ? []
      : [
          `  Say of each what became of it: ${dispositions.join(', ')}`,
          `  ${settleCommandOf(id, first)}`,
        ]),
  ]
}
