import type { AllowInFile } from '../schema.ts'
import type { ForeignFile, ForeignRule, ImportNote, SourceFile } from './foreign-rule.ts'
import { Fields, invalid } from './read-fields.ts'
import { readAllowLists } from './gitleaks-allow.ts'
import { readComponents, readRequired } from './gitleaks-components.ts'
import { linesOf, parseToml } from './parse-toml.ts'
import {
  betterleaksTokenEfficiency,
  tokenEfficiencyChange,
  translateFilter,
  type TranslatedFilter,
} from './translate-filter.ts'

/** A rule of one file, before those that it extends are joined. */
interface OwnRule {
  readonly id: string
  readonly where: string
  readonly description: string | undefined
  readonly regex: string | undefined
  readonly path: string | undefined
  readonly secretGroup: number
  readonly entropy: number
  readonly keywords: readonly string[]
  readonly allow: readonly AllowInFile[]
  readonly isHidden: boolean
  readonly isGeneric: boolean
  readonly confidence: ForeignRule['confidence'] | undefined
  readonly filter: TranslatedFilter | undefined
  readonly components: NonNullable<ForeignRule['components']>
}

/** A gitleaks or betterleaks file as read. */
export interface LeaksConfiguration {
  readonly rules: ReadonlyMap<string, OwnRule>
  readonly allow: readonly AllowInFile[]
  readonly notes: readonly ImportNote[]
}

export interface LeaksOptions {
  /** Which of the two dialects. */
  readonly isBetterleaks: boolean
  /** What `useDefault` stands for: a file that was given before this one. */
  readonly base: LeaksConfiguration | undefined
  /** @throws when there is no such file */
  readonly readFile: (path: string) => string
}

/** Files that extend one another, at most; gitleaks reads no deeper. */
const extendDepthMax = 2

/** @throws StanchError `IMPORT_INVALID` with file and line */
export function readLeaksFile(
  file: SourceFile,
  options: LeaksOptions,
  above: readonly string[] = [],
): LeaksConfiguration {
  const top = parseToml(file)
  const notes: ImportNote[] = []
  const fields = new Fields(top, `${file.path}:1`, '', notes)
  fields.ignore('title', 'description', 'minVersion', 'betterleaksMinVersion')
  const isReplacing = options.isBetterleaks && /^v?2/.test(fields.text('minVersion') ?? '')
  const rules = new Map<string, OwnRule>()
  const lines = linesOf(file.text, /^\s*\[\[\s*rules\s*\]\]/)
  fields.list('rules').forEach((value, at) => {
    const where = `${file.path}:${lines[at] ?? 1}`
    const rule = readRule(value, where, options.isBetterleaks, notes)
    if (rules.has(rule.id)) throw invalid(where, `${rule.id}: the id is taken`)
    rules.set(rule.id, rule)
  })
  const { global, targeted } = readGlobalAllow(fields, notes)
  const allow = [...global, ...readTopFilters(fields)]
  const extended = extendedBy(fields, file, options, [...above, file.path])
  fields.noteUnknown()
  const joined = extended ? join({ rules, allow }, extended, isReplacing) : { rules, allow }
  for (const [id, lists] of targeted) {
    const rule = joined.rules.get(id)
    if (!rule) throw invalid(`${file.path}:1`, `allowlists: targetRules names ${id}, which is no rule`)
    joined.rules.set(id, { ...rule, allow: [...rule.allow, ...lists] })
  }
  return { ...joined, notes: [...(extended?.notes ?? []), ...notes] }
}

/** The rules of a file, as far as they are for text. */
export function leaksRules({ rules, allow, notes }: LeaksConfiguration): ForeignFile {
  const more: ImportNote[] = []
  const foreign = Array.from(rules.values(), (rule) => toForeignRule(rule, more)).filter(
    (rule) => rule !== undefined,
  )
  return { rules: foreign, allow, notes: [...notes, ...more] }
}

function readRule(
  value: unknown,
  where: string,
  isBetterleaks: boolean,
  notes: ImportNote[],
): OwnRule {
  const id = new Fields(value, where, '', notes).needed('id')
  const fields = new Fields(value, where, id, notes)
  fields.ignore('id')
  const group = fields.number('secretGroup') ?? fields.number('valueGroup') ?? 0
  const rule: OwnRule = {
    id,
    where,
    description: fields.text('description'),
    regex: fields.text('regex') || undefined,
    path: fields.text('path') || undefined,
    secretGroup: group,
    entropy: fields.number('entropy') ?? 0,
    keywords: fields.texts('keywords'),
    allow: readAllowLists(fields, 'allowlists', 'allowlist'),
    isHidden: fields.flag('skipReport'),
    isGeneric: (fields.number('specificity') ?? 100) < 100 || id.startsWith('generic'),
    confidence: readConfidence(fields),
    filter: isBetterleaks ? readFilter(fields) : undefined,
    components: [...readRequired(fields), ...readComponents(fields)],
  }
  if (!Number.isInteger(group) || group < 0) throw fields.fault('secretGroup: expected a whole number')
  fields.leave('tags', 'rules have no tags here')
  fields.leave('validate', 'asks the provider over the network')
  fields.leave('analyze', 'asks the provider over the network')
  fields.leave('revoke', 'asks the provider over the network')
  fields.noteUnknown()
  return rule
}

function readConfidence(fields: Fields): ForeignRule['confidence'] | undefined {
  const confidence = fields.text('confidence')
  if (confidence === undefined) return undefined
  if (confidence === 'low' || confidence === 'medium' || confidence === 'high') return confidence
  throw fields.fault('confidence: expected low, medium or high')
}

function readFilter(fields: Fields): TranslatedFilter | undefined {
  const isEfficient = fields.flag('tokenEfficiency')
  const source = fields.text('filter')
  if (source === undefined && !isEfficient) return undefined
  const filter = source === undefined ? emptyFilter() : translateFilter(source)
  if (isEfficient) {
    filter.tokenEfficiency = betterleaksTokenEfficiency
    filter.changed.push(tokenEfficiencyChange)
  }
  for (const reason of filter.left) fields.note('not carried', 'filter', reason)
  for (const reason of filter.changed) fields.note('changed', 'filter', reason)
  return filter
}

function emptyFilter(): TranslatedFilter {
  return { require: [], allow: [], left: [], changed: [] }
}

function readGlobalAllow(fields: Fields, notes: ImportNote[]) {
  const global: AllowInFile[] = []
  const targeted: [string, AllowInFile[]][] = []
  if (fields.has('allowlist') && fields.has('allowlists')) {
    throw fields.fault('[allowlist] stands beside [[allowlists]]: gitleaks takes only one of them')
  }
  for (const value of fields.list('allowlists')) {
    const targets = new Fields(value, '', '', notes).texts('targetRules')
    const lists = readAllowLists(fields.of({ allowlists: [value] }), 'allowlists', 'allowlist')
    if (targets.length === 0) global.push(...lists)
    else for (const id of targets) targeted.push([id, [...lists]])
  }
  if (fields.has('allowlist')) global.push(...readAllowLists(fields, '', 'allowlist'))
  return { global, targeted }
}

/** `prefilter` skips documents, `filter` drops findings; both are truths of every rule. */
function readTopFilters(fields: Fields): AllowInFile[] {
  return ['prefilter', 'filter'].flatMap((key) => {
    const source = fields.text(key)
    if (source === undefined) return []
    const filter = translateFilter(source)
    const { entropy, entropyAbove, tokenEfficiency, require } = filter
    const isMore = [entropy, entropyAbove, tokenEfficiency, ...require].some((value) => value !== undefined)
    if (isMore) filter.left.push('only lists of what is allowed can be said of all rules')
    for (const reason of filter.left) fields.note('not carried', key, reason)
    return filter.allow
  })
}

function extendedBy(
  fields: Fields,
  file: SourceFile,
  options: LeaksOptions,
  above: readonly string[],
): (LeaksConfiguration & { disabled: readonly string[] }) | undefined {
  const extend = fields.fields('extend')
  if (!extend) return undefined
  const path = extend.text('path')
  const isDefault = extend.flag('useDefault')
  const disabled = extend.texts('disabledRules')
  extend.leave('url', 'gitleaks itself never read it')
  extend.noteUnknown()
  if (path && isDefault) throw fields.fault('extend: path and useDefault exclude each other')
  if (isDefault) {
    if (options.base) return { ...options.base, notes: [], disabled }
    const reason = 'the rules built into the scanner are not at hand: give their file before this one'
    fields.note('not carried', 'extend.useDefault', reason)
    return undefined
  }
  if (!path) return undefined
  if (above.includes(path)) throw fields.fault(`extend: ${[...above, path].join(' extends ')}`)
  if (above.length > extendDepthMax) {
    fields.note('not carried', 'extend.path', `${path}: no more than ${extendDepthMax} files are read`)
    return undefined
  }
  const text = readExtended(path, file, options, fields)
  return { ...readLeaksFile({ path, text }, options, above), disabled }
}

/** From the working directory, as gitleaks does. */
function readExtended(path: string, file: SourceFile, { readFile }: LeaksOptions, fields: Fields): string {
  try {
    return readFile(path)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw fields.fault(`extend.path of ${file.path}: ${reason}`)
  }
}

/** Own values win where they are set; lists are joined. */
function join(
  own: { rules: Map<string, OwnRule>; allow: readonly AllowInFile[] },
  base: LeaksConfiguration & { disabled: readonly string[] },
  isReplacing: boolean,
): { rules: Map<string, OwnRule>; allow: AllowInFile[] } {
  const rules = new Map(own.rules)
  for (const [id, rule] of base.rules) {
    if (base.disabled.includes(id)) continue
    const mine = own.rules.get(id)
    if (!mine) rules.set(id, rule)
    else if (!isReplacing) rules.set(id, merged(rule, mine))
  }
  return { rules, allow: [...own.allow, ...base.allow] }
}

function merged(base: OwnRule, own: OwnRule): OwnRule {
  return {
    ...base,
    where: own.where,
    description: own.description || base.description,
    regex: own.regex ?? base.regex,
    path: own.path ?? base.path,
    secretGroup: own.secretGroup || base.secretGroup,
    entropy: own.entropy || base.entropy,
    keywords: [...base.keywords, ...own.keywords],
    allow: [...base.allow, ...own.allow],
    filter: own.filter ?? base.filter,
  }
}

function toForeignRule(rule: OwnRule, notes: ImportNote[]): ForeignRule | undefined {
  const { id, where, regex, path, filter } = rule
  const leaveOut = (field: string, reason: string) => {
    notes.push({ where, rule: id, field, reason, kind: 'left out' })
    return undefined
  }
  if (regex === undefined) {
    if (path === undefined) return leaveOut('regex', 'it has neither a regex nor a path')
    return leaveOut('path', 'it is for paths alone: here secrets are reported, not files')
  }
  return {
    id,
    where,
    name: rule.description?.trim() || id,
    pattern: regex,
    dialect: 'go',
    secret: rule.secretGroup || 'first',
    keywords: rule.keywords,
    ...(rule.entropy === 0 ? {} : { entropyAbove: rule.entropy }),
    ...(filter?.entropy === undefined ? {} : { entropy: filter.entropy }),
    ...(filter?.entropyAbove === undefined ? {} : { entropyAbove: filter.entropyAbove }),
    ...(filter?.tokenEfficiency === undefined ? {} : { tokenEfficiency: filter.tokenEfficiency }),
    require: filter?.require ?? [],
    allow: [...rule.allow, ...(filter?.allow ?? [])],
    paths: path === undefined ? [] : [path],
    confidence: rule.confidence ?? 'medium',
    severity: 'high',
    isHidden: rule.isHidden,
    isGeneric: rule.isGeneric,
    components: rule.components,
  }
}
