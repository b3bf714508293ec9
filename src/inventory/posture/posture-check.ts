import type { Severity } from '../../rules/rule.ts'
import type { PostureCheckId } from './posture-check-ids.ts'
import type { Practice } from './practice.ts'

/** What a check says of itself, whatever it looks at. */
export interface PostureCheck {
  /** Stable; named by `--check`, `audit.accept` and every report. */
  readonly id: PostureCheckId
  readonly title: string
  /** Of its findings, unless a sign says otherwise. */
  readonly severity: Severity
  readonly practice: Practice
  /** What to do about it, one sentence. */
  readonly remedy: string
}

/** What a finding is about. */
export type PostureSubject =
  | { readonly kind: 'record'; readonly id: string; readonly tenant?: string }
  | { readonly kind: 'connector'; readonly id: string }
  | { readonly kind: 'place'; readonly path: string; readonly line: number }

/** A weak sign: something that need not have leaked anything yet. Never holds a secret. */
export interface PostureFinding {
  readonly type: 'posture'
  readonly check: string
  readonly title: string
  readonly severity: Severity
  readonly practice: Practice
  readonly subject: PostureSubject
  /** What shows it, a line each. */
  readonly evidence: readonly string[]
  readonly remedy: string
  /** Ids of the records that it is about. */
  readonly records: readonly string[]
  /** Where to look: the file of a place; of a record or connector where it is declared, if that is known. */
  readonly path?: string
  readonly line?: number
}

/** What a check has seen in one subject. */
export interface PostureSign {
  readonly subject: PostureSubject
  readonly evidence: readonly string[]
  readonly records?: readonly string[]
  readonly severity?: Severity
  readonly remedy?: string
}

/** A sign under the name of its check. */
export function toPostureFinding(check: PostureCheck, sign: PostureSign): PostureFinding {
  const { subject, evidence, records = [] } = sign
  const place = subject.kind === 'place' ? { path: subject.path, line: subject.line } : {}
  return {
    type: 'posture',
    check: check.id,
    title: check.title,
    severity: sign.severity ?? check.severity,
    practice: check.practice,
    subject,
    evidence,
    remedy: sign.remedy ?? check.remedy,
    records: subject.kind === 'record' ? [...new Set([subject.id, ...records])] : records,
    ...place,
  }
}
