import type { HttpAnswer } from '../http-client.ts'
import { answerJson } from './simulated-request.ts'

/** https://cloud.google.com/apis/design/errors#error_model */
export function fault(code: number, status: string, details?: readonly object[]): HttpAnswer {
  const error = { code, message: `Simulated ${status}.`, status, ...(details && { details }) }
  return answerJson(code, { error })
}
