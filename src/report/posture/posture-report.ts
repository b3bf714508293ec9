import type { ReportOptions } from '../report-options.ts'
import type { AuditResult } from './audit-result.ts'

/** What formats of audits need besides the result. */
export type PostureReportOptions = Pick<
  ReportOptions,
  'color' | 'hyperlinks' | 'width' | 'allPlaces' | 'toolVersion' | 'startedAt' | 'endedAt'
>

/** Writes a whole audit in one format; does not throw. */
export type PostureReport = (result: AuditResult, options: PostureReportOptions) => string
