import type {
  Adapter,
  AdapterAction,
  EffectAction,
  EvidenceAction,
} from '../../../incident/adapter.ts'
import type { OpenFile } from './begin-action.ts'
import { describeAction } from './describe-action.ts'
import type { ProviderAction } from './provider-schema.ts'
import { checkEffect, runEffect } from './run-effect.ts'
import { runEvidence } from './run-evidence.ts'
import { runProbe } from './run-probe.ts'

/** The adapter that a file of `rules/providers/` describes. */
export function openDataAdapter(open: OpenFile): Adapter {
  const { id, name, rules, actions, manual } = open.file
  return {
    id,
    name,
    rules,
    actions: actions.map((action) => toAction(open, action)),
    ...(manual && { manual }),
  }
}

function toAction(open: OpenFile, action: ProviderAction): AdapterAction {
  const { name, kind } = action
  const describe: AdapterAction['describe'] = (subject) => describeAction(open, action, subject)
  if (kind === 'probe')
    return {
      name,
      kind,
      describe,
      run: (context) => runProbe(open, action, context, false),
      control: (context) => runProbe(open, action, context, true),
    }
  if (isReading(kind))
    return { name, kind, describe, run: (context) => runEvidence(open, action, context) }
  return {
    name,
    kind,
    describe,
    run: (context) => runEffect(open, action, context),
    check: (context) => checkEffect(open, action, context),
    ...(action.batchMax !== undefined && { batchMax: action.batchMax }),
  } satisfies EffectAction
}

function isReading(
  kind: Exclude<ProviderAction['kind'], 'probe'>,
): kind is EvidenceAction['kind'] & typeof kind {
  return ['identify', 'evidence', 'minted', 'drain'].includes(kind)
}
