import type { ImportEvent } from '../../../inventory/stored-secret.ts'
import { reasonOf } from '../../../text/error.ts'
import { recordIdOf } from '../draft/record-id.ts'
import { problem, skipped } from '../draft/told.ts'
import type { ImportContext, Importer } from '../importer.ts'
import { importFiles, readWhole } from './import-files.ts'
import type { NamedValue, ValueFault } from './named-value.ts'

const bytesMax = 64 << 20

/** A format in which secrets are handed over. */
export interface InputFormat {
  /** Also the name of the store. */
  readonly name: string
  readonly description: string
  parse(bytes: Uint8Array): Iterable<NamedValue | ValueFault>
}

/** Reads standard input or named files; a record is `<format>/<file or --name>#<name>`. */
export function inputImporter(format: InputFormat): Importer {
  return {
    name: format.name,
    description: format.description,
    argument: { name: '[file...]', description: 'files; standard input (-) when none is named' },
    options: [
      {
        flags: '--name <name>',
        description:
          'name of the file in ids, the same at every import (default: its path, or stdin)',
      },
    ],
    environment: [],
    events: (context) => eventsOf(format, context),
  }
}

async function* eventsOf(format: InputFormat, context: ImportContext): AsyncGenerator<ImportEvent> {
  const paths = context.arguments.length === 0 ? ['-'] : context.arguments
  for (const file of importFiles({ ...context, arguments: paths }, format.name, 'stdin')) {
    context.signal.throwIfAborted()
    let bytes: Uint8Array
    try {
      bytes = await readWhole(file, bytesMax)
    } catch (error) {
      if (context.signal.aborted) throw error
      yield problem(file.name, reasonOf(error))
      continue
    }
    yield* readValues(format, file.name, bytes)
  }
}

function* readValues(format: InputFormat, path: string, bytes: Uint8Array): Generator<ImportEvent> {
  if (isWide(bytes)) {
    yield problem(`${path}:1`, 'expected UTF-8, got UTF-16')
    return
  }
  // What handed it over may have failed.
  let isWhole = bytes.length > 0
  const byName = new Map<string, NamedValue>()
  for (const one of format.parse(bytes)) {
    if (one.kind === 'fault') {
      isWhole = false
      yield problem(`${path}:${one.line}`, one.reason)
      continue
    }
    const before = byName.get(one.name)
    if (before) yield passedBy(path, before, `set again on line ${one.line}`)
    byName.set(one.name, one)
  }
  for (const one of byName.values()) yield toEvent(format, path, one)
  bytes.fill(0)
  if (isWhole) yield { kind: 'covered', idPrefix: `${recordIdOf(format.name, path.split('/'))}#` }
}

function toEvent(format: InputFormat, path: string, one: NamedValue): ImportEvent {
  if (one.kind === 'skipped') return passedBy(path, one, one.reason)
  const draft = {
    id: recordIdOf(format.name, path.split('/'), one.name),
    store: { type: format.name, path },
  }
  return { kind: 'secret', secret: { draft, values: [{ value: one.value }] } }
}

function passedBy(path: string, { name, line }: NamedValue, reason: string): ImportEvent {
  return skipped(`${path}:${line} ${name}`, reason)
}

function isWide([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
}
