import type { AllowInFile } from '../schema.ts'
import { readCredsweeperFile } from './credsweeper.ts'
import { detectFormat } from './detect-format.ts'
import type { ForeignFile, ForeignFormat, ForeignRule, ImportNote, SourceFile } from './foreign-rule.ts'
import { leaksRules, readLeaksFile, type LeaksConfiguration } from './gitleaks.ts'
import { readKingfisherFile } from './kingfisher.ts'
import { translateAllow, translateRule, type TranslatedRule } from './translate-rule.ts'
import { readTrufflehogFile } from './trufflehog.ts'

export interface ImportOptions {
  /** `undefined`: known from each file's content. */
  readonly format: ForeignFormat | undefined
  /** Files that others extend. @throws when there is no such file */
  readonly readFile: (path: string) => string
}

/** Foreign rules as rules of Stanch, and all that got lost on the way. */
export interface ImportedRules {
  readonly formats: readonly ForeignFormat[]
  readonly rules: readonly TranslatedRule[]
  /** Of all rules. */
  readonly allow: readonly AllowInFile[]
  readonly notes: readonly ImportNote[]
  /** How many foreign rules there were. */
  readonly found: number
}

/**
 * Reads rule files of other scanners.
 *
 * @param files where one extends the rules built into its scanner, these stand before it
 * @throws StanchError `IMPORT_INVALID` where a file cannot be read as a whole; single rules that cannot be carried over
 *   are notes
 */
export function importRules(files: readonly SourceFile[], options: ImportOptions): ImportedRules {
  const formats = files.map((file) => options.format ?? detectFormat(file))
  const foreign = readAll(files, formats, options.readFile)
  const notes: ImportNote[] = foreign.flatMap((file) => file.notes)
  const ids = new RuleIds()
  const named = foreign.flatMap((file) => file.rules.map((rule) => ({ rule, file, id: ids.take(rule, notes) })))
  const isOneFile = foreign.length === 1
  const allowOf = new Map(foreign.map((file) => [file, portableAllow(file, notes)]))
  const translated = named.flatMap(({ rule, file, id }) => {
    const own = isOneFile ? rule : { ...rule, allow: [...(rule.allow ?? []), ...allowOf.get(file)!] }
    const { rule: made, notes: more } = translateRule(own, id, (other) => ids.of(other))
    notes.push(...more)
    return made ? [made] : []
  })
  const rules = withoutBrokenParts(translated, notes)
  return {
    formats: [...new Set(formats)],
    rules,
    allow: isOneFile ? allowOf.get(foreign[0]!)! : [],
    notes,
    found: new Set([...named.map(({ id }) => id), ...leftOutEarly(foreign)]).size,
  }
}

/** Ids of rules that were left out before they were translated. */
function leftOutEarly(files: readonly ForeignFile[]): string[] {
  return files.flatMap(({ notes }) =>
    notes.filter(({ kind }) => kind === 'left out').map(({ rule }) => `left out: ${rule}`),
  )
}

function readAll(
  files: readonly SourceFile[],
  formats: readonly ForeignFormat[],
  readFile: ImportOptions['readFile'],
): ForeignFile[] {
  const read: ForeignFile[] = []
  let base: { configuration: LeaksConfiguration; at: number } | undefined
  files.forEach((file, at) => {
    const format = formats[at]!
    if (format !== 'gitleaks' && format !== 'betterleaks') {
      read.push(readerOf[format](file))
      return
    }
    const isBetterleaks = format === 'betterleaks'
    const options = { isBetterleaks, base: base?.configuration, readFile }
    const configuration = readLeaksFile(file, options)
    // A file that extends what stands before it takes its place.
    if (base && extendsDefault(file)) read.splice(base.at, 1, leaksRules(configuration))
    else read.push(leaksRules(configuration))
    base = { configuration, at: read.length - 1 }
  })
  return read
}

const readerOf = {
  kingfisher: readKingfisherFile,
  noseyparker: readKingfisherFile,
  trufflehog: readTrufflehogFile,
  credsweeper: readCredsweeperFile,
}

function extendsDefault({ text }: SourceFile): boolean {
  return /^\s*useDefault\s*=\s*true/m.test(text)
}

function portableAllow(file: ForeignFile, notes: ImportNote[]): AllowInFile[] {
  const where = file.rules[0]?.where.replace(/:\d+$/, ':1') ?? ''
  return translateAllow(file.allow, 'go', (kind, field, reason) =>
    notes.push({ where, rule: '', field, reason, kind }),
  )
}

/** Rules whose required part was left out would be quiet for ever: they are left out, too. */
function withoutBrokenParts(rules: readonly TranslatedRule[], notes: ImportNote[]): TranslatedRule[] {
  const ids = new Set(rules.map(({ id }) => id))
  const kept = rules.flatMap((rule) => {
    const missing = (rule.components ?? []).filter((component) => !ids.has(component.rule))
    if (missing.length === 0) return [rule]
    const isNeeded = missing.some(({ required }) => required)
    const reason = `${missing.map((component) => component.rule).join(', ')} could not be carried over`
    const kind = isNeeded ? 'left out' : 'not carried'
    notes.push({ where: '', rule: rule.id, field: 'components', reason, kind })
    if (isNeeded) return []
    const { components = [], ...rest } = rule
    const others = components.filter((component) => ids.has(component.rule))
    return [others.length > 0 ? { ...rest, components: others } : rest]
  })
  return kept.length === rules.length ? kept : withoutBrokenParts(kept, notes)
}

/** Ids here are lower-case words joined by hyphens; no two rules have the same. */
class RuleIds {
  readonly #ofForeign = new Map<string, string>()
  readonly #taken = new Set<string>()

  take(rule: ForeignRule, notes: ImportNote[]): string {
    const plain = plainId(rule.id)
    let id = plain
    for (let count = 2; this.#taken.has(id); count++) id = `${plain}-${count}`
    if (id !== plain) {
      const reason = `another rule is called ${plain} here: this one is ${id}`
      notes.push({ where: rule.where, rule: rule.id, field: 'id', reason, kind: 'changed' })
    }
    this.#taken.add(id)
    if (!this.#ofForeign.has(rule.id)) this.#ofForeign.set(rule.id, id)
    return id
  }

  of(foreignId: string): string | undefined {
    return this.#ofForeign.get(foreignId)
  }
}

function plainId(foreign: string): string {
  const words = foreign
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
  return words === '' ? 'rule' : words
}
