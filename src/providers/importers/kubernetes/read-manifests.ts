import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImportEvent } from '../../../inventory/stored-secret.ts'
import { reasonOf, StanchError } from '../../../text/error.ts'
import type { ImportContext } from '../importer.ts'
import type { SecretPlace } from './kubernetes-secret.ts'
import { eventsOfObject } from './manifest-objects.ts'

/**
 * Secrets in manifests, YAML of many documents or JSON. A file that is not understood is a problem.
 *
 * @throws StanchError `IMPORT_FILE_UNREADABLE` for a path that was named
 */
export async function* eventsOfManifests(
  context: ImportContext,
  place: SecretPlace,
): AsyncGenerator<ImportEvent> {
  for (const path of context.arguments) {
    if (path === '-') {
      yield* eventsOfText(
        new TextDecoder().decode(await context.readInput()),
        place,
        'standard input',
      )
      continue
    }
    for await (const file of filesAt(path)) {
      context.signal.throwIfAborted()
      let text: string
      try {
        text = await readFile(file, 'utf8')
      } catch (error) {
        if (file === path) throw unreadable(path, error)
        yield { kind: 'problem', path: file, reason: reasonOf(error) }
        continue
      }
      yield* eventsOfText(text, place, file)
    }
  }
}

async function* filesAt(path: string): AsyncGenerator<string> {
  let isDirectory: boolean
  try {
    isDirectory = (await stat(path)).isDirectory()
  } catch (error) {
    throw unreadable(path, error)
  }
  if (!isDirectory) {
    yield path
    return
  }
  const entries = await readdir(path, { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const inner = join(path, entry.name)
    if (entry.isDirectory() && !/^(?:\.git|node_modules)$/.test(entry.name)) yield* filesAt(inner)
    else if (entry.isFile() && /\.(?:ya?ml|json)$/.test(entry.name)) yield inner
  }
}

async function* eventsOfText(
  text: string,
  place: SecretPlace,
  file: string,
): AsyncGenerator<ImportEvent> {
  let count = 0
  for await (const one of objectsOf(text)) {
    if ('fault' in one) {
      count++
      yield { kind: 'problem', path: `${file}:${one.line}`, reason: one.fault }
      continue
    }
    for (const event of eventsOfObject(one.object, place, `${file}:${one.line}`)) {
      count++
      yield event
    }
  }
  if (count === 0) yield { kind: 'skipped', path: file, reason: 'no Secret in it' }
}

type Parsed =
  | { readonly object: unknown; readonly line: number }
  | { readonly fault: string; readonly line: number }

/** Faults name the line, never what stands there. */
async function* objectsOf(text: string): AsyncGenerator<Parsed> {
  if (/^\s*\{/.test(text)) {
    try {
      yield { object: JSON.parse(text), line: 1 }
      return
    } catch {
      // Flow mappings of YAML begin like that, too.
    }
  }
  const { LineCounter, parseAllDocuments } = await import('yaml')
  const lines = new LineCounter()
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'silent',
  })
  for (const document of Array.isArray(documents) ? documents : []) {
    const line = lines.linePos(document.contents?.range?.[0] ?? document.range?.[0] ?? 0).line || 1
    const [error] = document.errors
    if (error !== undefined) {
      yield {
        fault: `expected YAML (${error.code})`,
        line: lines.linePos(error.pos[0]).line || line,
      }
      continue
    }
    try {
      yield { object: document.toJS({ maxAliasCount: 100 }), line }
    } catch {
      yield { fault: 'expected aliases with an anchor, and not many of them', line }
    }
  }
}

function unreadable(path: string, error: unknown): StanchError {
  return new StanchError('IMPORT_FILE_UNREADABLE', `cannot read ${path}: ${reasonOf(error)}`, {
    cause: error,
  })
}
