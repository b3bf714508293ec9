/** Reads the JSON reports of other scanners. They are trusted: nothing but figures is made of them. */

export interface PeerFinding {
  readonly rule: string
  /** Empty when the report names the document by its {@link blob} only. */
  readonly path: string
  /** What git would call the document's content; a report that has it means every document of that content. */
  readonly blob?: string
  /** A commit that has it; only of a history. */
  readonly commit?: string
  /** Lines from 1; columns from 0, the end exclusive. Infinite: up to the line's end. */
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  /** What the peer takes for the secret; where it was decoded, it does not stand in the text. */
  readonly text: string
  /** In hex, in place of the text, where the report holds no more of the secret. */
  readonly sha1?: string
}

interface GitleaksFinding {
  readonly RuleID: string
  readonly File: string
  /** Empty where it scanned no history. */
  readonly Commit?: string
  readonly StartLine: number
  readonly StartColumn: number
  readonly EndLine: number
  readonly EndColumn: number
  readonly Secret: string
}

/** Also betterleaks', which is `null` where nothing was found. */
export function readGitleaks(report: unknown): PeerFinding[] {
  // Its columns count the line feed before the line, so the first line is one short of the others.
  return ((report ?? []) as readonly GitleaksFinding[]).map((one) => ({
    rule: one.RuleID,
    path: one.File,
    ...(one.Commit && { commit: one.Commit }),
    line: one.StartLine,
    column: one.StartColumn - (one.StartLine > 1 ? 2 : 1),
    endLine: one.EndLine,
    endColumn: one.EndColumn - (one.EndLine > 1 ? 1 : 0),
    text: one.Secret,
  }))
}

interface KingfisherReport {
  readonly findings: readonly {
    readonly rule: { readonly name: string }
    readonly finding: {
      readonly path: string
      readonly line: number
      readonly column_start: number
      readonly column_end: number
      readonly snippet: string
      readonly git_metadata?: { readonly commit: { readonly id: string } }
    }
  }[]
}

export function readKingfisher(report: unknown): PeerFinding[] {
  return (report as KingfisherReport).findings.map(({ rule, finding }) => {
    const commit = finding.git_metadata?.commit.id
    return {
      rule: rule.name,
      path: finding.path,
      ...(commit && { commit }),
      line: finding.line,
      column: finding.column_start,
      endLine: finding.line,
      endColumn: finding.column_end + 1,
      text: finding.snippet,
    }
  })
}

interface TitusPoint {
  readonly Line: number
  readonly Column: number
}

interface TitusMatch {
  readonly BlobID: string
  readonly RuleID: string
  readonly Location: { readonly Source: { readonly Start: TitusPoint; readonly End: TitusPoint } }
  /** Base64. */
  readonly Groups: readonly string[] | null
  readonly Snippet: { readonly Matching: string | null }
}

/** The place is that of the whole match; the secret is its first group. */
export function readTitus(report: unknown): PeerFinding[] {
  return ((report ?? []) as readonly TitusMatch[]).map((one) => {
    const { Start: start, End: end } = one.Location.Source
    const value = one.Groups?.find((group) => group !== '') ?? one.Snippet.Matching ?? ''
    return {
      rule: one.RuleID,
      path: '',
      blob: one.BlobID,
      line: start.Line,
      column: start.Column - 1,
      endLine: end.Line,
      endColumn: end.Column,
      text: Buffer.from(value, 'base64').toString('utf8'),
    }
  })
}

interface CredSweeperFinding {
  readonly rule: string
  readonly line_data_list: readonly {
    readonly path: string
    readonly line_num: number
    /** Code points from 0; negative where the value was decoded. */
    readonly value_start: number
    readonly value_end: number
    readonly value: string
  }[]
}

/** A finding of several values, such as a key and its id, is one finding for each. */
export function readCredSweeper(report: unknown): PeerFinding[] {
  return (report as readonly CredSweeperFinding[]).flatMap(({ rule, line_data_list: values }) =>
    values.map((one) => ({
      rule,
      path: one.path,
      line: one.line_num,
      column: one.value_start,
      endLine: one.line_num,
      endColumn: one.value_end,
      text: one.value,
    })),
  )
}

interface DetectSecretsReport {
  readonly results: Readonly<
    Record<
      string,
      readonly {
        readonly type: string
        readonly hashed_secret: string
        readonly line_number: number
      }[]
    >
  >
}

/** It tells the line only, and the secret's SHA-1. */
export function readDetectSecrets(report: unknown): PeerFinding[] {
  const { results } = report as DetectSecretsReport
  return Object.entries(results).flatMap(([path, found]) =>
    found.map((one) => ({
      rule: one.type,
      path,
      line: one.line_number,
      column: 0,
      endLine: one.line_number,
      endColumn: Infinity,
      text: '',
      sha1: one.hashed_secret,
    })),
  )
}

interface SecretlintFile {
  readonly filePath: string
  readonly sourceContent: string
  readonly messages: readonly {
    readonly ruleId: string
    readonly range: readonly [number, number]
    readonly loc: { readonly start: SecretlintPoint; readonly end: SecretlintPoint }
  }[]
}

interface SecretlintPoint {
  readonly line: number
  readonly column: number
}

/** Ranges count UTF-16 units. */
export function readSecretlint(report: unknown): PeerFinding[] {
  return (report as readonly SecretlintFile[]).flatMap(({ filePath, sourceContent, messages }) =>
    messages.map(({ ruleId, range, loc }) => ({
      rule: ruleId.replace('@secretlint/secretlint-rule-', ''),
      path: filePath,
      line: loc.start.line,
      column: loc.start.column,
      endLine: loc.end.line,
      endColumn: loc.end.column,
      text: sourceContent.slice(...range),
    })),
  )
}
