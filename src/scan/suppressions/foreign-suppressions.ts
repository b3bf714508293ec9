import { reasonOf, StanchError } from '../../text/error.ts'

/** A finding that another scanner was told to pass over. */
export interface ForeignSuppression {
  /** `file:line` of the entry. */
  readonly where: string
  /** The document, as that scanner names it. */
  readonly path: string
  /** The commit whose version of it is meant; `undefined`: the file as it is. */
  readonly commit: string | undefined
  /** The other scanner's name of what it found. */
  readonly rule: string
  /** 1-based; `undefined`: anywhere. */
  readonly line: number | undefined
  /** Hex digits of the secret's SHA-1. */
  readonly sha1: string | undefined
  /** The secret itself, where the file gives it away. Never to be shown. */
  readonly secret: string | undefined
}

/**
 * Reads `.gitleaksignore`, a JSON report of gitleaks that serves as its baseline, or `.secrets.baseline` of
 * detect-secrets; which of them is known from the content.
 *
 * @throws StanchError `IMPORT_INVALID` with the line
 */
export function parseForeignSuppressions(text: string, file: string): ForeignSuppression[] {
  if (!/^\s*[[{]/.test(text)) return parseIgnoreFile(text, file)
  const value = parseJson(text, file)
  if (Array.isArray(value)) return value.map((item, at) => parseReported(item, file, at))
  const results = recordOf(value)?.['results']
  const byPath = recordOf(results)
  if (!byPath) throw invalid(`${file}:1`, 'expected a list of findings, or a mapping with results')
  return Object.entries(byPath).flatMap(([path, items]) => {
    if (!Array.isArray(items)) throw invalid(`${file}:1`, `results of ${path}: expected a list`)
    return items.map((item: unknown) => parseHashed(item, path, file))
  })
}

function parseIgnoreFile(text: string, file: string): ForeignSuppression[] {
  return text.split('\n').flatMap((raw, at) => {
    const line = raw.replace(/\s#.*$/, '').trim()
    if (line === '' || line.startsWith('#')) return []
    const where = `${file}:${at + 1}`
    const found = /^(?:([0-9a-fA-F]{7,64}):)?(.+):([^:]+):(\d+)$/.exec(line)
    if (!found) {
      throw invalid(
        where,
        'expected commit:file:rule:line or file:rule:line, as gitleaks writes them',
      )
    }
    const [, commit, path, rule, number] = found
    const place = { path: path!, commit, rule: rule!, line: Number(number) }
    return [{ where, ...place, sha1: undefined, secret: undefined }]
  })
}

/** One finding of gitleaks; a redacted one has no secret to go by. */
function parseReported(item: unknown, file: string, at: number): ForeignSuppression {
  const finding = recordOf(item)
  const path = finding?.['File']
  const rule = finding?.['RuleID']
  if (typeof path !== 'string' || typeof rule !== 'string') {
    throw invalid(
      `${file}:1`,
      `finding ${at + 1}: expected a File and a RuleID, as in gitleaks’ JSON`,
    )
  }
  const { Commit: commit, Secret: secret, StartLine: line } = finding!
  const isWhole = typeof secret === 'string' && secret !== '' && !/^REDACTED$|\.\.\.$/.test(secret)
  return {
    where: `${file} finding ${at + 1}`,
    path,
    commit: typeof commit === 'string' && /^[0-9a-fA-F]{7,64}$/.test(commit) ? commit : undefined,
    rule,
    line: typeof line === 'number' ? line : undefined,
    sha1: undefined,
    secret: isWhole ? secret : undefined,
  }
}

function parseHashed(item: unknown, path: string, file: string): ForeignSuppression {
  const result = recordOf(item)
  const sha1 = result?.['hashed_secret']
  if (typeof sha1 !== 'string' || !/^[0-9a-f]{40}$/.test(sha1)) {
    throw invalid(`${file}:1`, `results of ${path}: expected a hashed_secret of 40 hex digits`)
  }
  const { type, line_number: line } = result!
  return {
    where: `${file} ${path}`,
    path,
    commit: undefined,
    rule: typeof type === 'string' ? type : '',
    line: typeof line === 'number' ? line : undefined,
    sha1,
    secret: undefined,
  }
}

function recordOf(value: unknown): Record<string, unknown> | undefined {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isRecord ? (value as Record<string, unknown>) : undefined
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    // The parser's message quotes the file, in which secrets may stand.
    const [, offset] = /position (\d+)/.exec(reasonOf(error)) ?? []
    const line = text.slice(0, Number(offset ?? 0)).split('\n').length
    throw invalid(`${file}:${line}`, 'this is no JSON')
  }
}

function invalid(where: string, what: string): StanchError {
  return new StanchError('IMPORT_INVALID', `${where}: ${what}`)
}
