import type { ScanResult } from '../../report/scan-result.ts'
import { reasonOf, StanchError } from '../../text/error.ts'

/**
 * A scanned change with what it would alter of the policy; that can be asked only once its commits are there. What is not known
 * is a problem.
 *
 * @param result of a change
 */
export async function withPolicyEdits(
  result: ScanResult,
  find: () => Promise<readonly string[]>,
): Promise<ScanResult> {
  const { coverage } = result
  const change = coverage.change!
  try {
    const policy = { ...change.policy, edits: await find() }
    return { ...result, coverage: { ...coverage, change: { ...change, policy } } }
  } catch (error) {
    if (!(error instanceof StanchError)) throw error
    const reason = `not known whether the change alters it: ${reasonOf(error).split('\n')[0]}`
    const problems = [...coverage.problems, { path: 'policy', reason }]
    return { ...result, coverage: { ...coverage, problems, complete: false } }
  }
}
