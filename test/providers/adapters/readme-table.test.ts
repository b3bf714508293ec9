import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { describeProviders } from './describe-providers.ts'

test('the table of rules/README.md says what the adapters can do', async () => {
  const readme = readFileSync(new URL('../../../rules/README.md', import.meta.url), 'utf8')
  const table = /\n(\| *provider *\|(?:.*\n)(?:\|.*\n)*)/.exec(readme)?.[1]?.trimEnd()
  // When it differs, put what was received there.
  expect(plain(await describeProviders())).toBe(plain(table ?? ''))
})

/** Without what a formatter pads. */
function plain(table: string): string {
  return table.replaceAll(/ *\| */g, '|').replaceAll(/-{3,}/g, '---')
}
