import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { InventoryRecord } from '../../../src/inventory/record.ts'
import { editInventory, emptyInventory } from '../../../src/store/file/edit-inventory.ts'
import { isSameValue } from '../../../src/store/file/is-same-value.ts'
import { keyOf, parseInventory } from '../../../src/store/file/inventory-text.ts'
import { anyRecord } from '../record-arbitrary.ts'

function edit(text: string, ...changed: InventoryRecord[]): string {
  return editInventory(parseInventory(text, 'file'), changed, 'file')
}

function recordsOf(text: string): InventoryRecord[] {
  return parseInventory(text, 'file').records.map(({ record }) => record)
}

/** Records of a text by id, with some keys set or, by `undefined`, taken away. */
function change(text: string, id: string, keys: object): string {
  const record = recordsOf(text).find((one) => one.id === id)!
  const merged = Object.entries({ ...record, ...keys }).filter(([, value]) => value !== undefined)
  return edit(text, Object.fromEntries(merged) as unknown as InventoryRecord)
}

const plain = { state: 'active', fingerprints: [] } as const

const byPeople = `# whose is what
version: 1

records:
  # the oldest
  - id: a
    # Ann knows
    state: active
    purpose: mail # by hand
    scopes:
      - read
      # not write!

  - id: c
    purpose: >-
      a long
      text
    owner: { team: payments }
    state: active

# the end
`

const canonical = `# mine
version: 1
records:
  # about a
  - id: a
    # why
    state: active
    # who
    owner:
      team: x
    # its scopes
    scopes:
      - one

  - id: c
    state: active
# end
`

test.for([
  ['written by people', byPeople],
  ['as Stanch writes it', canonical],
] as const)('a key of one record changes, all other bytes stay: %s', ([, text]) => {
  const [before, after] = text.split('  - id: c\n')
  expect(change(text, 'c', { state: 'suspended' })).toBe(
    `${before}  - id: c\n${after!.replace('state: active', 'state: suspended')}`,
  )
  expect(change(text, 'a', { state: 'suspended' })).toBe(
    text.replace('state: active', 'state: suspended'),
  )
})

test('a new key stands where the order has it, comments stay above their keys', () => {
  expect(change(canonical, 'a', { purpose: 'p', owner: undefined, ttl: '90d' })).toBe(
    canonical
      .replace('    # why\n', '    purpose: p\n    # why\n')
      .replace('    owner:\n      team: x\n', '')
      .replace('      - one\n', '      - one\n    ttl: 90d\n'),
  )
})

test('a new record stands in its place, with a blank line where there are some', () => {
  const next = edit(canonical, { id: 'b', ...plain }, { id: 'z', ...plain })
  expect(next).toBe(
    canonical
      .replace('      - one\n', '      - one\n\n  - id: b\n    state: active\n')
      .replace('# end\n', '\n  - id: z\n    state: active\n# end\n'),
  )
  expect(edit(canonical, { id: '0', ...plain })).toBe(
    canonical.replace('records:\n', "records:\n  - id: '0'\n    state: active\n\n"),
  )
})

test('a file of Windows stays one', () => {
  const next = change(canonical.replaceAll('\n', '\r\n'), 'a', { purpose: 'p' })
  expect(next.replaceAll('\r\n', '')).not.toContain('\n')
  expect(recordsOf(next)[0]!.purpose).toBe('p')
})

test.for([
  ['brackets', '{"version": 1, "records": [{"id": "b", "state": "active"}]}'],
  ['no line end', 'version: 1\nrecords:\n- id: b\n  state: active'],
  ['a wide hyphen', 'version: 1\nrecords:\n    -   id: b\n        state: active\n'],
  ['quoted keys', 'version: 1\nrecords:\n  - "id": "b"\n    "state": "active"\n'],
  ['a record in brackets', 'version: 1\nrecords:\n  - {id: b, state: active}\n'],
  ['an empty list', '# x\nversion: 1\nrecords: []'],
  ['records first', 'records:\n  - id: b\n    state: active\nversion: 1\n'],
  ['a document mark', '---\nversion: 1\nrecords:\n  - id: b\n    state: active\n...\n'],
] as const)('other layouts are edited, too: %s', ([, text]) => {
  const before = recordsOf(text)
  const added = [
    { id: 'a', ...plain },
    { id: 'c', ...plain, purpose: 'x' },
  ]
  const next = edit(text, ...added)
  expect(recordsOf(next).map(({ id }) => id)).toEqual(['a', ...before.map(({ id }) => id), 'c'])
  if (before.length > 0) {
    expect(recordsOf(change(next, 'b', { purpose: 'y' }))[1]).toEqual({
      ...before[0],
      purpose: 'y',
    })
  }
})

test('what hangs together by anchors is not torn', () => {
  const text = `version: 1\nrecords:\n  - id: a\n    state: active\n    owner: &o { team: x }\n  - id: b\n    state: active\n    owner: *o\n`
  expect(recordsOf(change(text, 'b', { purpose: 'p' }))[1]).toMatchObject({
    purpose: 'p',
    owner: { team: 'x' },
  })
  expect(() => change(text, 'a', { owner: undefined })).toThrow(
    /INVENTORY_NOT_EDITABLE|by\s+itself/,
  )
})

test('any edits of any records: the others stay as they are', () => {
  const records = fc.uniqueArray(anyRecord, { maxLength: 6, selector: keyOf })
  fc.assert(
    fc.property(records, records, (old, changed) => {
      const text = edit(emptyInventory, ...old)
      const next = edit(text, ...changed)
      const wanted = new Map([...old, ...changed].map((record) => [keyOf(record), record]))
      const got = recordsOf(next)
      expect(got.map(keyOf)).toEqual([...wanted.keys()].sort())
      for (const record of got) expect(isSameValue(record, wanted.get(keyOf(record)))).toBe(true)
      expect(edit(next, ...changed)).toBe(next)
      expect(edit(emptyInventory, ...got)).toBe(next)
    }),
    { numRuns: 40 },
  )
})

test('comments anywhere survive edits', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(anyRecord, { minLength: 2, maxLength: 4, selector: keyOf }),
      fc.array(fc.nat(60), { maxLength: 5 }),
      (records, places) => {
        const lines = edit(emptyInventory, ...records).split('\n')
        const first = lines.indexOf('records:')
        places.forEach((place, at) =>
          lines.splice(first + 1 + (place % (lines.length - first - 1)), 0, `  # note ${at}.`),
        )
        const text = lines.join('\n')
        const last = recordsOf(text).at(-1)!
        const next = edit(text, { ...last, purpose: 'new purpose' })
        for (const at of places.keys()) expect(next).toContain(`# note ${at}.`)
      },
    ),
    { numRuns: 40 },
  )
})
