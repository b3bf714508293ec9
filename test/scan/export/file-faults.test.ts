import { expect, test } from 'vitest'
import { FileFaults } from '../../../src/scan/export/file-faults.ts'

test.for<[faults: number, told: readonly string[]]>([
  [0, []],
  [1, ['fault 0']],
  [2, ['fault 0 (and 1 fault more)']],
  [1_001, ['fault 0 (and 1,000 faults more)']],
])('%d faults of a file are told as one', ([count, told]) => {
  const faults = new FileFaults()
  for (let at = 0; at < count; at++) faults.add(`fault ${at}`)
  expect(faults.told()).toEqual(told)
})
