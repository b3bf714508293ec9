import fc from 'fast-check'
import { expect, test } from 'vitest'
import { JsonLines } from './check-format.ts'
import { eventStream } from './event-stream.ts'
import { githubToken, scanText } from './scan-text.ts'

const token = githubToken(1)

function deltas(id: string, parts: readonly string[]): object[] {
  return parts.map((content) => ({
    id,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta: { content } }],
  }))
}

function lines({ values }: JsonLines): string {
  return values.map((value) => JSON.stringify(value) + '\n').join('')
}

/** A text, parted at these places. */
function parted(text: string, places: readonly number[]): string[] {
  const cuts = [0, ...new Set(places.map((place) => place % text.length)), text.length]
  const ascending = cuts.toSorted((left, right) => left - right)
  return ascending.slice(1).map((end, at) => text.slice(ascending[at], end))
}

test('law: however an answer is cut, braided and given in chunks, its secret is found where it stands', () => {
  const places = fc.array(fc.nat(200), { maxLength: 12 })
  fc.assert(
    fc.property(
      places,
      places,
      fc.boolean(),
      fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 4 }),
      (cuts, others, isStream, lengths) => {
        const first = deltas('a', parted(`the key is ${token}, "quoted" \n é`, cuts))
        const second = deltas('b', parted('nothing to see here, ghp_none of it', others))
        const length = Math.max(first.length, second.length)
        const events = Array.from({ length }, (_, at) => [
          ...first.slice(at, at + 1),
          ...second.slice(at, at + 1),
        ]).flat()
        const text = isStream ? eventStream(events) : lines(new JsonLines(events))
        const { found, problems } = scanText(text, { lengths })
        expect(problems).toEqual([])
        expect(found.map(({ secret, covered }) => [secret, covered.join('')])).toEqual([
          [token, token],
        ])
        expect(found[0]!.attribution.run).toBe('a')
      },
    ),
    { numRuns: 60 },
  )
})

test('a secret in one delta is told once, not again with the text', () => {
  const events = deltas('a', ['see ', token, ' there'])
  expect(scanText(eventStream(events)).found).toHaveLength(1)
})

test('a long answer is told as it goes, what stands at the border of two parts as well', () => {
  const filler = ' word and another one,'.repeat(10)
  const events = Array.from({ length: 4000 }, (_, at) => {
    const isCut = at % 500 < 2 && at > 0
    const half = at % 500 === 0 ? token.slice(0, 9) : token.slice(9)
    return isCut ? half : filler
  })
  const { found } = scanText(lines(new JsonLines(deltas('a', events))), { lengths: [1 << 16] })
  expect(found).toHaveLength(7)
  expect(new Set(found.map(({ line }) => line))).toEqual(
    new Set([501, 1001, 1501, 2001, 2501, 3001, 3501]),
  )
})

test('of more streams than are kept the oldest are told', () => {
  const ids = Array.from({ length: 600 }, (_, at) => `s${at}`)
  const events = [
    ...ids.flatMap((id) => deltas(id, [token.slice(0, 9), token.slice(9)])),
    ...ids.flatMap((id) => deltas(id, ['end'])),
  ]
  const { found } = scanText(lines(new JsonLines(events)))
  expect(new Set(found.map(({ attribution }) => attribution.run))).toEqual(new Set(ids))
})

test('deltas in lists of one value are one text as well', () => {
  const events = deltas('a', [`x ${token.slice(0, 20)}`, token.slice(20)])
  const { format, found } = scanText(JSON.stringify(events))
  expect(format).toBe('openai')
  expect(found.map(({ secret }) => secret)).toEqual([token])
})
