import type { GithubOrigin, GitOrigin } from '../../../src/engine/document.ts'
import type { Finding, InventoryMatch } from '../../../src/engine/finding.ts'
import type { ChangeFacts, ExposureVerdict } from '../../../src/report/change/change-facts.ts'
import type { ChangeCoverage, Coverage, ScanResult } from '../../../src/report/scan-result.ts'
import { findingWith, fingerprintFor, resultOf } from '../sample-result.ts'

/** A full name of a commit that differs by `seed`. */
export function commitFor(seed: number): string {
  return ((seed + 1) * 0x9e3779b1).toString(16).padStart(10, 'a').repeat(4).slice(0, 40)
}

export const baseCommit = commitFor(100)
export const headCommit = commitFor(101)

export function addedFinding(
  seed: number,
  origin: Partial<GitOrigin> = {},
  changes: Partial<Finding> = {},
): Finding {
  return findingWith({
    origin: {
      kind: 'git',
      path: 'config/prod.env',
      blob: commitFor(seed + 50),
      commit: commitFor(seed),
      author: 'Ann Lee <ann@mail.test>',
      date: '2026-11-20T09:12:00Z',
      inHead: true,
      ...origin,
    },
    fingerprint: fingerprintFor(seed),
    ...changes,
  })
}

export function textFinding(
  seed: number,
  origin: Partial<GithubOrigin> = {},
  changes: Partial<Finding> = {},
): Finding {
  return findingWith({
    origin: {
      kind: 'github',
      path: 'acme/shop/pull/12',
      repository: 'acme/shop',
      number: 12,
      part: 'comment',
      url: 'https://github.com/acme/shop/pull/12#issuecomment-7',
      user: 'ann-lee',
      time: '2026-11-21T10:34:09Z',
      ...origin,
    },
    fingerprint: fingerprintFor(seed),
    line: 1,
    endLine: 1,
    ...changes,
  })
}

export const sampleMatch: InventoryMatch = {
  id: 'payments-deploy-token',
  owner: 'team-payments',
  tenant: null,
  environment: 'production',
  agent: 'deploy-bot',
  tool: null,
  purpose: null,
  state: 'active',
  form: 'raw',
}

export const changeCoverage: ChangeCoverage = {
  commits: { scanned: 12, total: 12 },
  files: 34,
  fileBytes: 184_000,
  texts: 5,
  policy: { at: baseCommit, edits: [] },
}

export function changeResult(
  findings: readonly Finding[],
  change: Partial<ChangeCoverage> = {},
  coverage: Partial<Coverage> = {},
): ScanResult {
  return resultOf(findings, { change: { ...changeCoverage, ...change }, ...coverage })
}

export function factsWith(
  changes: Partial<ChangeFacts> = {},
  judged: readonly (readonly [seed: number, verdict: ExposureVerdict])[] = [],
): ChangeFacts {
  return {
    repository: 'acme/shop',
    serverUrl: 'https://github.com',
    isPublic: false,
    eventName: 'pull_request',
    pull: { number: 12, url: 'https://github.com/acme/shop/pull/12', isFork: false },
    range: { base: baseCommit, head: headCommit },
    verdict: {
      conclusion: 'failure',
      failOn: 'any',
      onIncomplete: 'fail',
      judged: new Map(judged.map(([seed, said]) => [fingerprintFor(seed), said])),
    },
    comments: { kind: 'none', why: 'comments are switched off' },
    former: [],
    ...changes,
  }
}
