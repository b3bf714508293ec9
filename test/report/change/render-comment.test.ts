import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Finding } from '../../../src/engine/finding.ts'
import type { ChangeFacts } from '../../../src/report/change/change-facts.ts'
import {
  markerOf,
  markerStart,
  readMarker,
  writeMarker,
} from '../../../src/report/change/comment-marker.ts'
import { renderComment, renderFormerComment } from '../../../src/report/change/render-comment.ts'
import { standingOf, type Standing } from '../../../src/report/change/standing.ts'
import { fingerprintFor } from '../sample-result.ts'
import { hostileText } from './hostile-text.ts'
import { looseTextOf, renderMarkdown, tagsOf } from './render-markdown.ts'
import {
  addedFinding,
  changeResult,
  commitFor,
  factsWith,
  sampleMatch,
  textFinding,
} from './sample-change.ts'

function comment(
  findings: readonly Finding[],
  facts: ChangeFacts = factsWith(),
  standing: Standing = standingOf(findings, facts.pushedAway),
): string {
  return renderComment(findings[0]!.fingerprint, standing, changeResult(findings), facts)
}

const first = commitFor(1)
const link = (commit: string) =>
  `[\`${commit.slice(0, 10)}\`](<https://github.com/acme/shop/commit/${commit}>)`

test('an open one says what, where, since when, that deleting is not enough, and what to type', () => {
  const place = `[\`config/prod.env:3\`](<https://github.com/acme/shop/blob/${first}/config/prod.env#L3>)`
  expect(comment([addedFinding(1)])).toBe(
    `<!-- stanch:exposure id=3f9a1c2e:9e3779b100000000 rule=github-token commit=${first} -->
🔑 **GitHub token** \`ghp_…\` in ${place} since commit ${link(first)}.

**Revoke or rotate it at GitHub first.** Deleting the line is not enough: it stays readable in commit ${link(first)}.

critical · high confidence

To revoke it with proof that it is dead, open an incident:

\`\`\`sh
# under the STANCH_KEY of this workflow
stanch scan pr acme/shop#12 --format json > scan.json
stanch incident open scan.json --finding 9e3779b1
\`\`\`
`,
  )
})

test('where the issuer has a page for it, that is a link; what is no address for a reader is none', () => {
  const on = (page: string) =>
    comment([addedFinding(1)], factsWith({ revokePages: new Map([['github-token', page]]) }))
  expect(on('https://github.com/settings/tokens')).toContain(
    '**Revoke or rotate it [at GitHub](<https://github.com/settings/tokens>) first.**',
  )
  expect(on('javascript:alert(1)')).toBe(comment([addedFinding(1)]))
})

const gone = addedFinding(1, { inHead: false })
const away = factsWith({ pushedAway: new Set([first]) })

test.for<[string, string, string]>([
  [
    'the line was deleted',
    comment([gone]),
    `**The line is gone, the secret is not:** it is still readable in commit ${link(first)}`,
  ],
  [
    'pushed away',
    comment([gone], away),
    `**Pushed away is not gone:** it is still readable in commit ${link(first)}`,
  ],
  [
    'it is dead',
    comment([addedFinding(1, {}, { status: 'inactive' })]),
    '✅ **Resolved: it no longer works.**',
  ],
  [
    'it works',
    comment([addedFinding(1, {}, { status: 'active' })]),
    '**It still works: revoke or rotate it at GitHub now.**',
  ],
  ['in a text', comment([textFinding(1)]), 'former versions stay readable'],
  [
    'whose',
    comment([addedFinding(1, {}, { inventory: sampleMatch })]),
    'owner: team-payments · production · agent deploy-bot (`payments-deploy-token`)',
  ],
  [
    'of trial',
    comment([addedFinding(1)], factsWith({}, [[1, 'trial']])),
    'its rule is on trial and fails no check',
  ],
  [
    'elsewhere too',
    comment([addedFinding(1), addedFinding(1, { path: 'b.env' })]),
    'It also stands in:\n\n- [`b.env:3`]',
  ],
])('%s', ([, text, expected]) => {
  expect(text).toContain(expected)
})

test('a resolved one asks for nothing', () => {
  const text = comment([addedFinding(1)], factsWith(), { kind: 'resolved', why: 'suppressed' })
  expect(text).toContain('✅ **Resolved: it may stay, by the policy.**')
  expect(text).not.toMatch(/stanch incident|Revoke/)
})

test('in public neither why it is resolved nor whose it is', () => {
  const facts = factsWith({ isPublic: true })
  const found = addedFinding(1, {}, { status: 'inactive', inventory: sampleMatch })
  expect(comment([found], facts)).toContain('✅ **Resolved.**')
  const open = comment([found], facts, { kind: 'open' })
  expect(open).toContain('owner: inventory record `payments-deploy-token`')
  expect(open).not.toContain('team-payments')
})

test('what is in no commit any more is told by what its comment has kept', () => {
  const marker = { id: '3f9a1c2e:0123456789abcdef', rule: 'stripe-key', commit: first }
  const former = { marker, commentUrl: 'https://github.com/x', stillReadableIn: first }
  const text = renderFormerComment(
    former,
    { kind: 'pushed-away', stillReadableIn: first },
    factsWith(),
  )
  expect(text).toContain(`still readable in commit ${link(first)}`)
  expect(readMarker(text)).toEqual(marker)
})

test('where there is an entry for it the comment says where, and not for an active one', () => {
  const suppression = {
    file: '.stanch-suppressions.yaml',
    repository: undefined,
    salt: '0'.repeat(32),
    isNew: false,
    expires: '2027-01-01',
    entries: [{ fingerprint: fingerprintFor(1), rule: 'github-token', secret: '1'.repeat(64) }],
    left: 0,
    withheld: 0,
  }
  const facts = factsWith({ suppression })
  const hint =
    'The [summary of the check](<https://github.com/acme/shop/pull/12/checks>) has an entry'
  expect(comment([addedFinding(1)], facts)).toContain(hint)
  expect(comment([addedFinding(2)], facts)).not.toContain('entry')
  const active = addedFinding(1, {}, { status: 'active' })
  expect(comment([active], facts)).not.toContain('entry')
  expect(comment([active], { ...facts, isPublic: true })).toContain(hint)
  const later = { ...suppression, salt: '1'.repeat(32), expires: '2027-01-02' }
  expect(comment([addedFinding(1)], { ...facts, suppression: later })).toBe(
    comment([addedFinding(1)], facts),
  )
})

test('a text that is gone was not pushed away', () => {
  const marker = { id: '3f9a1c2e:0123456789abcdef', rule: 'stripe-key', commit: undefined }
  const former = { marker, commentUrl: 'https://github.com/x', stillReadableIn: undefined }
  const standing = { kind: 'pushed-away', stillReadableIn: undefined } as const
  expect(renderFormerComment(former, standing, factsWith())).toContain(
    '**Deleted or edited is not gone:** it may have been read.',
  )
})

test('a marker is read as it was written, in every run, and only where it is one', () => {
  const kept = { ephemeral: false }
  const inFile = markerOf([addedFinding(1)], kept)
  expect(readMarker(`${writeMarker(inFile)}\r\ny`)).toEqual(inFile)
  expect(readMarker(`x\n${writeMarker(inFile)}\ny`)).toBeUndefined()
  expect(writeMarker(inFile).startsWith(markerStart)).toBe(true)
  const inText = markerOf([textFinding(1)], kept)
  expect(inText.commit).toBeUndefined()
  expect(readMarker(writeMarker(inText))).toEqual(inText)
  fc.assert(fc.property(hostileText, (text) => readMarker(text) === undefined))
})

test('without a key the marker is of the place: the same for every value, another for another place', () => {
  const made = { ephemeral: true }
  const here = markerOf([addedFinding(1)], made)
  expect(here.id).toMatch(/^at:[0-9a-f]{16}$/)
  expect(markerOf([addedFinding(1, {}, { fingerprint: fingerprintFor(8) })], made)).toEqual(here)
  expect(markerOf([addedFinding(1, { path: 'b.env' })], made).id).not.toBe(here.id)
  expect(markerOf([addedFinding(2)], made).id).not.toBe(here.id)
  expect(readMarker(writeMarker(here))).toEqual(here)
})

test('no name, path or login adds a tag, a link or a mention', () => {
  const write = (text: string) =>
    comment([
      addedFinding(
        1,
        { path: text },
        {
          name: text,
          provider: text,
          redacted: text,
          inventory: { ...sampleMatch, id: text, owner: text },
        },
      ),
      textFinding(1, { user: text }),
    ])
  const isCode = (tag: string) => /^\/?code$/.test(tag)
  const shapeOf = (text: string) =>
    tagsOf(renderMarkdown(write(text))).filter((tag) => !isCode(tag))
  const bare = shapeOf('y')
  fc.assert(
    fc.property(
      hostileText.filter((text) => text !== ''),
      (text) => {
        expect(shapeOf(text)).toEqual(bare)
        expect(looseTextOf(renderMarkdown(write(text)))).not.toMatch(
          /@\w|#\d|GH-\d|https?:|www\.|:\w+:/,
        )
      },
    ),
    { numRuns: 150 },
  )
})

test('a comment fits into what GitHub takes', () => {
  const long = `${'&'.repeat(4000)}.env`
  const findings = Array.from({ length: 60 }, (_, at) =>
    addedFinding(1, { path: `${at}/${long}` }, { name: long, line: at + 1 }),
  )
  expect(comment(findings).length).toBeLessThanOrEqual(65_536)
})

test.for<[string, readonly Finding[], Standing]>([
  ['at the head', [addedFinding(1)], { kind: 'open' }],
  ['one place left', [gone, addedFinding(1, { path: 'b' })], { kind: 'open' }],
  ['in a text', [gone, textFinding(1)], { kind: 'open' }],
  [
    'nobody knows',
    [{ ...gone, origin: { kind: 'git', path: '', part: 'message', commit: first } }],
    { kind: 'open' },
  ],
  ['deleted', [gone], { kind: 'line-deleted', stillReadableIn: first }],
  ['dead', [addedFinding(1, {}, { status: 'inactive' })], { kind: 'resolved', why: 'inactive' }],
])('%s', ([, findings, expected]) => {
  expect(standingOf(findings)).toEqual(expected)
})

test('of commits that were pushed away and ones that were not the kept one is named', () => {
  const other = addedFinding(2, { inHead: false })
  const pushedAway = new Set([first])
  expect(standingOf([gone, other], pushedAway)).toEqual({
    kind: 'line-deleted',
    stillReadableIn: commitFor(2),
  })
  const away = { kind: 'pushed-away', stillReadableIn: first }
  expect(standingOf([gone], pushedAway)).toEqual(away)
  const message = { kind: 'git', path: '', part: 'message', commit: first } as const
  expect(standingOf([{ ...gone, origin: message }], pushedAway)).toEqual(away)
})
