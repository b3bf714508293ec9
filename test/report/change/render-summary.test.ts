import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ChangeFacts } from '../../../src/report/change/change-facts.ts'
import { renderSummary } from '../../../src/report/change/render-summary.ts'
import type { ScanResult } from '../../../src/report/scan-result.ts'
import { fingerprintFor } from '../sample-result.ts'
import { hostileText } from './hostile-text.ts'
import { addressesOf, looseTextOf, renderMarkdown, tagsOf } from './render-markdown.ts'
import {
  addedFinding,
  baseCommit,
  changeResult,
  commitFor,
  factsWith,
  sampleMatch,
  textFinding,
} from './sample-change.ts'

const passed = { conclusion: 'success', failOn: 'any', onIncomplete: 'fail' } as const

function firstLineOf(result: ScanResult, facts: ChangeFacts): string {
  return renderSummary(result, facts).split('\n', 1)[0]!
}

test('where nothing was found there are two lines', () => {
  const facts = factsWith({ verdict: { ...passed, judged: new Map() } })
  expect(renderSummary(changeResult([]), facts)).toBe(
    '### ✅ No secrets in 12 commits, 34 files, 5 texts\n\n' +
      '**Coverage: complete.** 12 of 12 commits · 34 files, 184 kB · 5 texts · 214 rules · 830 ms · ' +
      `policy of base [\`${baseCommit.slice(0, 10)}\`](<https://github.com/acme/shop/commit/${baseCommit}>)\n`,
  )
})

const problems = [{ path: 'a.zip', reason: 'damaged' }]
const weak = { severity: 'low', confidence: 'medium' } as const

test.for<[string, ScanResult, ChangeFacts, string]>([
  [
    'a secret that fails',
    changeResult([addedFinding(1)]),
    factsWith(),
    '### ❌ 1 secret in 12 commits, 34 files, 5 texts',
  ],
  [
    'files are not counted',
    changeResult([], { files: undefined as never, texts: 0 }),
    factsWith({ verdict: { ...passed, judged: new Map() } }),
    '### ✅ No secrets in 12 commits, 184 kB',
  ],
  [
    'incomplete fails, and never looks like nothing',
    changeResult([], { commits: { scanned: 12, total: 31 } }, { problems, complete: false }),
    factsWith(),
    '### ❌ Incomplete: no secrets in what could be read of 31 commits, 34 files, 5 texts',
  ],
  [
    'incomplete and neutral',
    changeResult([], {}, { problems, complete: false }),
    factsWith({
      verdict: { ...passed, conclusion: 'neutral', onIncomplete: 'neutral', judged: new Map() },
    }),
    '### ⚠️ Incomplete: no secrets in what could be read of 12 commits, 34 files, 5 texts',
  ],
  [
    'incomplete with secrets',
    changeResult([addedFinding(1)], {}, { problems, complete: false }),
    factsWith(),
    '### ❌ 1 secret in 12 commits, 34 files, 5 texts, and not everything could be read',
  ],
  [
    'trial only',
    changeResult([addedFinding(1)]),
    factsWith({ verdict: { ...passed, judged: new Map([[fingerprintFor(1), 'trial']]) } }),
    '### ✅ 1 finding of a rule on trial in 12 commits, 34 files, 5 texts',
  ],
  [
    'below the limit',
    changeResult([addedFinding(1, {}, weak)]),
    factsWith({
      verdict: { ...passed, failOn: 'high', judged: new Map([[fingerprintFor(1), 'below']]) },
    }),
    '### ✅ 1 secret below the limit in 12 commits, 34 files, 5 texts',
  ],
  [
    'some of each',
    changeResult([addedFinding(1), addedFinding(2), addedFinding(3)]),
    factsWith({}, [
      [2, 'below'],
      [3, 'trial'],
    ]),
    '### ❌ 2 secrets (1 below the limit) and 1 finding of a rule on trial in 12 commits, 34 files, 5 texts',
  ],
])('%s', ([, result, facts, expected]) => {
  expect(firstLineOf(result, facts)).toBe(expected)
})

test('a row has the exact line at the commit, since when, and that it is still readable', () => {
  const found = addedFinding(1, { path: 'a b/c.md', inHead: false }, { line: 7 })
  const text = renderSummary(changeResult([found]), factsWith())
  const commit = commitFor(1)
  expect(text).toContain(`href="https://github.com/acme/shop/blob/${commit}/a%20b/c.md?plain=1#L7"`)
  expect(text).toContain('line deleted, <b>still readable</b> in <a href="https://github.com/acme')
  expect(text).toContain('stanch scan pr acme/shop#12 --format json > scan.json')
  expect(text).toContain('stanch incident open scan.json --finding 9e3779b1')
})

test('a row has the page where it is revoked, if there is one', () => {
  const rowWith = (page: string) =>
    renderSummary(
      changeResult([addedFinding(1)]),
      factsWith({ revokePages: new Map([['github-token', page]]) }),
    )
  const page = 'https://github.com/settings/tokens'
  expect(rowWith(page)).toContain(` · <b><a href="${page}">revoke</a></b></sub>`)
  expect(rowWith('javascript:alert(1)')).toBe(
    renderSummary(changeResult([addedFinding(1)]), factsWith()),
  )
})

test('commits that a forced push took away are named as such', () => {
  const found = addedFinding(1, { inHead: false })
  const facts = factsWith({ pushedAway: new Set([commitFor(1)]) })
  expect(renderSummary(changeResult([found]), facts)).toContain(
    'pushed away, <b>still readable</b>',
  )
})

test('a text is a link to it, with who wrote it', () => {
  const text = renderSummary(changeResult([textFinding(1)]), factsWith())
  expect(text).toContain(
    '<a href="https://github.com/acme/shop/pull/12#issuecomment-7"><code>comment by ann-lee on #12</code></a>',
  )
})

test('problems come first, then what the change edits of the policy', () => {
  const text = renderSummary(
    changeResult(
      [addedFinding(1)],
      { policy: { at: `acme/policy@${commitFor(7)}`, edits: ['stanch.yaml', '.stanchignore'] } },
      { problems, complete: false },
    ),
    factsWith(),
  )
  const order = [
    '- `a.zip`: damaged',
    '**This change edits the policy**',
    '**Revoke first, then remove.**',
    '<table>',
    '**Coverage: incomplete.**',
  ]
  const places = order.map((piece) => text.indexOf(piece))
  expect(places.every((at) => at >= 0)).toBe(true)
  expect(places).toEqual(places.toSorted((left, right) => left - right))
  expect(text).toContain(
    '`stanch.yaml`, `.stanchignore`. It was judged by the policy at [`acme/policy@',
  )
})

test('what the policy leaves out is said where the coverage is', () => {
  const skipped = [
    { path: 'tool.bin', reason: 'binary' },
    { path: 'big.txt', reason: 'larger than 9 bytes' },
  ]
  const text = renderSummary(changeResult([], {}, { skipped }), factsWith())
  expect(text).toContain(
    '**Coverage: complete but for what is left out by policy.** 12 of 12 commits',
  )
  expect(text).toContain('2 left out by policy: 1 binary, 1 larger than 9 bytes')
})

test('whose and whether it works are columns only where somebody said so', () => {
  const plain = renderSummary(changeResult([addedFinding(1)]), factsWith())
  expect(plain).not.toMatch(/Whose|Works/)
  const match = { inventory: sampleMatch, status: 'active' } as const
  const text = renderSummary(changeResult([addedFinding(1, {}, match)]), factsWith())
  expect(text).toContain('<code>payments-deploy-token</code><br><sub>team-payments · production')
  expect(text).toContain('Number 1 still works: revoke it now')
})

test('where the key is made for the run, secrets are named by their number', () => {
  const coverage = { key: { kid: '3f9a1c2e', ephemeral: true } }
  const text = renderSummary(changeResult([addedFinding(1)], {}, coverage), factsWith())
  expect(text).toContain('--finding 1\n')
  expect(text).not.toContain('STANCH_KEY')
})

test('after 25 rows the others are folded away', () => {
  const many = Array.from({ length: 26 }, (_, at) => addedFinding(at))
  expect(renderSummary(changeResult(many.slice(0, 25)), factsWith())).not.toContain('<details>')
  const text = renderSummary(changeResult(many), factsWith())
  expect(text).toContain('<details><summary>1 more</summary>\n\n<table>\n')
  expect(text).toContain('stanch incident open scan.json\n')
})

test('an entry is offered for each secret but one that works; in public for all, lest it tell which', () => {
  const result = changeResult([addedFinding(1), addedFinding(2, {}, { status: 'active' })])
  const suppression = {
    file: '.stanch-suppressions.yaml',
    repository: 'acme/policy',
    salt: '0'.repeat(32),
    isNew: true,
    expires: '2027-01-01',
    entries: [1, 2].map((seed) => ({
      fingerprint: fingerprintFor(seed),
      rule: 'github-token',
      secret: String(seed).repeat(64),
    })),
    left: 3,
    withheld: 0,
  }
  const text = renderSummary(result, factsWith({ suppression }))
  expect(text).toContain('Commit this as `.stanch-suppressions.yaml` of `acme/policy`')
  expect(text).toContain('There are 3 further secrets')
  expect(text).toContain('1'.repeat(64))
  expect(text).not.toContain('2'.repeat(64))
  expect(renderSummary(result, factsWith({ suppression, isPublic: true }))).toContain(
    '2'.repeat(64),
  )
})

test('where an entry could be guessed by, only the command is told', () => {
  const suppression = { file: 'a.yaml', repository: undefined, salt: '0'.repeat(32), isNew: true, expires: '2027-01-01', entries: [], left: 0, withheld: 2 } // prettier-ignore
  const text = renderSummary(changeResult([addedFinding(1)]), factsWith({ suppression }))
  expect(text).toContain('Of 2 secrets none is shown')
  expect(text).toContain('`stanch scan --suppress`')
  expect(text).not.toContain('```yaml')
})

test.for([
  [{ onFinding: 'webhook', told: 2, failure: undefined }, 'A webhook told of 2 exposures.'],
  [
    { onFinding: 'webhook', told: 0, failure: 'answered 500' },
    '**The webhook could not be delivered**: answered 500.',
  ],
  [
    { onFinding: 'webhook', told: 1, failure: 'answered 500' },
    'A webhook told of 1 exposure, **but not for all**: answered 500.',
  ],
  [{ onFinding: 'open-incident', told: 0, failure: 'x' }, '**No incident could be opened**: x.'],
] as const)('%j', ([notice, expected]) => {
  const result = changeResult([addedFinding(1)])
  expect(renderSummary(result, factsWith({ notice }))).toContain(expected)
  const shown = renderSummary(result, factsWith({ notice, isPublic: true }))
  expect(shown).not.toContain('answered 500')
})

/** Everything that comes from a change, a forge or a policy is hostile at once. */
function hostileSummary(text: string): string {
  const findings = [
    addedFinding(
      1,
      { path: text },
      { name: text, redacted: text, inventory: { ...sampleMatch, id: text, owner: text } },
    ),
    textFinding(2, { user: text, path: text }, { name: text, provider: text }),
    addedFinding(3, { path: text, part: 'path' }, { rule: text }),
  ]
  const notes = [{ path: text, reason: text }]
  const note = { rule: text, owner: text, reason: text, expires: text, where: text }
  return renderSummary(
    changeResult(
      findings,
      { policy: { at: text, edits: [text] } },
      {
        complete: false,
        problems: notes,
        skipped: notes,
        suppressions: { suppressed: 1, expired: [note], dead: [note] },
      },
    ),
    factsWith({
      comments: { kind: 'none', why: text },
      former: [
        {
          marker: { id: 'at:0123456789abcdef', rule: text, commit: undefined },
          commentUrl: 'https://github.com/x',
          stillReadableIn: undefined,
        },
      ],
      notice: { onFinding: 'webhook', told: 1, failure: text, bounded: 1 },
      suppression: {
        file: text,
        repository: text,
        salt: '0'.repeat(32),
        isNew: true,
        expires: '2027-01-01',
        left: 1,
        withheld: 1,
        entries: [{ fingerprint: fingerprintFor(1), rule: text, secret: '0'.repeat(64) }],
      },
    }),
  )
}

test('no name, path, login or reason adds a tag, a link or a mention', () => {
  const isCode = (tag: string) => /^\/?code$/.test(tag)
  const shapeOf = (text: string) =>
    tagsOf(renderMarkdown(hostileSummary(text))).filter((tag) => !isCode(tag))
  const [ordinary, commit] = [shapeOf('y'), shapeOf('0123456789ab')]
  // Where a policy's commit stands, the name of a commit is a link to it, whatever it is.
  const bareOf = (text: string) => (/^[0-9a-f]{7,64}$/.test(text) ? commit : ordinary)
  const known = new Set(
    addressesOf(renderMarkdown(hostileSummary('y'))).map((one) => new URL(one).host),
  )
  fc.assert(
    fc.property(
      hostileText.filter((text) => text !== ''),
      (text) => {
        const html = renderMarkdown(hostileSummary(text))
        expect(shapeOf(text)).toEqual(bareOf(text))
        for (const address of addressesOf(html)) expect(known).toContain(new URL(address).host)
        expect(looseTextOf(html)).not.toMatch(/@\w|#\d|GH-\d|https?:|www\.|:\w+:/)
      },
    ),
    { numRuns: 150 },
  )
})

test('a large change is cut at 1 MiB, with all that was opened closed', () => {
  const deep = `${'é'.repeat(300)}/`.repeat(12)
  const findings = Array.from({ length: 400 }, (_, at) =>
    addedFinding(at, { path: `${deep}${at}.env` }, { name: `<i>${'&'.repeat(300)}`, line: at + 1 }),
  ).flatMap((one, at) => [one, { ...one, line: at + 900 }, { ...one, line: at + 2000 }])
  const text = renderSummary(changeResult(findings), factsWith())
  expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(1 << 20)
  expect(text).toContain('</table>\n')
  expect(text).toMatch(/This summary was cut at 1 MiB; the report has all of it\.\n$/)
})
