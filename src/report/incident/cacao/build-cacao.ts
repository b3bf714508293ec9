import type { CacaoPlaybook } from './cacao-playbook.ts'
import { cacaoWorkflow, type CacaoWorkflowDraft } from './cacao-workflow.ts'

type Own = Pick<
  CacaoPlaybook,
  'name' | 'description' | 'severity' | 'impact' | 'labels' | 'playbook_variables'
>

/**
 * A playbook around its steps, what names it first.
 *
 * @param at when it is exported, `YYYY-MM-DDTHH:MM:SS.sssZ`
 */
export function buildCacao(draft: CacaoWorkflowDraft, at: string, own: Own): CacaoPlaybook {
  const { id, playbook_activities, playbook_processing_summary, created_by, ...workflow } =
    cacaoWorkflow(draft)
  const { name, description, ...rated } = own
  return {
    type: 'playbook',
    spec_version: 'cacao-2.0',
    id,
    name,
    description,
    playbook_types: ['mitigation', 'remediation'],
    playbook_activities,
    playbook_processing_summary,
    created_by,
    created: at,
    modified: at,
    ...rated,
    ...workflow,
  }
}
