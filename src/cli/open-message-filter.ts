import { randomBytes } from 'node:crypto'
import { MessageFilter } from '../stream/syslog/message-filter.ts'
import { StanchError } from '../text/error.ts'
import { assertPrivateFile } from './assert-private-file.ts'
import { describeError } from './describe-error.ts'
import { keepMemoryPrivate } from './keep-memory-private.ts'
import type { Log } from './log.ts'
import { openRedactor } from './open-redactor.ts'
import type { SyslogOptions } from './syslog-options.ts'

/** A filter, or the code of the error by which there is none. */
export type OpenedFilter =
  | { readonly filter: MessageFilter; readonly withheld: '' }
  | { readonly filter: undefined; readonly withheld: string }

/** What a daemon starts does not end when it cannot redact: it would be started anew for every message. */
export async function openMessageFilter(
  { redaction, keyFile }: SyslogOptions,
  log: Log,
): Promise<OpenedFilter> {
  keepMemoryPrivate()
  try {
    if (keyFile !== undefined) assertPrivateFile(keyFile)
    const redactor = await openRedactor({
      options: redaction,
      log,
      wantsStableKey: true,
      env: keyFile === undefined ? process.env : { STANCH_KEY_FILE: keyFile },
      readsOn: false,
    })
    log.info({ pid: process.pid }, 'redacting messages')
    return { filter: new MessageFilter(redactor, sampleValue()), withheld: '' }
  } catch (error) {
    const code = error instanceof StanchError ? error.code : 'SYSLOG_START'
    const reason = error instanceof StanchError ? { reason: error.message } : describeError(error)
    log.error({ code, ...reason }, 'all messages are withheld')
    return { filter: undefined, withheld: code }
  }
}

function sampleValue(): string {
  return randomBytes(24)
    .toString('base64')
    .replaceAll(/[^A-Za-z0-9]/g, 'x')
    .slice(0, 24)
}
