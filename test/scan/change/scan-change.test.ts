import { expect, test } from 'vitest'
import { Forge, line, range, secretsIn, scanLocally } from './forge.ts'

test('first', async () => {
  const forge = await Forge.start()
  const base = forge.commit({ a: line(1) })
  for (let at = 0; at < 40; at++) forge.commit({ c: `${at}\n` })
  const base2 = forge.commit({ a: line(1) })
  forge.git('checkout', '-q', '-b', 'topic')
  forge.commit({ b: line(2) })
  const head = forge.commit({ b: 'gone\n' })
  forge.push()
  for (const options of [
    ['--depth=1'],
    [],
    ['--depth=2'],
    ['--filter=blob:none'],
    ['--filter=tree:0'],
    ['--depth=1', '--filter=blob:none'],
  ]) {
    const result = await forge.scan(
      range(base2, head),
      await forge.clone('refs/heads/topic', ...options),
    )
    console.log(
      options,
      secretsIn(result),
      JSON.stringify(result.coverage.problems),
      JSON.stringify(result.coverage.change),
    )
  }
  const result = await forge.scan(range(base, head), undefined)
  console.log(
    secretsIn(result),
    JSON.stringify(result.coverage.problems),
    JSON.stringify(result.coverage.change),
  )
  console.log(forge.requests)
  const local = await scanLocally(forge.work, range(base2, head))
  console.log(secretsIn(local), JSON.stringify(local.coverage))
  expect(1).toBe(1)
})
