import type { ReportOptions } from './report-options.ts'
import type { Report } from './scan-result.ts'

type CreateReport = (options: ReportOptions) => Report

/** Each format's module is loaded when it is asked for: most runs write text and nothing else. */
const loaders = {
  text: async () => (await import('./text-report.ts')).createTextReport,
  json: async () => (await import('./json-report.ts')).createJsonReport,
  jsonl: async () => (await import('./jsonl-report.ts')).createJsonlReport,
  sarif: async () => (await import('./sarif-report.ts')).createSarifReport,
  github: async () => (await import('./github-report.ts')).createGithubReport,
  gitlab: async () => (await import('./gitlab-report.ts')).createGitlabReport,
  'code-quality': async () => (await import('./code-quality-report.ts')).createCodeQualityReport,
  junit: async () => (await import('./junit-report.ts')).createJunitReport,
  csv: async () => (await import('./csv-report.ts')).createCsvReport,
} satisfies Readonly<Record<string, () => Promise<CreateReport>>>

export type ReportFormat = keyof typeof loaders

/** In the order in which help lists them. */
export const reportFormats = Object.keys(loaders) as readonly ReportFormat[]

export function isReportFormat(name: string): name is ReportFormat {
  return Object.hasOwn(loaders, name)
}

/** A report is used for one scan: `onFinding` for each finding, then `onEnd` once. */
export async function loadReport(format: ReportFormat, options: ReportOptions): Promise<Report> {
  const createReport: CreateReport = await loaders[format]()
  return createReport(options)
}
