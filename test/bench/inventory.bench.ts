import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { InventoryRecord } from '../../dist/inventory/record.js'
import { FileStore } from '../../dist/store/file-store.js'

export const inventoryColumns = ['inventory in a file', 'ms'] as const

/** Load, match and change of a file with as many records as it takes. No time is told of a wrong answer. */
export async function benchInventory(runs: number, count = 10_000): Promise<string[][]> {
  const directory = mkdtempSync(join(tmpdir(), 'stanch-bench-'))
  try {
    const path = join(directory, 'stanch-inventory.yaml')
    const records = Array.from({ length: count }, (_, at) => makeRecord(at))
    const rows: string[][] = []
    const time = async (step: string, times: number, run: () => Promise<boolean>) => {
      const taken: number[] = []
      for (let turn = 0; turn < times; turn++) {
        const start = performance.now()
        const isRight = await run()
        taken.push(performance.now() - start)
        if (!isRight) throw new Error(`${step}: wrong answer, no time is told`)
      }
      rows.push([step, taken.sort((a, b) => a - b)[times >> 1]!.toFixed(3)])
    }
    const write = new FileStore(path, undefined)
    await time(`write ${count} records`, 1, async () => {
      const edits = records.map((record) => ({ id: record.id, apply: () => record }))
      return (await write.change(edits)).length === count
    })
    await time(`load ${count} records`, runs, async () => {
      const record = await new FileStore(path, undefined).get(records[42]!.id)
      return record?.purpose === records[42]!.purpose
    })
    const store = new FileStore(path, undefined)
    await store.get('none')
    let at = 0
    await time('match one fingerprint', 1000, async () => {
      const wanted = records[(at += 7) % count]!
      const { value } = wanted.fingerprints[0]!
      return (await store.match([value])).get(value)?.[0]?.id === wanted.id
    })
    await time('match a fingerprint that none has', 1000, async () => {
      return (await store.match([`v1:01234567:${'f'.repeat(32)}`])).size === 0
    })
    await time('change one record', runs, async () => {
      const { id } = records[(at += 7) % count]!
      const purpose = `changed ${at}`
      const apply = (before: InventoryRecord | undefined) => before && { ...before, purpose }
      await store.change([{ id, apply }])
      return (await store.get(id))?.purpose === purpose
    })
    return rows
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function makeRecord(at: number): InventoryRecord {
  const digits = (salt: number) => (at * 64 + salt).toString(16).padStart(32, '0')
  return {
    id: `vault/secret/app${at}#api_key`,
    tenant: `tenant-${at % 7}`,
    provider: 'GitHub',
    kind: 'github-pat',
    purpose: `reads the repositories of app ${at}`,
    owner: { team: `team-${at % 40}`, oncall: '#payments' },
    state: 'active',
    environment: 'production',
    agent: `agent-${at % 90}`,
    tool: 'crm',
    scopes: ['repo', 'read:org'],
    store: { type: 'vault', path: `secret/app${at}` },
    createdAt: '2026-01-02T03:04:05Z',
    fingerprints: [
      { form: 'raw', value: `v1:01234567:${digits(0)}`, version: '2' },
      { form: 'part', value: `v1:01234567:${digits(1)}`, version: '2' },
    ],
    source: { importer: 'vault', at: '2026-01-02T03:04:05Z' },
  }
}
