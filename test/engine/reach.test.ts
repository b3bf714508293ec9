import { expect, test } from 'vitest'
import { nearBytes, nearBytesMax, reachOf } from '../../src/engine/reach.ts'
import { readRulePack } from '../../src/scan/load-engine.ts'

test('hardly any rule looks far: versions of a text with its anchor are looked at whole', () => {
  const far = readRulePack().rules.filter((rule) => reachOf(rule).isFar)
  expect(far.length).toBeGreaterThan(5)
  expect(far.length).toBeLessThan(40)
})

test('no anchor’s reach is shorter than the match it can make', () => {
  for (const rule of readRulePack().rules) {
    const { before, behind } = reachOf(rule)
    if (Number.isFinite(rule.lengthMax)) expect(behind, rule.id).toBeGreaterThan(rule.lengthMax)
    if (rule.anchors.kind === 'literals') {
      expect(before, rule.id).toBeGreaterThan(rule.anchors.before)
    }
  }
  expect(nearBytesMax).toBeGreaterThan(nearBytes)
})
