import type { PlanStep } from './plan.ts'

/** As journals write it: `aws-iam/deactivate`; empty for what a person does. */
export function actionOf({ adapter, action }: Pick<PlanStep, 'adapter' | 'action'>): string {
  return adapter === undefined || action === undefined ? '' : `${adapter}/${action}`
}
