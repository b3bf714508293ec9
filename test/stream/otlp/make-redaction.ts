import type { RedactionPolicy } from '../../../src/redact/policy.ts'
import type { Masked, Withheld } from '../../../src/redact/observer.ts'
import { tokenOf } from '../../../src/redact/token.ts'
import { loadRedactor } from '../../../src/scan/load-redactor.ts'
import { MaskGate } from '../../../src/stream/otlp/mask-gate.ts'
import type { ExportRedaction } from '../../../src/stream/otlp/redact-export.ts'
import { bytesOfLatin1 } from '../../../src/text/bytes.ts'
import { fingerprintKeyOf } from '../../../src/text/fingerprint.ts'

export const key = fingerprintKeyOf(new Uint8Array(32).fill(7))

export interface TestRedaction extends ExportRedaction {
  readonly masked: Masked[]
  readonly withheld: Withheld[]
}

/** Real rules, as the proxy has them. */
export function makeRedaction(policy: Partial<RedactionPolicy> = {}): TestRedaction {
  const gate = new MaskGate()
  const { onMasked, onWithheld } = gate
  const redactor = loadRedactor({ keys: [key], readsOn: false, ...policy, onMasked, onWithheld })
  const masked: Masked[] = []
  const withheld: Withheld[] = []
  gate.onMaskedOnce = (mask) => masked.push(mask)
  gate.onWithheldOnce = (record) => {
    withheld.push(record)
    return undefined
  }
  return { redactor, gate, masked, withheld }
}

export function tokenFor(rule: string, secret: string): string {
  return tokenOf(rule, bytesOfLatin1(secret), key)
}
