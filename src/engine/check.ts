import type { CompiledRule } from '../rules/rule-pack.ts'
import { checksums } from '../rules/checksum.ts'
import type { Confidence } from '../rules/rule.ts'
import { shannonEntropy } from '../text/entropy.ts'
import { tokenEfficiency } from '../text/token-efficiency.ts'
import type { Status } from './finding.ts'
import { isPlaceholder } from './placeholder.ts'
import { looksRandom } from './random-looking.ts'

/** What the checks say of a secret that a pattern matched; `undefined`: it is none. */
export interface Verdict {
  readonly confidence: Confidence
  readonly status: Status
}

/**
 * @param secret one character per byte
 * @param except the rule's `except` patterns, ready to search
 */
export function checkSecret(
  rule: CompiledRule,
  secret: string,
  except: (secret: string) => boolean,
): Verdict | undefined {
  if (rule.checksum) {
    const isValid = checksums[rule.checksum](secret)
    if (isValid)
      return except(secret) ? undefined : { confidence: rule.confidence, status: 'unverified' }
    if (isPlaceholder(secret.slice(rule.visiblePrefix))) return undefined
    return { confidence: 'low', status: 'invalid-format' }
  }
  if (rule.entropyMin > 0 && shannonEntropy(secret) < rule.entropyMin) return undefined
  if (!rule.isImported && isPlaceholder(secret.slice(rule.visiblePrefix))) return undefined
  if (except(secret)) return undefined
  if (rule.tokenEfficiencyMax !== undefined && tokenEfficiency(secret) > rule.tokenEfficiencyMax) {
    return undefined
  }
  const isWordy = rule.surprisalMin !== undefined && !looksRandom(secret, rule.surprisalMin)
  return { confidence: isWordy ? 'low' : rule.confidence, status: 'unverified' }
}
