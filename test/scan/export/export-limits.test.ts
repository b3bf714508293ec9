import { expect, test } from 'vitest'
import { defaultConfiguration } from '../../../src/scan/configuration.ts'
import { exportLimits } from '../../../src/scan/export/export-limits.ts'

const { limits } = defaultConfiguration

test('an export may be large where no configuration says otherwise', () => {
  expect(exportLimits(limits)).toMatchObject({ archiveBytes: Infinity, streamBytes: Infinity })
  expect(exportLimits(limits)).toMatchObject({ entryBytes: 2 ** 28, archiveRatio: 200 })
})

test('what a configuration limits stays limited', () => {
  const stated = exportLimits({ ...limits, archiveBytes: 5000, entryBytes: 100 })
  expect(stated).toMatchObject({ archiveBytes: 5000, streamBytes: 100, entryBytes: 100 })
})
