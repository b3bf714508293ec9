import { writeFileSync } from 'node:fs'
import type { IncomingMessage, RequestListener } from 'node:http'
import { join } from 'node:path'
import { serve, type Served } from './http/serve.ts'

/** What goes wrong with a store: nothing, or a part is forbidden, a part broken, a part cut off. Errors repeat values. */
export type StoreFault = 'none' | 'faulty'

export interface Plant {
  /** To be in the store, each as a secret of its own. */
  readonly values: readonly string[]
  readonly fault: StoreFault
  /** Of this run alone: it is the working directory, and files may be written there. */
  readonly directory: string
}

/** How the command reaches what was planted. */
export interface PlantedStore {
  /** Behind the name of the importer; without blanks. */
  readonly words: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  /** Files that are the store itself, below the directory: the values stand there. */
  readonly files?: readonly string[]
  /** Credentials of the store, which must not be written either. */
  readonly credentials?: readonly string[]
}

export interface PlantedImporter {
  /** Of `importers`. */
  readonly name: string
  /** Called within a test: what is started there ends with it. */
  readonly plant: (plant: Plant) => Promise<PlantedStore> | PlantedStore
}

/** Every importer has an entry, here or in a file of its own: `no-value-written.test.ts` says which has none. */
export const plantedImporters: readonly PlantedImporter[] = [
  {
    name: 'dotenv',
    plant: ({ values, fault, directory }) => {
      const lines = values.map((value, at) => `KEY_${at}='${value}'\n`)
      const faults = [
        `${values[0]!}\n`,
        `A="${values[1]!}"${values[2]!}\n`,
        `OPEN="${values[0]!}\n`,
      ]
      if (fault === 'faulty') lines.push(...faults)
      writeFileSync(join(directory, '.env'), lines.join(''))
      return { words: ['.env', ...(fault === 'faulty' ? ['absent'] : [])], files: ['.env'] }
    },
  },
  {
    name: 'json',
    plant: ({ values, fault, directory }) => {
      const text = JSON.stringify({ app: values.map((value, at) => ({ key: `k${at}`, value })) })
      const written = {
        'secrets.json': text,
        'cut.json': text.slice(0, -20),
        'more.json': `${text}\n}`,
      }
      for (const [name, content] of Object.entries(written))
        writeFileSync(join(directory, name), content)
      const files = Object.keys(written)
      return { words: fault === 'none' ? files.slice(0, 1) : [...files, 'absent.json'], files }
    },
  },
]

/**
 * A store on this machine that fails as planted: of the requests that `isOfValue` names every second one, the first
 * included, is forbidden, ends with an error, or is cut off, in turn.
 *
 * @param listener answers in order
 */
export function servePlanted(
  { fault, values }: Plant,
  listener: RequestListener,
  isOfValue: (url: string, request: IncomingMessage) => boolean,
): Promise<Served> {
  let asked = 0
  return serve((request, response) => {
    const isHit = fault !== 'none' && isOfValue(request.url ?? '', request) && asked++ % 2 === 0
    if (!isHit) return listener(request, response)
    const body = JSON.stringify({ message: `no access to ${values.join(' ')}`, values })
    const turn = (asked >> 1) % 3
    if (turn === 2) return response.end(`{"data": {"value": ${body.slice(0, -3)}`)
    response.writeHead(turn === 0 ? 403 : 500, { 'content-type': 'application/json' })
    return response.end(body)
  })
}
