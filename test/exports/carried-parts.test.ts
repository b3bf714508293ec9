import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AttributionKey } from '../../src/exports/attribution.ts'
import { CarriedParts } from '../../src/exports/carried-parts.ts'
import type { Carried, Scope } from '../../src/exports/layout.ts'
import { OpenScope } from '../../src/exports/open-scope.ts'

const record: Scope = { isRecord: true, fields: {} }
const block: Scope = { fields: {}, ownOnly: ['toolCall', 'tool'] }

type Said = Partial<Record<AttributionKey, string>>

function openScope(said: Said, parent?: OpenScope): OpenScope {
  const scope = new OpenScope(parent ? block : record, parent)
  for (const [key, text] of Object.entries(said)) scope.note(key as AttributionKey, 0, text)
  return scope
}

/** @returns what the records say once all are over */
function carry(carried: readonly Carried[], records: readonly Said[]): Said[] {
  const parts = new CarriedParts(carried)
  return records.map((said) => {
    const scope = openScope(said)
    parts.close(scope)
    return scope.attribution()
  })
}

test('what a record says lasts until another one says it anew', () => {
  const records = [{ record: '1' }, { model: 'a' }, {}, { model: 'b' }, {}]
  expect(carry([{ key: 'model' }], records)).toEqual([
    { record: '1' },
    { model: 'a' },
    { model: 'a' },
    { model: 'b' },
    { model: 'b' },
  ])
})

test('only a record of one kind says what lasts, under another name', () => {
  const head: Carried = { key: 'run', from: 'record', when: ['role', /^head$/] }
  expect(carry([head], [{ record: 'x', role: 'head' }, { record: 'y', role: 'user' }, {}])).toEqual(
    [{ record: 'x', role: 'head', run: 'x' }, { record: 'y', role: 'user', run: 'x' }, { run: 'x' }],
  )
}) // prettier-ignore

test('a name is known wherever its id stands, before it in the same record or behind', () => {
  const parts = new CarriedParts([{ key: 'tool', by: 'toolCall' }])
  const outer = openScope({ toolCall: 'b', role: 'user' })
  const result = openScope({ toolCall: 'a' }, outer)
  const call = openScope({ toolCall: 'a', tool: 'Bash' }, outer)
  const text = openScope({}, outer)
  for (const scope of [result, call, text, outer]) parts.close(scope)
  const later = openScope({ toolCall: 'a' })
  parts.close(later)
  expect([result, text, outer, later].map((scope) => scope.attribution())).toEqual([
    { role: 'user', toolCall: 'a', tool: 'Bash' },
    { role: 'user' },
    { role: 'user', toolCall: 'b' },
    { toolCall: 'a', tool: 'Bash' },
  ])
})

test('law: of as many calls as are remembered each result knows its tool', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(300), { maxLength: 60 }), (ids) => {
      const calls = ids.map((id) => ({ toolCall: `c${id}`, tool: `t${id}` }))
      const results = ids.map((id) => ({ toolCall: `c${id}` }))
      const all = carry([{ key: 'tool', by: 'toolCall' }], [...calls, ...results])
      expect(all.slice(ids.length)).toEqual(calls)
    }),
  )
})

test('ids without number take no memory without bound', () => {
  const parts = new CarriedParts([{ key: 'tool', by: 'toolCall' }])
  const outer = openScope({})
  for (let id = 0; id < 20_000; id++) parts.close(openScope({ toolCall: `c${id}`, tool: 't' }, outer))
  const [first, last] = [openScope({ toolCall: 'c0' }), openScope({ toolCall: 'c19999' })]
  for (const scope of [first, last]) parts.close(scope)
  expect([first.own('tool'), last.own('tool')]).toEqual([undefined, 't'])
}) // prettier-ignore
