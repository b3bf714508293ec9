import { statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { hmslOf } from '../../inventory/hmsl.ts'
import { countOf } from '../../report/format-quantity.ts'
import {
  draftOfKeyId,
  draftOfNotice,
  draftOfValue,
  type SaidKind,
} from '../../scan/incident/drafts-of-value.ts'
import { askOwners, inventoryPlaceIn } from '../../scan/incident/ask-owners.ts'
import { draftsOfReport, type DraftContext } from '../../scan/incident/drafts-of-report.ts'
import { findNoticeValue } from '../../scan/incident/find-notice-value.ts'
import { identifyKeyId } from '../../scan/incident/identify-key-id.ts'
import { identifyValue } from '../../scan/incident/identify-value.ts'
import type { IncidentDraft, RefusedDraft } from '../../scan/incident/incident-draft.ts'
import { openDrafts } from '../../scan/incident/open-drafts.ts'
import { parseReport } from '../../scan/incident/parse-report.ts'
import { PlaceReader } from '../../scan/incident/place-reader.ts'
import { wipeFound } from '../../scan/incident/wipe-found.ts'
import { readWebhook } from '../../scan/incident/webhook/read-webhook.ts'
import { packOf } from '../../scan/load-engine.ts'
import { openValueReader } from '../../scan/parts-of-value.ts'
import { exitStatus, type ExitStatus } from '../exit-status.ts'
import { interruptSignal } from '../interrupt-signal.ts'
import { nodeScrypt } from '../../scan/node-scrypt.ts'
import { readFingerprintKeys } from '../read-key.ts'
import { usage } from '../usage.ts'
import { assertNoSecret } from './assert-no-secret.ts'
import type { OpenCommandOptions, OpenFrom } from './open-options.ts'
import { readInput, readInputOf } from './read-incident-input.ts'
import { tell, tellOpened, tellReasons, tellRefused } from './tell-opened.ts'
import { writeOpened } from './write-opened.ts'
import { withIncidents, type IncidentDesk } from './with-incidents.ts'

/** A report of a large scan. */
const reportBytesMax = 512 << 20
const valueBytesMax = 1 << 20

/** `stanch incident open`. */
export async function runOpen(options: OpenCommandOptions): Promise<ExitStatus> {
  const signal = interruptSignal()
  return withIncidents(options, async (desk) => {
    const { from } = options
    if (options.group !== undefined) assertNoSecret('--group', options.group, desk)
    if ('provider' in from && from.provider !== undefined)
      assertNoSecret('--provider', from.provider, desk)
    const context = openContext(options, desk, signal)
    try {
      const { drafts, refused } = await draftsOf(from, context, desk)
      const owned = await askOwners(drafts, desk.configured, process.env, tell)
      const now = new Date().toISOString()
      const { actor, store } = desk
      const { group, publicSince } = options
      const opened = await openDrafts(owned, store, { actor, group, publicSince, now, signal })
      await writeOpened(opened, options, desk)
      tellOpened(opened, options)
      tellRefused(refused)
      if (signal.aborted) return exitStatus.interrupted
      return refused.length > 0 ? exitStatus.failed : exitStatus.clean
    } finally {
      context.reader.close()
    }
  })
}

interface Drafts {
  readonly drafts: readonly IncidentDraft[]
  readonly refused: readonly RefusedDraft[]
}

function openContext(
  { root }: OpenCommandOptions,
  { store, configured }: IncidentDesk,
  signal: AbortSignal,
): DraftContext {
  const { keys, isEphemeral } = readFingerprintKeys(process.env)
  const { configuration, rules } = configured
  const lookup = isEphemeral
    ? { keys: [], hmslOf: (value: Uint8Array) => hmslOf(value, nodeScrypt) }
    : { keys }
  const hasInventory = inventoryPlaceIn(configured, process.env) !== undefined
  return {
    storeKey: store.key,
    lookup: hasInventory ? lookup : { keys: lookup.keys },
    reader: new PlaceReader({ configuration, rules, root: resolve(root), key: store.key, signal }),
    signal,
  }
}

async function draftsOf(
  from: OpenFrom,
  context: DraftContext,
  { configured: { rules }, store }: IncidentDesk,
): Promise<Drafts> {
  switch (from.kind) {
    case 'report':
      return reportDrafts(from, context)
    case 'webhook':
      return { drafts: await webhookDrafts(from, context), refused: [] }
    case 'value': {
      const said = saidKind(from, rules)
      const bytes = await readInput(valueBytesMax, 'a value')
      const found = identifyValue(bytes, { key: store.key, rules })
      bytes.fill(0)
      const drafts = found.map((one) => draftOfValue(one, said, 'standard input', context))
      for (const one of found) wipeFound(one)
      return { drafts, refused: [] }
    }
    case 'key-id': {
      const { holdsSecret } = openValueReader(rules)
      const describeRule = (id: string) => packOf(rules).rules.find((rule) => rule.id === id)
      const identified = identifyKeyId({ ...from, describeRule, holdsSecret })
      return { drafts: [draftOfKeyId(identified, 'its key id', context)], refused: [] }
    }
  }
}

/** What a person says of a value that no rule knows. @throws StanchError `USAGE` */
function saidKind(
  { rule, provider }: Extract<OpenFrom, { kind: 'value' }>,
  rules: IncidentDesk['configured']['rules'],
): SaidKind {
  if (rule === undefined) return { provider }
  const known = packOf(rules).rules.find(({ id }) => id === rule)
  if (known === undefined)
    throw usage('--rule: expected the id of a rule, see stanch rules list; got another word.')
  return { rule, name: known.name, provider: provider ?? known.provider }
}

async function reportDrafts(
  from: Extract<OpenFrom, { kind: 'report' }>,
  context: DraftContext,
): Promise<Drafts> {
  const { file } = from
  const name = file === '-' ? 'standard input' : file
  const text = Buffer.from(await readInputOf(file, reportBytesMax, 'a scan report')).toString()
  const report = parseReport(text, name)
  for (const gap of report.gaps) tell(`${name}: not everything may be in it: ${gap}`)
  if (report.findings.length === 0) tell(`${name}: no secret stands in it, nothing is opened`)
  const source = `scan report ${file === '-' ? 'on standard input' : basename(file)}`
  const { drafts, unread, refused } = await draftsOfReport(report, from, source, {
    ...context,
    reportedMs: file === '-' ? undefined : statSync(file).mtimeMs,
  })
  if (unread.length > 0) {
    tell(
      `${countOf(unread.length, 'secret')} could not be read again where ${unread.length === 1 ? 'it was' : 'they were'} found, ` +
        "and will be known by the report's key alone:",
    )
    tellReasons(unread)
  }
  return { drafts, refused }
}

async function webhookDrafts(
  { file, headers }: Extract<OpenFrom, { kind: 'webhook' }>,
  context: DraftContext,
): Promise<IncidentDraft[]> {
  const body = await readInputOf(file, valueBytesMax + 1, 'a payload')
  const delivery = { body, headers, env: process.env, nowMs: Date.now() }
  const { holdsSecret } = openValueReader()
  const { notice, isSigned } = readWebhook(delivery, holdsSecret)
  if (!isSigned)
    tell(
      'the payload is not signed, or nothing was configured to check it by: anybody may have sent it',
    )
  if (!notice.opens) {
    tell(`${notice.source}: ${notice.action}; nothing is opened by that`)
    return []
  }
  const found = await findNoticeValue(notice, context)
  const draft = draftOfNotice(notice, found, context)
  if (found !== undefined) wipeFound(found)
  return [draft]
}
