import { orderFindings } from '../../report/order-findings.ts'
import type { FoundSecret } from '../found-secret.ts'

/** As {@link orderFindings}, with what was found. */
export function orderFound(found: readonly FoundSecret[]): FoundSecret[] {
  const foundBy = new Map(found.map((item) => [item.finding, item]))
  return orderFindings([...foundBy.keys()]).map((finding) => foundBy.get(finding)!)
}
