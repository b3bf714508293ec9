import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hmslColumn } from '../../src/cli/inventory/hmsl-column.ts'
import { bytesOfUtf8 } from '../../src/text/bytes.ts'
import { sampleToken } from '../inventory/known-secret.ts'
import { makeDirectory } from './run-stanch.ts'

function write(told: { event?: object; isPublic?: boolean; isOn?: boolean }) {
  const cwd = makeDirectory({ 'event.json': JSON.stringify(told.event ?? {}) })
  const warnings: string[] = []
  const warn = (_: object, message: string) => warnings.push(message)
  const column = hmslColumn({
    isOn: told.isOn ?? true,
    ...(told.isPublic !== undefined && { isPublic: told.isPublic }),
    env: { GITHUB_EVENT_PATH: join(cwd, 'event.json') },
    log: { debug: warn, info: warn, warn, error: warn },
  })
  const hashes = ['hunter2-hunter2', sampleToken(1), sampleToken(2)].map((value) =>
    column?.(bytesOfUtf8(value)),
  )
  return { hashes, warnings }
}

test('off by default, and then nothing is hashed or said', () => {
  expect(write({ isOn: false })).toEqual({
    hashes: [undefined, undefined, undefined],
    warnings: [],
  })
})

test.for([
  [
    'a private repository',
    { event: { repository: { private: true } } },
    /do not commit it to a public/,
  ],
  ['nothing known of it', {}, /do not commit it to a public/],
  [
    'a public repository, as GitHub says',
    { event: { repository: { private: false } } },
    /repository is public/,
  ],
  ['a public repository, as is typed', { isPublic: true }, /repository is public/],
] as const)('what it means is said once, for what is hashed: %s', ([, told, expected]) => {
  const { hashes, warnings } = write(told)
  expect(hashes).toEqual([
    undefined,
    expect.stringMatching(/^[0-9a-f]{64}$/),
    expect.stringMatching(/^[0-9a-f]{64}$/),
  ])
  expect(warnings).toEqual([expect.stringMatching(expected)])
})
