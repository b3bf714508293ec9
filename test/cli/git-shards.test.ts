import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commit, makeHistory, withoutTime } from './history-repository.ts'
import { run, type Ended } from './run-stanch.ts'

function scan(cwd: string, ...args: readonly string[]) {
  return run(['scan', 'git', '--format', 'json', ...args], { cwd })
}

/** Scans each shard into a file. @returns the files */
async function scanShards(cwd: string, count: number): Promise<string[]> {
  const files: string[] = []
  for (let index = 1; index <= count; index++) {
    const { stdout, status } = await scan(cwd, '--shard', `${index}/${count}`)
    expect(status).not.toBe(2)
    files.push(join(cwd, '.git', `${index}.json`))
    writeFileSync(files.at(-1)!, stdout)
  }
  return files
}

const merge = (cwd: string, files: readonly string[]) =>
  run(['report', 'merge', ...files, '--format', 'json'], { cwd })

let whole: Ended | undefined

test.for([1, 2, 3, 5, 16])(
  '%i shards, merged, say what one scan says',
  async (count) => {
    const cwd = makeHistory()
    const files = await scanShards(cwd, count)
    whole ??= await scan(cwd)
    const merged = await merge(cwd, files.toReversed())
    expect(withoutTime(merged.stdout)).toBe(withoutTime(whole.stdout))
    expect(merged.status).toBe(whole.status)
  },
  60_000,
)

test('shards of a repository that has moved on between them are refused', async () => {
  const cwd = makeHistory()
  const [first] = await scanShards(cwd, 2)
  commit(cwd, { 'z.txt': 'later\n' })
  const [, second] = await scanShards(cwd, 2)
  writeFileSync(join(cwd, '.git/first.json'), (await scan(cwd, '--shard', '1/2')).stdout)
  const fresh = await merge(cwd, [join(cwd, '.git/first.json'), second!])
  expect(fresh.status).toBe(1)
  const old = await scan(cwd, '--shard', '1/2', '--min-confidence', 'low')
  writeFileSync(first!, old.stdout)
  expect((await merge(cwd, [first!, second!])).status).toBe(2)
})
