import { expect, test } from 'vitest'
import {
  writeSuppressionEntries,
  type SuppressionProposal,
} from '../../../src/report/change/suppression-entry.ts'
import { parseSuppressions } from '../../../src/scan/suppressions/parse-suppressions.ts'

const proposal: SuppressionProposal = {
  file: '.stanch-suppressions.yaml',
  repository: undefined,
  salt: '00112233445566778899aabbccddeeff',
  isNew: true,
  expires: '2027-02-24',
  left: 0,
  withheld: 0,
  entries: [
    { fingerprint: 'v1:a:b', rule: 'github-token', secret: 'a'.repeat(64) },
    { fingerprint: 'v1:a:c', rule: '1e5', secret: '7'.repeat(64) },
  ],
}

const filled = (yaml: string) =>
  yaml.replaceAll(/owner: ''.*/g, 'owner: team-a').replaceAll(/reason: ''.*/g, 'reason: an example')

test('as pasted it is refused, so that nobody hides anything without a name and a reason', () => {
  const parse = () => parseSuppressions(writeSuppressionEntries(proposal), 'a.yaml')
  expect(parse).toThrow(/owner: expected a team or mail address/)
  expect(parse).toThrow(/reason: expected why this may stay/)
})

test('with both filled in it is a file of suppressions', () => {
  const { entries, salt } = parseSuppressions(filled(writeSuppressionEntries(proposal)), 'a.yaml')
  expect(Buffer.from(salt).toString('hex')).toBe(proposal.salt)
  expect(entries.map(({ rule, secret, expires }) => ({ rule, secret, expires }))).toEqual(
    proposal.entries.map(({ rule, secret }) => ({ rule, secret, expires: '2027-02-24' })),
  )
})

test('where there is a file, only entries are written, to stand below its own', () => {
  const more = writeSuppressionEntries({ ...proposal, isNew: false })
  const own = `version: 1\nsalt: '${proposal.salt}'\nentries:\n`
  expect(parseSuppressions(filled(own + more), 'a.yaml').entries).toHaveLength(2)
})
