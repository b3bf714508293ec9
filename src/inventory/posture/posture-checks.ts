import { connectorChecks } from './connector-checks.ts'
import { agentChecks } from './files/agent-checks.ts'
import type { FileCheck } from './files/file-check.ts'
import { workflowChecks } from './files/workflow-checks.ts'
import { leakChecks } from './leak-checks.ts'
import type { PostureCheck } from './posture-check.ts'
import { recordChecks } from './record-checks.ts'
import { sharedChecks } from './shared-checks.ts'

export const fileChecks: readonly FileCheck[] = [...workflowChecks, ...agentChecks]

/** All checks, family by family. */
export const postureChecks: readonly PostureCheck[] = [
  ...sharedChecks,
  ...recordChecks,
  ...leakChecks,
  ...fileChecks,
  ...connectorChecks,
]
