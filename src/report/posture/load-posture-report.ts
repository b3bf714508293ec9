import type { PostureReport } from './posture-report.ts'

const loaders = {
  text: async () => (await import('./posture-text.ts')).writePostureText,
  json: async () => (await import('./posture-json.ts')).writePostureJson,
  jsonl: async () => (await import('./posture-json.ts')).writePostureLines,
  sarif: async () => (await import('./posture-sarif.ts')).writePostureSarif,
  github: async () => (await import('./posture-github.ts')).writePostureGithub,
  gitlab: async () => (await import('./posture-gitlab.ts')).writePostureGitlab,
  junit: async () => (await import('./posture-junit.ts')).writePostureJunit,
  csv: async () => (await import('./posture-csv.ts')).writePostureCsv,
  html: async () => (await import('./posture-html.ts')).writePostureHtml,
} satisfies Readonly<Record<string, () => Promise<PostureReport>>>

export type PostureFormat = keyof typeof loaders

/** In the order in which help lists them. */
export const postureFormats = Object.keys(loaders) as readonly PostureFormat[]

export function isPostureFormat(name: string): name is PostureFormat {
  return Object.hasOwn(loaders, name)
}

/** Each format's module is loaded when it is asked for. */
export function loadPostureReport(format: PostureFormat): Promise<PostureReport> {
  return loaders[format]()
}
