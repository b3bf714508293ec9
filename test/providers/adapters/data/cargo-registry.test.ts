import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cargoRegistry } from '../../../../src/providers/adapters/data/cargo-registry.ts'

let home = ''
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'cargo-'))
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

test.for<[string, string, Record<string, string>, string | undefined]>([
  ['nothing is configured', '', {}, undefined],
  ['crates.io by name', '[registry]\ndefault = "crates-io"\n', {}, undefined],
  [
    'a sparse index of the user',
    '[registry]\ndefault = "work"\n[registries.work]\nindex = "sparse+https://crates.example.org/index/"\n',
    {},
    'https://crates.example.org',
  ],
  [
    'an index in git says nothing of its interface',
    '[registry]\ndefault = "work"\n[registries.work]\nindex = "https://git.example.org/index"\n',
    {},
    undefined,
  ],
  [
    'variables go first',
    '[registry]\ndefault = "crates-io"\n',
    {
      CARGO_REGISTRY_DEFAULT: 'my-work',
      CARGO_REGISTRIES_MY_WORK_INDEX: 'sparse+https://other.example.org/',
    },
    'https://other.example.org',
  ],
  ['plain http is none', '', { CARGO_REGISTRY_DEFAULT: 'w', CARGO_REGISTRIES_W_INDEX: 'sparse+http://x.org/' }, undefined], // prettier-ignore
  ['a file that is no TOML', '[[[', {}, undefined],
])('%s', ([, toml, env, expected]) => {
  writeFileSync(join(home, 'config.toml'), toml)
  expect(cargoRegistry({ CARGO_HOME: home, ...env })).toBe(expected)
})
