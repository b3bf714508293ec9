import { escapeForLog } from '../report/escape-controls.ts'
import type { Log } from '../text/log.ts'

/**
 * Lines for the log of a job: what somebody else wrote can neither start a line nor be taken for a command by the runner, which
 * reads both streams.
 */
export class ActionLog implements Log {
  readonly #write: (text: string) => void

  constructor(write: (text: string) => void) {
    this.#write = write
  }

  say(text: string): void {
    for (const line of text.split('\n')) this.#write(`stanch: ${escapeForLog(line)}\n`)
  }

  /** Text of a report, whose lines are kept. */
  show(text: string): void {
    const lines = text.replace(/\n$/, '').split('\n')
    this.#write(`${lines.map(escapeForLog).join('\n')}\n`)
  }

  /** Shows on the page of the run as well. */
  mark(level: 'error' | 'warning' | 'notice', text: string): void {
    this.#write(`::${level} title=Stanch::${commandText(text)}\n`)
  }

  /** Notes of stores may say where they are: in public only that there was one. */
  noteFor({ isPublic }: { readonly isPublic: boolean }): (note: string) => void {
    if (!isPublic) return (note) => this.say(note)
    let isTold = false
    return () => {
      if (!isTold) this.say('a note is withheld: this repository is public')
      isTold = true
    }
  }

  debug(): void {}

  /** What is told beside a message may be of a store. */
  withoutFields(): Log {
    return {
      debug: () => undefined,
      info: (_fields, message) => this.info({}, message),
      warn: (_fields, message) => this.warn({}, message),
      error: (_fields, message) => this.error({}, message),
    }
  }

  info(fields: object, message: string): void {
    this.say(withFields(message, fields))
  }

  warn(fields: object, message: string): void {
    this.mark('warning', withFields(message, fields))
  }

  error(fields: object, message: string): void {
    this.mark('error', withFields(message, fields))
  }
}

/** What a command of the runner takes as text: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands */
function commandText(text: string): string {
  return text
    .split('\n')
    .map(escapeForLog)
    .join('\n')
    .replaceAll('%', '%25')
    .replaceAll('\n', '%0A')
}

function withFields(message: string, fields: object): string {
  const pieces = Object.entries(fields).map(([name, value]) => `${name}: ${String(value)}`)
  return pieces.length === 0 ? message : `${message} (${pieces.join(', ')})`
}
