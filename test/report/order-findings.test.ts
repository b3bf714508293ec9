import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Finding } from '../../src/engine/finding.ts'
import { orderFindings, orderNotes } from '../../src/report/order-findings.ts'
import { findingIn, findingInHistory, findingWith, fingerprintFor } from './sample-result.ts'

const another = { fingerprint: fingerprintFor(2) }

function messageOf(commit: string): Finding {
  return findingWith({ origin: { kind: 'git', path: '', part: 'message', commit } })
}

describe('findings', () => {
  /** The findings stand in their order, however they come. */
  function checkOrder(...findings: readonly Finding[]) {
    expect(orderFindings(findings)).toEqual(findings)
    expect(orderFindings(findings.toReversed())).toEqual(findings)
  }

  test.for<[string, Finding, Finding]>([
    [
      'the older commit comes first, whatever its name',
      findingInHistory({ date: '2020-01-01T00:00:00.000Z', commit: 'f0' }),
      findingInHistory({ date: '2021-01-01T00:00:00.000Z', commit: '0f', blob: 'b2' }),
    ],
    [
      'what was never committed comes before what was',
      findingInHistory({ commit: null, blob: 'b2' }),
      findingInHistory({ date: '2021-01-01T00:00:00.000Z' }),
    ],
    [
      'commits of the same time are ordered by name',
      findingInHistory({ commit: 'c1', blob: 'b2' }),
      findingInHistory({ commit: 'c2', blob: 'b1' }),
    ],
    [
      'paths of a commit are ordered by code unit',
      findingInHistory({ path: 'Z' }),
      findingInHistory({ path: 'a' }),
    ],
    [
      'content comes before the path that leads to it',
      findingInHistory({ path: 'a' }, { start: 9 }),
      findingInHistory({ path: 'a', part: 'path' }, { start: 0 }),
    ],
    [
      'places of a file are ordered as numbers',
      findingInHistory({}, { ...another, start: 9 }),
      findingInHistory({}, { start: 10 }),
    ],
    [
      'at the same start the shorter comes first',
      findingInHistory({}, { start: 9, end: 20 }),
      findingInHistory({}, { ...another, start: 9, end: 100 }),
    ],
    [
      'at the same place the rules are ordered by name',
      findingInHistory({}, { rule: 'a' }),
      findingInHistory({}, { rule: 'b' }),
    ],
    [
      'two tags of one commit have an order',
      findingInHistory({ path: '', part: 'tag' }),
      findingInHistory({ path: '', part: 'tag' }, { fingerprint: 'v2' }),
    ],
    ['files are ordered by path', findingIn('a', { start: 99 }), findingIn('b')],
  ])('%s', ([, first, second]) => checkOrder(first, second))

  test.for<[string, Finding, Finding, number]>([
    [
      'a secret twice in a blob at a path is one',
      findingInHistory({}, { start: 1 }),
      findingInHistory({}, { start: 99 }),
      1,
    ],
    [
      'a blob in a later commit is the same blob',
      findingInHistory({ date: '2020' }),
      findingInHistory({ date: '2021', commit: 'c2' }),
      1,
    ],
    ['a blob at another path is another', findingInHistory(), findingInHistory({ path: 'b' }), 2],
    ['another blob at a path is another', findingInHistory(), findingInHistory({ blob: 'b2' }), 2],
    ['another secret is another', findingInHistory({}, another), findingInHistory(), 2],
    ['another rule is another', findingInHistory(), findingInHistory({}, { rule: 'z' }), 2],
    ['a message of another commit is another', messageOf('c1'), messageOf('c2'), 2],
  ])('%s', ([, first, second, count]) => {
    expect(orderFindings([second, first])).toEqual([first, second].slice(0, count))
  })

  test('the order does not depend on the order in which they come', () => {
    const finding = fc
      .tuple(
        fc.record({
          date: fc.constantFrom('2020', '2021'),
          commit: fc.constantFrom(null, 'c1'),
          path: fc.constantFrom('', 'a', 'b'),
          blob: fc.constantFrom('b1', 'b2'),
        }),
        fc.record({ start: fc.nat(2), fingerprint: fc.nat(2).map(fingerprintFor) }),
      )
      .map(([origin, changes]) => findingInHistory(origin, changes))
    fc.assert(
      fc.property(
        fc
          .array(finding)
          .chain((findings) =>
            fc.tuple(
              fc.constant(findings),
              fc.shuffledSubarray(findings, { minLength: findings.length }),
            ),
          ),
        ([findings, shuffled]) => {
          expect(orderFindings(shuffled)).toEqual(orderFindings(findings))
        },
      ),
    )
  })
})

describe('notes', () => {
  const note = (path: string, reason: string) => ({ path, reason })

  test.for([
    ['by path', [note('b', 'x'), note('a', 'y')], [note('a', 'y'), note('b', 'x')]],
    ['then by reason', [note('a', 'y'), note('a', 'x')], [note('a', 'x'), note('a', 'y')]],
    ['by code unit', [note('ä', 'x'), note('z', 'x')], [note('z', 'x'), note('ä', 'x')]],
    [
      'each once',
      [note('a', 'x'), note('b', 'x'), note('a', 'x')],
      [note('a', 'x'), note('b', 'x')],
    ],
    ['none', [], []],
  ] as const)('%s', ([, notes, ordered]) => {
    expect(orderNotes(notes)).toEqual(ordered)
  })
})
