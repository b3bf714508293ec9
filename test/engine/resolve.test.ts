import { expect, test } from 'vitest'
import type { Candidate } from '../../src/engine/candidate.ts'
import { resolveMatches } from '../../src/engine/resolve.ts'
import type { CompiledRule } from '../../src/rules/rule-pack.ts'
import type { Component, Confidence } from '../../src/rules/rule.ts'

type Anchors = 'literals' | 'keywords' | 'names'

/** A candidate of a rule `id`, by what resolving looks at; lines are ten bytes long. */
function candidate(
  id: string,
  start: number,
  end: number,
  more: {
    anchors?: Anchors
    generic?: boolean
    confidence?: Confidence
    status?: Candidate['status']
    decoded?: Candidate['decoded']
    components?: readonly Component[]
    refines?: string
  } = {},
): Candidate {
  const { anchors = 'literals', generic = false, confidence = 'high', components = [] } = more
  const rule = {
    id,
    anchors: { kind: anchors },
    generic,
    confidence,
    components,
    refines: more.refines,
  }
  return {
    rule: rule as unknown as CompiledRule,
    span: { start, end },
    secret: new Uint8Array(end - start),
    confidence,
    status: more.status ?? 'unverified',
    decoded: more.decoded ?? [],
  }
}

function check(candidates: readonly Candidate[], expected: readonly string[]) {
  const word = ({ rule, confidence, components }: ReturnType<typeof resolveMatches>[number]) =>
    [rule.id, confidence, ...components.map((component) => component.rule.id)].join(' ')
  for (const order of [candidates, candidates.toReversed()]) {
    expect(resolveMatches(order, (offset) => Math.floor(offset / 10)).map(word)).toEqual(expected)
  }
}

const component = (rule: string, withinLines: number, required = false) => [
  { rule, withinLines, required },
]

test.for([
  ['nothing', [], []],
  ['apart, in order', [candidate('b', 20, 30), candidate('a', 0, 10)], ['a high', 'b high']],
  ['touching is apart', [candidate('a', 0, 10), candidate('b', 10, 20)], ['a high', 'b high']],
  [
    'a format over a name',
    [
      candidate('name', 0, 40, { anchors: 'names', confidence: 'medium' }),
      candidate('format', 5, 20),
    ],
    ['format high'],
  ],
  [
    'a provider’s word over a kind of place',
    [
      candidate('place', 0, 40, { generic: true }),
      candidate('word', 0, 40, { anchors: 'keywords', confidence: 'medium' }),
    ],
    ['word high'],
  ],
  [
    'a word over a wrong checksum',
    [
      candidate('wrong', 0, 40, { status: 'invalid-format', confidence: 'low' }),
      candidate('longer', 0, 50, { anchors: 'keywords' }),
    ],
    ['longer high'],
  ],
  [
    'a wrong checksum takes over no confidence',
    [
      candidate('wrong', 0, 40, { status: 'invalid-format', confidence: 'low' }),
      candidate('name', 0, 40, { anchors: 'names', confidence: 'medium' }),
    ],
    ['wrong low'],
  ],
  [
    'the longer of two formats',
    [candidate('short', 0, 10), candidate('long', 0, 20)],
    ['long high'],
  ],
  [
    'plain over decoded',
    [candidate('decoded', 0, 20, { decoded: ['base64'] }), candidate('plain', 0, 10)],
    ['plain high'],
  ],
  [
    'the one that refines',
    [candidate('general', 0, 20), candidate('special', 0, 20, { refines: 'general' })],
    ['special high'],
  ],
  ['the first by name, all else equal', [candidate('b', 0, 20), candidate('a', 0, 20)], ['a high']],
  [
    'a component belongs to its secret',
    [candidate('id', 0, 5), candidate('key', 20, 30, { components: component('id', 2) })],
    ['key high id'],
  ],
  [
    'a component too far away',
    [candidate('id', 0, 5), candidate('key', 90, 99, { components: component('id', 2) })],
    ['id high', 'key high'],
  ],
  [
    'a required component that is missing',
    [candidate('key', 0, 9, { components: component('id', 2, true) })],
    [],
  ],
  [
    'the nearest of two components',
    [
      candidate('id', 0, 5),
      candidate('id', 40, 45),
      candidate('key', 50, 59, { components: component('id', 9) }),
    ],
    ['id high', 'key high id'],
  ],
] as const)('%s', ([, candidates, expected]) => check(candidates, expected))

test('ten thousand candidates at one place are one match', () => {
  const many = Array.from({ length: 10_000 }, (_, at) => candidate(`r${at}`, at % 7, 5000))
  expect(resolveMatches(many, () => 0).length).toBe(1)
})
