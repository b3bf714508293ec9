import { readFile } from 'node:fs/promises'
import { relative, resolve, sep } from 'node:path'
import type { ImportEvent } from '../../../inventory/stored-secret.ts'
import { toRecordId } from '../../../inventory/to-record-id.ts'
import { StanchError } from '../../../text/error.ts'
import type { ImportContext, Importer } from '../importer.ts'
import type { NamedValue, ValueFault } from './named-value.ts'

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
        description: 'of the file in the inventory; its path by default, stdin for standard input',
      },
    ],
    environment: [],
    events: (context) => eventsOf(format, context),
  }
}

async function* eventsOf(format: InputFormat, context: ImportContext): AsyncGenerator<ImportEvent> {
  const files = context.arguments.length === 0 ? ['-'] : context.arguments
  const { name } = context.options
  if (typeof name === 'string' && files.length > 1)
    throw new StanchError('USAGE', `--name: expected one file, got ${files.length}.`)
  for (const file of files) {
    const path = typeof name === 'string' ? name : file === '-' ? 'stdin' : shownPath(file)
    const bytes = await readBytes(file, context)
    if (bytes === undefined) yield { kind: 'problem', path, reason: 'cannot be read' }
    else yield* readValues(format, path, bytes)
  }
}

function* readValues(format: InputFormat, path: string, bytes: Uint8Array): Generator<ImportEvent> {
  if (isWide(bytes)) {
    yield { kind: 'problem', path: `${path}:1`, reason: 'expected UTF-8, got UTF-16' }
    return
  }
  // What handed it over may have failed.
  let isWhole = bytes.length > 0
  const byName = new Map<string, NamedValue>()
  for (const one of format.parse(bytes)) {
    if (one.kind === 'fault') {
      isWhole = false
      yield { kind: 'problem', path: `${path}:${one.line}`, reason: one.reason }
      continue
    }
    const before = byName.get(one.name)
    if (before) yield skipped(path, before, `set again on line ${one.line}`)
    byName.set(one.name, one)
  }
  for (const one of byName.values()) yield toEvent(format, path, one)
  bytes.fill(0)
  if (isWhole) yield { kind: 'covered', idPrefix: toRecordId(`${format.name}/${path}#`) }
}

function toEvent(format: InputFormat, path: string, one: NamedValue): ImportEvent {
  if (one.kind === 'skipped') return skipped(path, one, one.reason)
  const draft = {
    id: toRecordId(`${format.name}/${path}#${one.name}`),
    store: { type: format.name, path },
  }
  return { kind: 'secret', secret: { draft, values: [{ value: one.value }] } }
}

function skipped(path: string, { name, line }: NamedValue, reason: string): ImportEvent {
  return { kind: 'skipped', path: `${path}:${line} ${name}`, reason }
}

async function readBytes(file: string, context: ImportContext): Promise<Uint8Array | undefined> {
  if (file === '-') return context.readInput()
  return readFile(file, { signal: context.signal }).catch(() => {
    context.signal.throwIfAborted()
    return undefined
  })
}

/** From the working directory, with `/` between its parts. */
function shownPath(file: string): string {
  const inside = relative(process.cwd(), resolve(file))
  const path = inside.startsWith('..') ? resolve(file).slice(1) : inside
  return path.split(sep).join('/')
}

function isWide([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
}
